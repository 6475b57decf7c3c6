package io.fsl.config;

import java.util.List;

/**
 * Which files are wanted: a list of globs of which any may match and no exclude ({@code !glob})
 * may. Only excludes mean all other files. Immutable, and compiled once.
 */
public final class Selection {
  private static final String EXCLUDE = "!";
  private static final Glob ALL = Glob.compile("*", false);

  private final List<String> globs;
  private final List<Glob> includes;
  private final List<Glob> excludes;

  /**
   * @throws IllegalArgumentException if a glob is malformed
   */
  public Selection(List<String> globs) {
    this.globs = List.copyOf(globs);
    this.excludes = this.globs.stream().filter(Selection::isExclude).map(Selection::glob).toList();
    List<Glob> wanted =
        this.globs.stream().filter(each -> !isExclude(each)).map(Selection::glob).toList();
    this.includes = wanted.isEmpty() ? List.of(ALL) : wanted;
  }

  /** The globs as they are written. */
  public List<String> globs() {
    return globs;
  }

  /**
   * Whether a file is selected. Takes time linear in the length of the path.
   *
   * @param path relative to the folder, with {@code /} between names
   */
  public boolean selects(String path) {
    return isMatched(includes, path) && !isMatched(excludes, path);
  }

  /**
   * Whether a file below a folder may be selected: only then is the folder worth reading.
   *
   * @param folder relative, with {@code /} between names
   */
  public boolean mayHold(String folder) {
    return includes.stream().anyMatch(glob -> glob.mayMatchBelow(folder))
        && excludes.stream().noneMatch(glob -> glob.matchesAllBelow(folder));
  }

  private static boolean isMatched(List<Glob> globs, String path) {
    for (Glob glob : globs) {
      if (glob.matches(path)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Selection selection && globs.equals(selection.globs);
  }

  @Override
  public int hashCode() {
    return globs.hashCode();
  }

  @Override
  public String toString() {
    return globs.toString();
  }

  private static boolean isExclude(String glob) {
    return glob.startsWith(EXCLUDE);
  }

  private static Glob glob(String text) {
    return isExclude(text)
        ? Glob.compile(text.substring(EXCLUDE.length()), true)
        : Glob.compile(text, false);
  }
}
