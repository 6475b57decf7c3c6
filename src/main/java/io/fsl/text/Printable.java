package io.fsl.text;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** Text for a terminal or a log, in which no name of a file can do harm. */
public final class Printable {
  private static final byte DELETE = 0x7f;

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

  /**
   * The name of a file, for messages: control characters and bytes that are not UTF-8 are escaped
   * as {@code \xHH}, and so is what would reorder the text of a message or break its line.
   */
  public static String name(byte[] bytes) {
    return isPlain(bytes) ? new String(bytes, US_ASCII) : escaped(bytes);
  }

  /** Whether a text is of ASCII's printable characters alone, as most names are. */
  public static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }

  private static boolean isPlain(byte[] bytes) {
    for (byte b : bytes) {
      if (b < ' ' || b == DELETE) {
        return false;
      }
    }
    return true;
  }

  private static String escaped(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    try {
      UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes))
          .chars()
          .forEach(c -> {
            if (Character.isISOControl(c)) {
              text.append(String.format("\\x%02x", c));
            } else if (misleads(c)) {
              text.append(String.format("\\u%04x", c));
            } else {
              text.append((char) c);
            }
          });
    } catch (CharacterCodingException e) {
      for (byte b : bytes) {
        if (b >= ' ' && b != DELETE) {
          text.append((char) b);
        } else {
          text.append(String.format("\\x%02x", b));
        }
      }
    }
    return text.toString();
  }

  /** Separators of lines, and what reorders the text around it: Unicode's embeddings, isolates. */
  private static boolean misleads(int c) {
    return (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
  }
}
