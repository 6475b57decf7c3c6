package io.fsl.command;

import java.util.Collection;
import java.util.stream.Collectors;

/** A JSON object on one line (RFC 8259), written member by member. */
final class Json {
  private final StringBuilder text = new StringBuilder("{");

  /** Adds a string. */
  Json put(String name, String value) {
    return member(name, quote(value));
  }

  /** Adds a number. */
  Json put(String name, long value) {
    return member(name, Long.toString(value));
  }

  /** Adds true or false. */
  Json put(String name, boolean value) {
    return member(name, Boolean.toString(value));
  }

  /** Adds an array of strings. */
  Json put(String name, Collection<String> values) {
    return member(
        name, values.stream().map(Json::quote).collect(Collectors.joining(",", "[", "]")));
  }

  private Json member(String name, String value) {
    text.append(text.length() == 1 ? "" : ",").append(quote(name)).append(':').append(value);
    return this;
  }

  /** The object. */
  @Override
  public String toString() {
    return text + "}";
  }

  private static String quote(String value) {
    StringBuilder quoted = new StringBuilder(value.length() + 2).append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || (c >= 0x7f && c < 0xa0) || isLone(value, i)) {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  /** Half a surrogate pair has no UTF-8. */
  private static boolean isLone(String value, int i) {
    char c = value.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == value.length() || !Character.isLowSurrogate(value.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(value.charAt(i - 1)));
  }
}
