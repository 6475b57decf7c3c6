package io.fsl.config;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Reads what becomes of the remote file: {@code keep}, {@code delete} or {@code move: folder}. */
final class AfterFetchReader {
  private static final String KEY = "after_fetch";
  private static final String MOVE = "move";

  /** The remote folder that the files come from. */
  private final String origin;

  private final boolean recursive;

  private AfterFetchReader(String origin, boolean recursive) {
    this.origin = origin;
    this.recursive = recursive;
  }

  /**
   * @param origin the remote folder that the files come from
   * @param recursive whether files in folders below it are fetched
   */
  static AfterFetch read(Section source, String origin, boolean recursive) {
    AfterFetchReader reader = new AfterFetchReader(origin, recursive);
    AfterFetch keep = new AfterFetch.Keep();
    return source.hasMapping(KEY)
        ? source
            .section(KEY)
            .required(MOVE, new Form<>("expected a remote folder", keep, reader::move))
        : source.or(
            KEY,
            new Form<>("expected keep, delete or 'move: <remote folder>'", keep, reader::words),
            keep);
  }

  private AfterFetch words(String text) {
    if (text.startsWith(MOVE + ":")) {
      return move(text.substring(MOVE.length() + 1).strip());
    }
    return switch (text) {
      case "keep" -> new AfterFetch.Keep();
      case "delete" -> new AfterFetch.Delete();
      default -> throw new BadValue(Quoted.of(text) + " is not known");
    };
  }

  /** A folder inside the origin is spelled as the listing has it, which must leave it out. */
  private AfterFetch move(String folder) {
    String text = Form.text("expected a remote folder").parse(folder);
    String from = normal(origin);
    String to = normal(text.startsWith("/") ? text : origin + "/" + text);
    if (to.equals(from)) {
      throw new BadValue(Quoted.of(text) + " is the folder that the files come from");
    }
    if (recursive && to.startsWith("/") && !from.startsWith("/")) {
      throw new BadValue(
          Quoted.of(text)
              + " is absolute and the source is not: what is moved might be fetched again");
    }
    String inside = from.isEmpty() || from.endsWith("/") ? from : from + "/";
    return new AfterFetch.Move(to.startsWith(inside) ? to.substring(inside.length()) : text);
  }

  /** Without empty parts and dots, and without folders that are left again by two dots. */
  private static String normal(String path) {
    Deque<String> parts = new ArrayDeque<>();
    for (String part : List.of(path.split("/", -1))) {
      if (part.equals("..") && !parts.isEmpty() && !parts.getLast().equals("..")) {
        parts.removeLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return (path.startsWith("/") ? "/" : "") + String.join("/", parts);
  }
}
