package io.fsl.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Compiles one glob: {@code *}, {@code ?}, {@code [a-z]}, {@code [!a]}, {@code {a,b}}, {@code **},
 * and {@code \} before a character that is meant as it is.
 */
final class GlobCompiler {
  private static final int LONGEST = 1000;

  private final String glob;
  private final boolean exclude;
  private final int[] text;
  private final List<GlobStep> steps = new ArrayList<>();
  private int at;

  /**
   * @param exclude whether it is an exclude: its two stars match names with a leading dot too, as
   *     all below an excluded folder is excluded
   */
  GlobCompiler(String glob, boolean exclude) {
    this.glob = glob;
    this.exclude = exclude;
    this.text = glob.codePoints().toArray();
  }

  Glob compile() {
    check(text.length > 0, "is empty");
    check(text.length <= LONGEST, "is longer than " + LONGEST + " characters");
    check(text[text.length - 1] != '/', "ends with / but only files are matched");
    checkParts();
    boolean wholePath = glob.contains("/");
    at = text[0] == '/' ? 1 : 0;
    sequence(false);
    steps.add(new GlobStep.End());
    return new Glob(steps, wholePath);
  }

  /** Paths are normal, so that such a glob would match none, and nobody would be told. */
  private void checkParts() {
    String parts = "/" + glob + "/";
    if (!parts.contains("/./") && !parts.contains("/../")) {
      return;
    }
    if (glob.matches("\\./+[^/]++(?:/.*)?")) {
      String rest = glob.replaceFirst("^\\./+", "");
      String meant = rest.contains("/") ? rest : "/" + rest;
      throw new BadValue(
          Quoted.of(glob) + " starts with ./ and can match no file",
          "did you mean " + Quoted.of(meant) + "?");
    }
    throw new BadValue(Quoted.of(glob) + " has a part . or .. and can match no file");
  }

  /** Up to the end of the glob; within braces up to the comma or brace that ends this choice. */
  private void sequence(boolean inBraces) {
    while (at < text.length && !(inBraces && (text[at] == ',' || text[at] == '}'))) {
      int character = text[at++];
      switch (character) {
        case '*' -> run();
        case '?' -> steps.add(new GlobStep.Any());
        case '[' -> steps.add(new GlobClass(this).parse());
        case '{' -> choices();
        case '\\' -> steps.add(new GlobStep.Literal(take("ends with a lone \\")));
        default -> steps.add(new GlobStep.Literal(character));
      }
    }
  }

  /** Two stars as a whole part of the path are any number of folders, none included. */
  private void run() {
    boolean startOfName = at == 1 || text[at - 2] == '/';
    boolean crossing = accept('*');
    GlobStep.Run run = crossing ? new GlobStep.Run(true, exclude) : GlobStep.Run.STAR;
    if (!crossing || !startOfName || !accept('/')) {
      steps.add(run);
      return;
    }
    int fork = steps.size();
    steps.add(new GlobStep.Fork(fork + 1, fork + 3));
    steps.add(run);
    steps.add(new GlobStep.Literal('/'));
  }

  /** Each choice starts after a fork that also leads to the next, and ends with a jump. */
  private void choices() {
    List<Integer> jumps = new ArrayList<>();
    boolean more = true;
    while (more) {
      int fork = steps.size();
      steps.add(new GlobStep.End());
      sequence(true);
      more = take("has { without }") == ',';
      jumps.add(steps.size());
      steps.add(new GlobStep.End());
      int next = more ? steps.size() : fork + 1;
      steps.set(fork, new GlobStep.Fork(fork + 1, next));
    }
    jumps.forEach(jump -> steps.set(jump, new GlobStep.Fork(steps.size(), steps.size())));
  }

  /** The next character, which must be there. */
  int take(String otherwise) {
    check(at < text.length, otherwise);
    return text[at++];
  }

  /** Takes the next character if it is this one. */
  boolean accept(int character) {
    boolean accepted = at < text.length && text[at] == character;
    at += accepted ? 1 : 0;
    return accepted;
  }

  /** Makes the character taken last the next one again. */
  void putBack() {
    at--;
  }

  void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new BadValue(Quoted.of(glob) + " " + otherwise);
    }
  }
}
