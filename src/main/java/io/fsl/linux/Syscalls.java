package io.fsl.linux;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * System calls that Java does not make: statx(2), as java.nio does not tell how many blocks a file
 * has; renameat2(2), as it has no rename that leaves alone what is there; and madvise(2). And some
 * that it makes, but with others before and after, and with much garbage: for what is done to each
 * of many files.
 *
 * <p>They are called by their numbers: {@code syscall} is in every C library, while {@code statx}
 * came late to musl. Thread-safe.
 */
public abstract class Syscalls {
  /** Size of {@code struct statx}, in bytes. */
  static final int STATX_SIZE = 256;

  /** {@code AT_FDCWD}: a relative path starts at the current folder. */
  static final int CURRENT_FOLDER = -100;

  /** {@code AT_SYMLINK_NOFOLLOW}. */
  private static final int NO_FOLLOW = 0x100;

  /** {@code AT_EMPTY_PATH}: the file that is open. */
  private static final int OPEN_FILE = 0x1000;

  /** {@code STATX_BASIC_STATS}. */
  private static final int BASIC = 0x7ff;

  /** {@code STATX_BASIC_STATS | STATX_BTIME}. */
  private static final int BASIC_AND_BIRTH = 0xfff;

  /** {@code O_RDONLY | O_CLOEXEC | O_NONBLOCK}: a pipe that took a file's name is no trap. */
  private static final int READ = 0x80800;

  /** {@code O_WRONLY | O_CLOEXEC}. */
  private static final int WRITE = 0x80001;

  /** {@code O_CREAT | O_EXCL}: a link is not followed, but in the way. */
  private static final int CREATE = 0xc0;

  private static final int PRIVATE = 0600;

  /** {@code UTIME_NOW}, in place of nanoseconds. */
  private static final long NOW = (1L << 30) - 1;

  /** The memory of each thread for what the arguments of a call point to. */
  static final ThreadLocal<SyscallMemory> MEMORY = ThreadLocal.withInitial(SyscallMemory::new);

  final SyscallNumbers numbers = SyscallNumbers.here();

  /**
   * Makes a system call, with as many of the arguments as it has.
   *
   * @return its result, or its {@code errno}, negative, as the kernel has it
   */
  abstract long call(long number, long a, long b, long c, long d, long e, long f);

  /** What the C library says of an {@code errno}. */
  abstract String words(int errno);

  /**
   * Gives back the memory of the program's own code and constants, where it is a native program:
   * nothing writes them, the kernel has them in its cache, and what is needed again comes back at
   * once.
   *
   * @throws IOException when the system does not tell where they are
   */
  abstract void releaseImage() throws IOException;

  // --- by path

  /**
   * What is known of a file itself, links not followed.
   *
   * @return null when the call fails; java.nio can tell why
   */
  public final @Nullable Inode inode(byte[] path) {
    return look(path, NO_FOLLOW) == 0 ? Inode.of(MEMORY.get().bytes) : null;
  }

  /**
   * What is known of a file, to copy it.
   *
   * @param follow whether of what a link leads to, and not of the link itself
   * @return null when the call fails; java.nio can tell why
   */
  public final @Nullable FileStatus status(byte[] path, boolean follow) {
    return status(CURRENT_FOLDER, path, follow ? 0 : NO_FOLLOW);
  }

  private @Nullable FileStatus status(int file, byte[] path, int flags) {
    SyscallMemory memory = MEMORY.get();
    return statx(memory, file, memory.path(path), flags, BASIC_AND_BIRTH) == 0
        ? FileStatus.of(memory.bytes)
        : null;
  }

  /** Whether nothing has a name, not even a link; false also when it cannot be looked at. */
  public final boolean isFree(byte[] path) {
    return look(path, NO_FOLLOW) == -Errno.ENOENT;
  }

  /** Whether a link leads to nothing, or round in a circle. */
  public final boolean isAstray(byte[] link) {
    long result = look(link, 0);
    return result == -Errno.ENOENT || result == -Errno.ELOOP || result == -Errno.ENOTDIR;
  }

  private long look(byte[] path, int flags) {
    SyscallMemory memory = MEMORY.get();
    return statx(memory, CURRENT_FOLDER, memory.path(path), flags, BASIC);
  }

  private long statx(SyscallMemory memory, int file, long path, int flags, int mask) {
    return call(numbers.statx(), file, path, flags, mask, memory.start, 0);
  }

  /**
   * Reads the first bytes of a file, links followed, and then looks at it.
   *
   * @param into direct; what remains of it is filled
   * @return null when a call fails or the file is shorter; java.nio can tell why
   */
  public final @Nullable FileStatus read(byte[] path, ByteBuffer into) {
    int file = (int) openToRead(path, true);
    if (file < 0) {
      return null;
    }
    FileStatus status = fill(file, into) ? status(file, new byte[0], OPEN_FILE) : null;
    close(file);
    return status;
  }

  private boolean fill(int file, ByteBuffer into) {
    try {
      while (into.hasRemaining()) {
        long address = MemorySegment.ofBuffer(into).address();
        int got = (int) call(numbers.read(), file, address, into.remaining(), 0, 0, 0);
        if (got <= 0) {
          return false;
        }
        into.position(into.position() + got);
      }
      return true;
    } finally {
      Reference.reachabilityFence(into);
    }
  }

  /**
   * Removes a name that is none of a folder.
   *
   * @return whether it worked; java.nio can tell why not
   */
  public final boolean unlink(byte[] path) {
    long name = MEMORY.get().path(path);
    return call(numbers.unlinkat(), CURRENT_FOLDER, name, 0, 0, 0, 0) == 0;
  }

  /**
   * Reads an extended attribute, links followed, to {@link SyscallMemory#THIRD}.
   *
   * @return its length in bytes, or a negative {@code errno}
   */
  final long attribute(SyscallMemory memory, byte[] path, byte[] name) {
    long at = memory.path(path);
    long value = memory.start + SyscallMemory.THIRD;
    return call(
        numbers.getxattr(), at, memory.secondPath(name), value, SyscallMemory.VALUE_MAX, 0, 0);
  }

  // --- by descriptor: a call that fails returns its errno, negative

  /** Opens a file to read it, and returns its descriptor. */
  final long openToRead(byte[] path, boolean follow) {
    return open(path, READ | (follow ? 0 : numbers.noFollow()));
  }

  /** Opens a folder, or a link to one, and returns its descriptor. */
  final long openFolder(byte[] path) {
    return open(path, READ | numbers.directory());
  }

  /** Opens a file, not a link, to write it, and returns its descriptor. */
  final long openToWrite(byte[] path) {
    return open(path, WRITE | numbers.noFollow());
  }

  /**
   * Creates a file, mode 0600; nothing must be there.
   *
   * @return its descriptor
   */
  final long create(byte[] path) {
    return open(path, WRITE | CREATE);
  }

  final long open(byte[] path, int flags) {
    return open(CURRENT_FOLDER, path, flags);
  }

  /** Opens a file of which the path, unless it is absolute, starts at an open folder. */
  final long open(int folder, byte[] path, int flags) {
    long name = MEMORY.get().path(path);
    return unlessInterrupted(numbers.openat(), folder, name, flags, PRIVATE, 0, 0);
  }

  /**
   * Writes some of the bytes that remain.
   *
   * @return how many
   */
  final long write(int file, ByteBuffer bytes, long position) {
    long written =
        bytes.isDirect() ? writeDirect(file, bytes, position) : writeOfHeap(file, bytes, position);
    if (written > 0) {
      bytes.position(bytes.position() + (int) written);
    }
    return written;
  }

  private long writeDirect(int file, ByteBuffer bytes, long position) {
    try {
      long address = MemorySegment.ofBuffer(bytes).address();
      return pwrite(file, address, bytes.remaining(), position);
    } finally {
      Reference.reachabilityFence(bytes);
    }
  }

  private long writeOfHeap(int file, ByteBuffer bytes, long position) {
    SyscallMemory memory = MEMORY.get();
    int length = Math.min(memory.bytes.capacity(), bytes.remaining());
    memory.bytes.put(0, bytes, bytes.position(), length);
    return pwrite(file, memory.start, length, position);
  }

  private long pwrite(int file, long address, long length, long position) {
    return unlessInterrupted(numbers.pwrite(), file, address, length, position, 0, 0);
  }

  /** Forces data and attributes to disk. */
  final long force(int file) {
    return unlessInterrupted(numbers.fsync(), file, 0, 0, 0, 0, 0);
  }

  /** Sets when a file was modified; it is accessed now. */
  final long setTimes(int file, Instant modified) {
    SyscallMemory memory = MEMORY.get();
    memory.bytes.putLong(0, 0).putLong(8, NOW);
    memory.bytes.putLong(16, modified.getEpochSecond()).putLong(24, modified.getNano());
    return call(numbers.utimensat(), file, 0, memory.start, 0, 0, 0);
  }

  /** Sets the mode of a file: its last nine bits. */
  final long setMode(int file, int mode) {
    return call(numbers.fchmod(), file, mode, 0, 0, 0, 0);
  }

  /** Sets an extended attribute. */
  final long setAttribute(int file, byte[] name, byte[] value) {
    SyscallMemory memory = MEMORY.get();
    long at = memory.secondPath(name);
    return call(numbers.fsetxattr(), file, at, memory.value(value), value.length, 0, 0);
  }

  /** Closes a file; its descriptor is free even if this fails. */
  final long close(int file) {
    return call(numbers.close(), file, 0, 0, 0, 0, 0);
  }

  /**
   * Makes a call, and makes it again when a signal interrupted it, as may happen on slow file
   * systems.
   */
  final long unlessInterrupted(long number, long a, long b, long c, long d, long e, long f) {
    long result;
    do {
      result = call(number, a, b, c, d, e, f);
    } while (result == -Errno.EINTR);
    return result;
  }
}
