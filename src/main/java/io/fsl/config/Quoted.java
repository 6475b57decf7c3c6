package io.fsl.config;

/** Text from a file, made fit for a message. */
final class Quoted {
  private static final int LONGEST = 60;

  private Quoted() {}

  /** In quotes; the end of a long one is left out. */
  static String of(String text) {
    return text.length() <= LONGEST ? "'" + text + "'" : "'" + text.substring(0, LONGEST) + "…'";
  }

  /** Control characters as escapes, so that a file cannot steer the terminal or forge a line. */
  static String printable(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> {
          if (Character.isISOControl(c)) {
            line.append("\\x%02x".formatted(c));
          } else {
            line.appendCodePoint(c);
          }
        });
    return line.toString();
  }
}
