package io.fsl.linux;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Standard input, output and error. A program may be started with some of them closed; the next
 * file that it opened would then be taken for one of them, and what is said there would be written
 * into a ledger, say.
 */
public final class StandardFiles {
  private static final int LAST = 2;

  /** {@code F_GETFL}: fails if the descriptor is not open. */
  private static final int MODE = 3;

  /** {@code O_ACCMODE}, and {@code O_RDONLY} in it. */
  private static final int ACCESS = 3;

  private static final int READ_ONLY = 0;

  /** {@code O_RDWR}. */
  private static final int READ_AND_WRITE = 2;

  private static final byte[] NULL = "/dev/null".getBytes(US_ASCII);

  private StandardFiles() {}

  /** Opens /dev/null for those that are closed. Comes before all of fsl that may open a file. */
  public static void open() {
    NativeSyscalls.openStandardFiles();
  }

  /**
   * Opens /dev/null for each of the three that is closed: the system gives the lowest free
   * descriptor. Before this, the native binary has opened itself, to read: where two of them are
   * closed, as the second. Nothing can be written there, and it is not read any more. Another file
   * that can only be read stays, unless a lower one is closed, so that writing to it fails.
   */
  static void open(Syscalls syscalls) {
    boolean isOneClosed = false;
    for (int file = 0; file <= LAST; file++) {
      long mode = syscalls.call(syscalls.numbers.fcntl(), file, MODE, 0, 0, 0, 0);
      boolean isClosed = mode == -Errno.EBADF;
      boolean isBinary = isOneClosed && !isClosed && (mode & ACCESS) == READ_ONLY;
      isOneClosed |= isClosed;
      if (isBinary) {
        syscalls.close(file);
      }
      if (isBinary || isClosed) {
        long opened = syscalls.open(NULL, READ_AND_WRITE);
        if (opened > LAST) {
          syscalls.close((int) opened);
        }
      }
    }
  }
}
