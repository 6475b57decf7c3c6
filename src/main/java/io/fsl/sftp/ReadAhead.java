package io.fsl.sftp;

/**
 * How many bytes are asked for at once on one connection.
 *
 * @param first so many before any bytes of a big file have come; what comes is added
 * @param most so many at most
 */
record ReadAhead(long first, long most) {
  /** The bytes to ask for at once, when so many have come already. */
  long after(long come) {
    return Math.min(most, first + come);
  }
}
