package bench;

import java.util.Locale;

/** Figures as a reader wants them. */
final class Text {
  private Text() {}

  static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** With three digits or so. */
  static String seconds(double seconds) {
    if (seconds < 1) {
      return format("%.0f ms", seconds * 1000);
    }
    return format(seconds < 10 ? "%.2f s" : "%.1f s", seconds);
  }

  static String mebibytes(double mebibytes) {
    return format("%.1f MiB", mebibytes);
  }

  static String ratio(double ratio) {
    return format(ratio < 0.1 ? "%.3f ×" : "%.2f ×", ratio);
  }

  /** Of one program's spread. */
  static String range(Figures figures, Quantity quantity) {
    return seconds(figures.least(quantity)) + " – " + seconds(figures.most(quantity));
  }

  /** A sentence of its own. */
  static String sentence(String words) {
    return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
  }
}
