package io.fsl.config;

import java.util.List;

/** Reads which files are wanted. */
final class SelectionReader {
  private static final Form<String> GLOB =
      new Form<>("expected a glob such as '*.txt'", "*", SelectionReader::glob);

  private SelectionReader() {}

  static Selection required(Section source, String key) {
    return new Selection(source.requiredList(key, GLOB));
  }

  static Selection or(Section source, String key, String fallback) {
    List<String> globs = source.list(key, GLOB);
    return new Selection(source.has(key) ? globs : List.of(fallback));
  }

  private static String glob(String text) {
    return new Selection(List.of(text)).globs().getFirst();
  }
}
