package io.fsl.config;

import java.util.BitSet;
import java.util.List;

/**
 * One compiled glob. All ways through it advance together, a character at a time, so no glob makes
 * matching slow, whatever a server names its files.
 *
 * @param steps the first one is where matching starts, the last one is {@link GlobStep.End}
 * @param wholePath whether it looks at the path, not only at its last name
 */
record Glob(List<GlobStep> steps, boolean wholePath) {
  Glob {
    steps = List.copyOf(steps);
  }

  /**
   * Compiles a glob without its leading {@code !}.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  static Glob compile(String text) {
    return new GlobCompiler(text).compile();
  }

  /** Whether it matches a path relative to the folder. */
  boolean matches(String path) {
    String subject = wholePath ? path : path.substring(path.lastIndexOf('/') + 1);
    BitSet at = start();
    boolean startOfName = true;
    for (int i = 0; i < subject.length() && !at.isEmpty(); ) {
      int character = subject.codePointAt(i);
      at = advance(at, character, startOfName && character == '.');
      startOfName = character == '/';
      i += Character.charCount(character);
    }
    return reachable(at, false).get(steps.size() - 1);
  }

  private static BitSet start() {
    BitSet start = new BitSet();
    start.set(0);
    return start;
  }

  /**
   * Where the glob can stand after one more character.
   *
   * @param hidden the character is a leading dot, which only a literal dot matches
   */
  private BitSet advance(BitSet from, int character, boolean hidden) {
    BitSet next = new BitSet(steps.size());
    BitSet standing = reachable(from, hidden);
    for (int i = standing.nextSetBit(0); i >= 0; i = standing.nextSetBit(i + 1)) {
      int target = target(i, character, hidden);
      if (target >= 0) {
        next.set(target);
      }
    }
    return next;
  }

  /** The place that a step leads to by taking a character; negative: it does not take it. */
  private int target(int i, int character, boolean hidden) {
    boolean inName = character != '/' && !hidden;
    return switch (steps.get(i)) {
      case GlobStep.Literal literal -> literal.character() == character ? i + 1 : -1;
      case GlobStep.Any any -> inName ? i + 1 : -1;
      case GlobStep.OneOf set -> inName && set.contains(character) ? i + 1 : -1;
      case GlobStep.Run run -> inName || (run.crossing() && !hidden) ? i : -1;
      case GlobStep.Fork fork -> -1;
      case GlobStep.End end -> -1;
    };
  }

  /** These places and all that they lead to without taking a character. */
  private BitSet reachable(BitSet from, boolean hidden) {
    BitSet reached = new BitSet(steps.size());
    for (int i = from.nextSetBit(0); i >= 0; i = from.nextSetBit(i + 1)) {
      reach(i, hidden, reached);
    }
    return reached;
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
        if (!hidden) {
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
