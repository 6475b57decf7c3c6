package io.fsl.config;

import io.fsl.text.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The text of a configuration file, which is small and UTF-8, or a problem. */
final class ConfigText {
  /** Far above any configuration, so that a wrong file is refused without reading it all. */
  static final int MOST_BYTES = 1 << 20;

  private static final String WANTED = "expected a readable YAML file";
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private ConfigText() {}

  /**
   * Reads a file.
   *
   * @throws ConfigException if it cannot be read, is too large or not UTF-8
   */
  static String read(Path file, Problems problems) throws ConfigException {
    byte[] bytes = bytes(file, problems);
    if (bytes.length > MOST_BYTES) {
      problems.add(
          Position.TOP, "the file is larger than 1 MiB", "expected a configuration in YAML");
    }
    problems.throwIfAny();
    String text = decode(bytes, problems);
    problems.throwIfAny();
    return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
  }

  private static byte[] bytes(Path file, Problems problems) {
    if (Files.isDirectory(file)) {
      problems.add(Position.TOP, "this is a folder", WANTED);
      return new byte[0];
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MOST_BYTES + 1);
    } catch (IOException e) {
      problems.add(Position.TOP, "the file cannot be read: " + Reason.withoutPath(e), WANTED);
      return new byte[0];
    }
  }

  private static String decode(byte[] bytes, Problems problems) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      problems.add(placeOfFault(bytes), "this is not UTF-8", "expected a text file in UTF-8");
      return "";
    }
  }

  /** The first character whose bytes do not survive decoding and encoding. */
  private static Position placeOfFault(byte[] bytes) {
    String lenient = new String(bytes, StandardCharsets.UTF_8);
    int fault = Arrays.mismatch(bytes, lenient.getBytes(StandardCharsets.UTF_8));
    String before = new String(bytes, 0, Math.max(fault, 0), StandardCharsets.UTF_8);
    return placeAfter(before);
  }

  /** Where the character after a text stands. */
  static Position placeAfter(String before) {
    int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
    String start = before.substring(before.lastIndexOf('\n') + 1);
    return new Position(line, start.codePointCount(0, start.length()) + 1, "");
  }
}
