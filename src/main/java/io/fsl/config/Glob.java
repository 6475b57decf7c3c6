package io.fsl.config;

import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One compiled glob. All ways through it advance together, a character at a time, so no glob makes
 * matching slow, whatever a server names its files.
 *
 * @param steps the first one is where matching starts, the last one is {@link GlobStep.End}
 * @param wholePath whether it looks at the path, not only at its last name
 * @param suffix of the names that it matches, if it is no more than a star and that; null: it is
 *     more
 */
record Glob(List<GlobStep> steps, boolean wholePath, @Nullable String suffix) {
  Glob {
    steps = List.copyOf(steps);
  }

  Glob(List<GlobStep> steps, boolean wholePath) {
    this(steps, wholePath, wholePath ? null : suffix(steps));
  }

  private static @Nullable String suffix(List<GlobStep> steps) {
    if (!steps.getFirst().equals(GlobStep.Run.STAR)) {
      return null;
    }
    StringBuilder suffix = new StringBuilder();
    for (GlobStep step : steps.subList(1, steps.size() - 1)) {
      if (!(step instanceof GlobStep.Literal literal)) {
        return null;
      }
      suffix.appendCodePoint(literal.character());
    }
    return suffix.toString();
  }

  /**
   * Compiles a glob.
   *
   * @param text without the leading {@code !} of an exclude
   * @param exclude whether it is one
   * @throws IllegalArgumentException if it is malformed
   */
  static Glob compile(String text, boolean exclude) {
    return new GlobCompiler(text, exclude).compile();
  }

  /** Whether it matches a path relative to the folder. */
  boolean matches(String path) {
    String subject = wholePath ? path : path.substring(path.lastIndexOf('/') + 1);
    return suffix == null
        ? matchesSteps(subject)
        : !subject.startsWith(".") && subject.endsWith(suffix);
  }

  /**
   * Whether it may match a path below a folder; not only if it does.
   *
   * @param folder relative, with {@code /} between names
   */
  boolean mayMatchBelow(String folder) {
    return reached(below(folder), false).stream()
        .mapToObj(steps::get)
        .anyMatch(step -> !(step instanceof GlobStep.Fork || step instanceof GlobStep.End));
  }

  /**
   * True only if it matches every path below a folder, leading dots included; false also where that
   * is not seen, as of a glob in which a name follows the two stars.
   *
   * @param folder relative, with {@code /} between names
   */
  boolean matchesAllBelow(String folder) {
    return reached(below(folder), true).stream()
        .filter(i -> steps.get(i) instanceof GlobStep.Run run && run.crossing() && run.hidden())
        .anyMatch(this::isLast);
  }

  /** Whether a step leads to the end without another character. */
  private boolean isLast(int step) {
    BitSet at = new BitSet(steps.size());
    at.set(step);
    return isEnd(at);
  }

  /** Where it can stand when a path has gone as far as into a folder. */
  private BitSet below(String folder) {
    return after(wholePath ? folder + "/" : "");
  }

  private boolean matchesSteps(String subject) {
    return isEnd(after(subject));
  }

  private boolean isEnd(BitSet at) {
    return reached(at, false).get(steps.size() - 1);
  }

  /** Where it can stand after these characters. */
  private BitSet after(String subject) {
    BitSet at = new BitSet(steps.size());
    BitSet reached = new BitSet(steps.size());
    at.set(0);
    boolean startOfName = true;
    for (int i = 0; i < subject.length() && !at.isEmpty(); ) {
      int character = subject.codePointAt(i);
      advance(at, reached, character, startOfName && character == '.');
      startOfName = character == '/';
      i += Character.charCount(character);
    }
    return at;
  }

  /**
   * Where the glob can stand after one more character.
   *
   * @param at where it stands, before and after
   * @param reached for the steps between
   * @param hidden the character is a leading dot, which only a literal dot matches
   */
  private void advance(BitSet at, BitSet reached, int character, boolean hidden) {
    reach(at, hidden, reached);
    at.clear();
    for (int i = reached.nextSetBit(0); i >= 0; i = reached.nextSetBit(i + 1)) {
      int target = target(i, character, hidden);
      if (target >= 0) {
        at.set(target);
      }
    }
  }

  /** The place that a step leads to by taking a character; negative: it does not take it. */
  private int target(int i, int character, boolean hidden) {
    boolean inName = character != '/' && !hidden;
    return switch (steps.get(i)) {
      case GlobStep.Literal literal -> literal.character() == character ? i + 1 : -1;
      case GlobStep.Any any -> inName ? i + 1 : -1;
      case GlobStep.OneOf set -> inName && set.contains(character) ? i + 1 : -1;
      case GlobStep.Run run -> takes(run, character, hidden) ? i : -1;
      case GlobStep.Fork fork -> -1;
      case GlobStep.End end -> -1;
    };
  }

  private static boolean takes(GlobStep.Run run, int character, boolean hidden) {
    return (run.crossing() || character != '/') && (run.hidden() || !hidden);
  }

  private BitSet reached(BitSet from, boolean hidden) {
    BitSet reached = new BitSet(steps.size());
    reach(from, hidden, reached);
    return reached;
  }

  /** These places and all that they lead to without taking a character. */
  private void reach(BitSet from, boolean hidden, BitSet reached) {
    reached.clear();
    for (int i = from.nextSetBit(0); i >= 0; i = from.nextSetBit(i + 1)) {
      reach(i, hidden, reached);
    }
  }

  private void reach(int i, boolean hidden, BitSet reached) {
    if (reached.get(i)) {
      return;
    }
    reached.set(i);
    switch (steps.get(i)) {
      case GlobStep.Fork fork -> {
        reach(fork.one(), hidden, reached);
        reach(fork.other(), hidden, reached);
      }
      case GlobStep.Run run -> {
        if (!hidden || run.hidden()) {
          reach(i + 1, hidden, reached);
        }
      }
      case GlobStep.Literal literal -> {}
      case GlobStep.Any any -> {}
      case GlobStep.OneOf set -> {}
      case GlobStep.End end -> {}
    }
  }
}
