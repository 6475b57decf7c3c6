package io.fsl.config;

/** Text from a file, made short for a message. */
final class Quoted {
  private static final int LONGEST = 60;

  private Quoted() {}

  /** In quotes; the end of a long one is left out. */
  static String of(String text) {
    return "'" + start(text, LONGEST) + "'";
  }

  /** So many characters of it; that there are more is shown. */
  static String start(String text, int characters) {
    return text.length() <= characters ? text : text.substring(0, characters) + "…";
  }
}
