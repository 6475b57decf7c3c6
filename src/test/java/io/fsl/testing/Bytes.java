package io.fsl.testing;

import java.util.Arrays;
import java.util.Random;

/** Contents of files that no mix-up of their parts leaves equal. */
public final class Bytes {
  private Bytes() {}

  /** So many bytes, always the same. */
  public static byte[] some(int size) {
    return some(size, size);
  }

  /** So many bytes, by a seed. */
  public static byte[] some(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** A part of them. */
  public static byte[] range(byte[] bytes, int offset, int length) {
    return Arrays.copyOfRange(bytes, offset, offset + length);
  }
}
