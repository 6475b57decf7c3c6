package io.fsl.linux;

/**
 * The numbers of the system calls on a machine.
 *
 * @param statx of statx(2), and so on
 * @param directory {@code O_DIRECTORY}
 * @param noFollow {@code O_NOFOLLOW}
 */
record SyscallNumbers(
    long statx,
    long utimensat,
    long fchmod,
    long openat,
    long read,
    long pwrite,
    long copyFileRange,
    long sendfile,
    long lseek,
    long fsync,
    long close,
    long renameat2,
    long unlinkat,
    long mkdirat,
    long linkat,
    long fcntl,
    long getcwd,
    long chdir,
    long getxattr,
    long fsetxattr,
    int directory,
    int noFollow) {
  /** Those of this machine. */
  static SyscallNumbers here() {
    String architecture = System.getProperty("os.arch", "");
    return switch (architecture) {
      case "amd64", "x86_64" ->
          new SyscallNumbers(
              332, 280, 91, 257, 0, 18, 326, 40, 8, 74, 3, 316, 263, 258, 265, 72, 79, 80, 191, 190,
              0x10000, 0x20000);
      case "aarch64" -> generic(0x4000, 0x8000);
      case "riscv64" -> generic(0x10000, 0x20000);
      default ->
          throw new UnsupportedOperationException("no system calls known of " + architecture);
    };
  }

  private static SyscallNumbers generic(int directory, int noFollow) {
    return new SyscallNumbers(
        291, 88, 52, 56, 63, 68, 285, 71, 62, 82, 57, 276, 35, 34, 37, 25, 17, 49, 8, 7, directory,
        noFollow);
  }
}
