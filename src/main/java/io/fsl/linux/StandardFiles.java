package io.fsl.linux;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Standard input, output and error. A program may be started with some of them closed; the next
 * file that it opened would then be taken for one of them, and what is said there would be written
 * into a ledger, say.
 */
public final class StandardFiles {
  private static final int LAST = 2;

  /** {@code F_GETFD}: fails if the descriptor is not open. */
  private static final int FLAGS = 1;

  /** {@code O_RDWR}. */
  private static final int READ_AND_WRITE = 2;

  private static final byte[] NULL = "/dev/null".getBytes(US_ASCII);

  private StandardFiles() {}

  /** Opens /dev/null for those that are closed. Comes before all that may open a file. */
  public static void open() {
    NativeSyscalls.openStandardFiles();
  }

  /**
   * Opens /dev/null for each of the three that is closed: the system gives the lowest free
   * descriptor.
   */
  static void open(Syscalls syscalls) {
    for (int file = 0; file <= LAST; file++) {
      if (isClosed(syscalls, file)) {
        long opened = syscalls.open(NULL, READ_AND_WRITE);
        if (opened > LAST) {
          syscalls.close((int) opened);
        }
      }
    }
  }

  private static boolean isClosed(Syscalls syscalls, int file) {
    return syscalls.call(syscalls.numbers.fcntl(), file, FLAGS, 0, 0, 0, 0) == -Errno.EBADF;
  }
}
