package io.fsl.command;

/** Sizes for people: three or four digits and a binary unit. */
final class HumanSize {
  private static final String UNITS = "KMGTPE";

  private HumanSize() {}

  /** Such as {@code 512 B}, {@code 1.5 GiB}. */
  static String of(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double amount = bytes / 1024.0;
    int unit = 0;
    while (amount >= 1023.95 && unit < UNITS.length() - 1) {
      amount /= 1024;
      unit++;
    }
    long tenths = Math.round(amount * 10);
    return tenths / 10 + "." + tenths % 10 + " " + UNITS.charAt(unit) + "iB";
  }
}
