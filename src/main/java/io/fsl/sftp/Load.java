package io.fsl.sftp;

/**
 * Files that no connection has room for.
 *
 * @param files how many
 * @param bytes that are to be read of them, in all
 */
record Load(int files, long bytes) {
  /** More than there ever is. */
  static final Load NEVER = new Load(Integer.MAX_VALUE, Long.MAX_VALUE);

  /** Whether both are as much as those of another one. */
  boolean reaches(Load other) {
    return files >= other.files && bytes >= other.bytes;
  }

  /** As much for one more connection, beside some that are being made. */
  Load beside(int connections) {
    return equals(NEVER) ? NEVER : new Load(files + connections, bytes * (1 + connections));
  }
}
