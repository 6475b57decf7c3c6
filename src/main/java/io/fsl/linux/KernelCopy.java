package io.fsl.linux;

/**
 * Copies bytes from file to file within the kernel, the way GNU cp does: by copy_file_range(2),
 * which shares them where the file system can, and from one file system to another by sendfile(2).
 * Thread-safe.
 */
final class KernelCopy {
  private final Syscalls syscalls;

  KernelCopy(Syscalls syscalls) {
    this.syscalls = syscalls;
  }

  /**
   * Copies bytes. The target's file offset may be moved.
   *
   * @param source descriptor of an open file
   * @param from offset in the source
   * @param target descriptor of another
   * @param to offset in the target
   * @return how many; 0 at the end of the source or due to the file system; an {@code errno},
   *     negative, when it fails
   */
  long copy(int source, long from, int target, long to, long length) {
    long copied = copyRange(source, from, target, to, length);
    return copied > 0 ? copied : send(source, from, target, to, length);
  }

  private long copyRange(int source, long from, int target, long to, long length) {
    SyscallMemory memory = Syscalls.MEMORY.get();
    memory.bytes.putLong(0, from).putLong(Long.BYTES, to);
    long ends = memory.start + Long.BYTES;
    long number = syscalls.numbers.copyFileRange();
    return syscalls.call(number, source, memory.start, target, ends, length, 0);
  }

  private long send(int source, long from, int target, long to, long length) {
    long position = syscalls.call(syscalls.numbers.lseek(), target, to, 0, 0, 0, 0);
    if (position < 0) {
      return position;
    }
    SyscallMemory memory = Syscalls.MEMORY.get();
    memory.bytes.putLong(0, from);
    long number = syscalls.numbers.sendfile();
    return syscalls.unlessInterrupted(number, target, source, memory.start, length, 0, 0);
  }
}
