package io.fsl.config;

/** Reads what becomes of the remote file: {@code keep}, {@code delete} or {@code move: folder}. */
final class AfterFetchReader {
  private static final String KEY = "after_fetch";
  private static final String MOVE = "move";
  private static final Form<AfterFetch> WORDS =
      new Form<>(
          "expected keep, delete or 'move: <remote folder>'",
          new AfterFetch.Keep(),
          AfterFetchReader::words);
  private static final Form<AfterFetch> FOLDER =
      new Form<>("expected a remote folder", new AfterFetch.Keep(), AfterFetchReader::move);

  private AfterFetchReader() {}

  static AfterFetch read(Section source) {
    if (source.hasMapping(KEY)) {
      return source.section(KEY).required(MOVE, FOLDER);
    }
    return source.or(KEY, WORDS, new AfterFetch.Keep());
  }

  private static AfterFetch words(String text) {
    if (text.startsWith(MOVE + ":")) {
      return move(text.substring(MOVE.length() + 1).strip());
    }
    return switch (text) {
      case "keep" -> new AfterFetch.Keep();
      case "delete" -> new AfterFetch.Delete();
      default -> throw new BadValue(Quoted.of(text) + " is not known");
    };
  }

  private static AfterFetch move(String folder) {
    if (folder.replaceAll("[./]", "").isEmpty() && !folder.contains("..")) {
      throw new BadValue(Quoted.of(folder) + " is the folder that the files come from");
    }
    return new AfterFetch.Move(Form.text("expected a remote folder").parse(folder));
  }
}
