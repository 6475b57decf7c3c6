package io.fsl.linux;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Memory of one thread for what system calls read and write. */
final class SyscallMemory {
  /** {@code PATH_MAX}: a path without a zero among so many bytes is too long for the kernel. */
  private static final int PATH_MAX = 4096;

  private static final int FIRST = Syscalls.STATX_SIZE;
  private static final int SECOND = FIRST + PATH_MAX + 1;

  /** Where a value is, behind two paths. */
  static final int THIRD = SECOND + PATH_MAX + 1;

  private static final int SIZE = 16 << 10;

  /** How long a value may be. */
  static final int VALUE_MAX = SIZE - THIRD;

  final ByteBuffer bytes = ByteBuffer.allocateDirect(SIZE).order(ByteOrder.nativeOrder());
  final long start = MemorySegment.ofBuffer(bytes).address();

  /** Puts a path, as C has it, behind room for one structure; tells where it is. */
  long path(byte[] path) {
    return put(path, FIRST);
  }

  /** Puts a second path into the memory, behind the first one. */
  long secondPath(byte[] path) {
    return put(path, SECOND);
  }

  /** Puts a value, of at most {@link #VALUE_MAX} bytes, behind both. */
  long value(byte[] value) {
    bytes.put(THIRD, value);
    return start + THIRD;
  }

  private long put(byte[] path, int at) {
    int length = Math.min(path.length, PATH_MAX);
    bytes.put(at, path, 0, length).put(at + length, (byte) 0);
    return start + at;
  }
}
