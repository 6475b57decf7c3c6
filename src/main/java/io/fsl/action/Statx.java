package io.fsl.action;

import org.jspecify.annotations.Nullable;

/**
 * The system call statx(2), since java.nio does not tell how many blocks a file has.
 *
 * <p>It is called by its number: {@code syscall} is in every C library, while {@code statx} came
 * late to musl. Thread-safe.
 */
interface Statx {
  /** {@code AT_FDCWD}: a relative path starts at the working folder. */
  int WORKING_FOLDER = -100;

  /** {@code AT_SYMLINK_NOFOLLOW}. */
  int NO_FOLLOW = 0x100;

  /** {@code STATX_BASIC_STATS}. */
  int BASIC = 0x7ff;

  /** Size of {@code struct statx}, in bytes. */
  int SIZE = 256;

  /**
   * What is known of a file.
   *
   * @return null when the call fails; java.nio can tell why
   */
  @Nullable Inode inode(byte[] path);

  /** The number of the system call on this machine. */
  static long number() {
    String architecture = System.getProperty("os.arch", "");
    return switch (architecture) {
      case "amd64", "x86_64" -> 332;
      case "aarch64", "riscv64" -> 291;
      default -> throw new UnsupportedOperationException("no statx known on " + architecture);
    };
  }
}
