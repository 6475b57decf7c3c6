package io.fsl.config;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * An amount of data.
 *
 * @param bytes how many bytes, not negative
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
  /** One byte. */
  public static final ByteSize BYTE = new ByteSize(1);

  /** 1,048,576 bytes. */
  public static final ByteSize MEBIBYTE = new ByteSize(1L << 20);

  private static final String PREFIXES = "KMGTPE";

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("negative size: " + bytes);
    }
  }

  /** So many MiB (1,048,576 bytes each). */
  public static ByteSize ofMebibytes(long mebibytes) {
    return new ByteSize(Math.multiplyExact(mebibytes, MEBIBYTE.bytes));
  }

  /**
   * A size as users write it: {@code 500K}, {@code 10G}, {@code 1.5TiB}. Units are binary, in any
   * case.
   *
   * @param bare what a number without a unit counts
   * @throws IllegalArgumentException with a message that says what is wrong with the text
   */
  public static ByteSize parse(String text, ByteSize bare) {
    Amount amount = Amount.parse(text);
    Amount anyCase = new Amount(text, amount.number(), amount.unit().toUpperCase(Locale.ROOT));
    return new ByteSize(anyCase.in(units(bare), Long.MAX_VALUE));
  }

  @Override
  public int compareTo(ByteSize other) {
    return Long.compare(bytes, other.bytes);
  }

  private static Map<String, Long> units(ByteSize bare) {
    Map<String, Long> units = new HashMap<>(Map.of("", bare.bytes, "B", 1L));
    for (int i = 0; i < PREFIXES.length(); i++) {
      String prefix = PREFIXES.substring(i, i + 1);
      long unit = 1L << (10 * (i + 1));
      units.putAll(Map.of(prefix, unit, prefix + "B", unit, prefix + "IB", unit));
    }
    return units;
  }
}
