package io.fsl.action;

import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * System calls that Java does not make: statx(2), as java.nio does not tell how many blocks a file
 * has; utimensat(2), as it opens the file for that; renameat2(2), as it has no rename that leaves
 * alone what is there; and madvise(2). And some that it makes, but with others before and after,
 * and with much garbage: for what is done to each of many files.
 *
 * <p>They are called by their numbers: {@code syscall} is in every C library, while {@code statx}
 * came late to musl. Thread-safe.
 */
interface Syscalls {
  /** {@code AT_FDCWD}: a relative path starts at the working folder. */
  int WORKING_FOLDER = -100;

  /** {@code RENAME_NOREPLACE}. */
  int NO_REPLACE = 1;

  /** {@code AT_SYMLINK_NOFOLLOW}. */
  int NO_FOLLOW = 0x100;

  /** {@code AT_EMPTY_PATH}: the file that is open. */
  int OPEN_FILE = 0x1000;

  /** {@code STATX_BASIC_STATS}. */
  int BASIC = 0x7ff;

  /** {@code STATX_BASIC_STATS | STATX_BTIME}. */
  int BASIC_AND_BIRTH = 0xfff;

  /** {@code O_RDONLY | O_CLOEXEC}. */
  int READ_ONLY = 0x80000;

  /** Size of {@code struct statx}, in bytes. */
  int STATX_SIZE = 256;

  /** Size of two {@code struct timespec}, in bytes. */
  int TIMES_SIZE = 32;

  /** {@code UTIME_NOW}, in place of nanoseconds. */
  long NOW = (1L << 30) - 1;

  /**
   * What is known of a file itself, links not followed.
   *
   * @return null when the call fails; java.nio can tell why
   */
  @Nullable Inode inode(byte[] path);

  /**
   * What is known of a file, to copy it.
   *
   * @param follow whether of what a link leads to, and not of the link itself
   * @return null when the call fails; java.nio can tell why
   */
  @Nullable FileStatus status(byte[] path, boolean follow);

  /**
   * Reads the first bytes of a file, links followed, and then looks at it.
   *
   * @param into is filled
   * @return null when a call fails or the file is shorter; java.nio can tell why
   */
  @Nullable FileStatus read(byte[] path, byte[] into);

  /**
   * Gives a file another name; what has it is replaced.
   *
   * @return whether it worked; java.nio can tell why not
   */
  boolean rename(byte[] from, byte[] to);

  /**
   * Removes a name that is none of a folder.
   *
   * @return whether it worked; java.nio can tell why not
   */
  boolean unlink(byte[] path);

  /**
   * Sets when a file itself, links not followed, was modified; it is accessed now.
   *
   * @return whether it worked; java.nio can tell why not
   */
  boolean setTimes(byte[] path, Instant modified);

  /**
   * Sets the mode of a file.
   *
   * @param mode its last nine bits
   * @return whether it worked; java.nio can tell why not
   */
  boolean setMode(byte[] path, int mode);

  /**
   * Renames a file unless something, if only a link that leads nowhere, has the new name.
   *
   * @return whether it worked; if not, the name is taken, the file system does not know this way to
   *     rename, or java.nio can tell why not
   */
  boolean renameNew(byte[] from, byte[] to);

  /**
   * Gives back the memory of the program's own code and constants, where it is a native program:
   * nothing writes them, the kernel has them in its cache, and what is needed again comes back at
   * once.
   *
   * @throws IOException when the system does not tell where they are
   */
  void releaseImage() throws IOException;

  /**
   * The numbers of the system calls on a machine.
   *
   * @param statx of statx(2), and so on
   */
  record Numbers(
      long statx,
      long utimensat,
      long fchmodat,
      long openat,
      long read,
      long close,
      long renameat2,
      long unlinkat) {
    /** Those of this machine. */
    static Numbers here() {
      String architecture = System.getProperty("os.arch", "");
      return switch (architecture) {
        case "amd64", "x86_64" -> new Numbers(332, 280, 268, 257, 0, 3, 316, 263);
        case "aarch64", "riscv64" -> new Numbers(291, 88, 53, 56, 63, 57, 276, 35);
        default -> throw new UnsupportedOperationException("no statx known on " + architecture);
      };
    }
  }
}
