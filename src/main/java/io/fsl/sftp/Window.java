package io.fsl.sftp;

/**
 * How many bytes are asked for at once on one connection.
 *
 * @param first of a big file, before any bytes have come; then as many more as have
 * @param most at most
 */
record Window(long first, long most) {
  /** The bytes to ask for at once, when so many have come already. */
  long after(long come) {
    return Math.min(most, first + come);
  }
}
