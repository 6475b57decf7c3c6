package io.fsl.config;

/**
 * An amount of data.
 *
 * @param bytes how many bytes, not negative
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("negative size: " + bytes);
    }
  }

  /** So many MiB (1,048,576 bytes each). */
  public static ByteSize ofMebibytes(long mebibytes) {
    return new ByteSize(Math.multiplyExact(mebibytes, 1L << 20));
  }

  @Override
  public int compareTo(ByteSize other) {
    return Long.compare(bytes, other.bytes);
  }
}
