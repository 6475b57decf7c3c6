package io.fsl.config;

import java.util.List;

/** One step of a compiled glob. A step that takes a character goes on to the one after it. */
sealed interface GlobStep {
  /** Takes this character. */
  record Literal(int character) implements GlobStep {}

  /** Takes any one character of a name. */
  record Any() implements GlobStep {}

  /** Takes a character that is, or is not, in one of the ranges. */
  record OneOf(boolean negated, List<Range> ranges) implements GlobStep {
    public OneOf {
      ranges = List.copyOf(ranges);
    }

    boolean contains(int character) {
      return ranges.stream().anyMatch(range -> range.contains(character)) != negated;
    }
  }

  /**
   * Takes any number of characters.
   *
   * @param crossing also those between folders
   * @param hidden also a leading dot
   */
  record Run(boolean crossing, boolean hidden) implements GlobStep {
    /** Within a name that has no leading dot: a plain star. */
    static final Run STAR = new Run(false, false);
  }

  /** Takes nothing and goes on at both places. */
  record Fork(int one, int other) implements GlobStep {}

  /** Takes nothing; the glob matches what was taken if nothing is left. */
  record End() implements GlobStep {}

  /** Characters from the first to the last, inclusive. */
  record Range(int first, int last) {
    boolean contains(int character) {
      return first <= character && character <= last;
    }
  }
}
