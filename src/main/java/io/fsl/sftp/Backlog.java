package io.fsl.sftp;

/**
 * Reads that wait in the {@link RequestQueue} since no connection has room for them yet.
 *
 * @param files how many
 * @param bytes still to be read of them, in all
 */
record Backlog(int files, long bytes) {
  /** More than there ever is. */
  static final Backlog NEVER = new Backlog(Integer.MAX_VALUE, Long.MAX_VALUE);

  /** Whether there are at least as many files and bytes as in another one. */
  boolean reaches(Backlog other) {
    return files >= other.files && bytes >= other.bytes;
  }

  /** What must wait for one connection more to pay, when so many others are being made already. */
  Backlog beside(int connections) {
    return equals(NEVER) ? NEVER : new Backlog(files + connections, bytes * (1 + connections));
  }
}
