package io.fsl.action;

/**
 * A range of a file that is being fetched.
 *
 * @param start offset of its first byte
 * @param done offset up to which its bytes are known to be on disk
 * @param end offset behind its last byte
 */
public record Range(long start, long done, long end) {
  public Range {
    if (start < 0 || done < start || end < done) {
      throw new IllegalArgumentException(start + " to " + done + " to " + end);
    }
  }
}
