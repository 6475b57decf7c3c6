package io.fsl.config;

import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The character sets of file names. A native binary knows no others than those that were looked up
 * while it was built, beside Unicode's and ISO-8859-1; so it is built with this class already
 * initialised (pom.xml). All that Java has would make it half as large again.
 */
final class NameCharsets {
  /** What servers that are not of UTF-8 use. */
  private static final Map<String, Charset> KNOWN =
      known(
          "ISO-8859-1",
          "ISO-8859-2",
          "ISO-8859-5",
          "ISO-8859-7",
          "ISO-8859-9",
          "ISO-8859-15",
          "windows-1250",
          "windows-1251",
          "windows-1252",
          "windows-1253",
          "windows-1254",
          "windows-1257",
          "KOI8-R",
          "KOI8-U",
          "IBM437",
          "IBM850",
          "Shift_JIS",
          "windows-31j",
          "EUC-JP",
          "EUC-KR",
          "GBK",
          "Big5");

  private NameCharsets() {}

  /**
   * The charset of a name or an alias, in any case.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Charset of(String name) {
    Charset known = KNOWN.get(name.toLowerCase(Locale.ROOT));
    return known == null ? Charset.forName(name) : known;
  }

  private static Map<String, Charset> known(String... names) {
    Map<String, Charset> all = new HashMap<>();
    Stream.of(names)
        .filter(Charset::isSupported)
        .map(Charset::forName)
        .forEach(charset -> {
          all.put(charset.name().toLowerCase(Locale.ROOT), charset);
          charset.aliases().forEach(alias -> all.put(alias.toLowerCase(Locale.ROOT), charset));
        });
    return Map.copyOf(all);
  }
}
