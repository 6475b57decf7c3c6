package io.fsl.config;

import java.util.ArrayList;
import java.util.List;

/** Compiles one {@code [...]} of a glob, whose opening bracket is taken already. */
final class GlobClass {
  private static final String OPEN = "has [ without ]";

  private final GlobCompiler source;
  private final List<GlobStep.Range> ranges = new ArrayList<>();

  GlobClass(GlobCompiler source) {
    this.source = source;
  }

  /** A {@code ]} that comes first is meant as it is, and so is a {@code -} at either end. */
  GlobStep.OneOf parse() {
    boolean negated = source.accept('!') || source.accept('^');
    int first = source.take(OPEN);
    do {
      range(first);
      first = source.take(OPEN);
    } while (first != ']');
    return new GlobStep.OneOf(negated, ranges);
  }

  private void range(int written) {
    source.check(
        written != '[' || !source.accept(':'), "has a named class, which is not supported");
    int first = literal(written);
    if (!source.accept('-')) {
      ranges.add(new GlobStep.Range(first, first));
    } else if (source.accept(']')) {
      ranges.add(new GlobStep.Range(first, first));
      ranges.add(new GlobStep.Range('-', '-'));
      source.putBack();
    } else {
      int last = literal(source.take(OPEN));
      source.check(first <= last, "has a range that runs backwards");
      ranges.add(new GlobStep.Range(first, last));
    }
  }

  private int literal(int written) {
    return written == '\\' ? source.take(OPEN) : written;
  }
}
