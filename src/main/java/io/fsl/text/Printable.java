package io.fsl.text;

/** Text for a terminal or a log, in which no name of a file can do harm. */
public final class Printable {
  private Printable() {}

  /** The text, with escapes for all that is not shown as a character. */
  public static String of(String text) {
    StringBuilder printable = new StringBuilder(text.length());
    append(printable, text);
    return printable.toString();
  }

  /** Appends the same to a line. */
  public static void append(StringBuilder line, String text) {
    int done = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isHarmless(c)) {
        line.append(text, done, i);
        line.append(String.format(c < 0x100 ? "\\x%02x" : "\\u%04x", (int) c));
        done = i + 1;
      }
    }
    line.append(text, done, text.length());
  }

  /** Control characters move a terminal's cursor; others end a line or reverse its direction. */
  private static boolean isHarmless(char c) {
    if (c >= ' ' && c <= '~') {
      return true;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
