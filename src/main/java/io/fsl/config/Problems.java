package io.fsl.config;

import io.fsl.text.Printable;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The problems found in one file so far. A small file may have very many, and long ones: what is
 * kept of them is bounded.
 */
final class Problems {
  /** More than anybody reads. */
  static final int MOST = 1000;

  /** Of what is wrong, and of what is expected, in characters. */
  private static final int LONGEST = 5000;

  private record Problem(Position position, String wrong, String expected) {}

  private final String file;
  private final Set<Problem> found = new LinkedHashSet<>();
  private boolean closed;

  /**
   * @param file as the user wrote it
   */
  Problems(String file) {
    this.file = file;
  }

  /** Notes a problem. One that an alias brings up again at the same place and key counts once. */
  void add(Position position, String wrong, String expected) {
    if (closed) {
      return;
    }
    if (found.size() == MOST) {
      found.add(new Problem(Position.TOP, "more than " + MOST + " problems", "expected fewer"));
      closed = true;
      return;
    }
    found.add(new Problem(position, Quoted.start(wrong, LONGEST), Quoted.start(expected, LONGEST)));
  }

  /** Whether no further problems are taken. */
  boolean isFull() {
    return closed;
  }

  /**
   * Notes the one problem that makes all others meaningless: earlier and later ones are dropped.
   */
  void addOnly(Position position, String wrong, String expected) {
    if (!closed) {
      found.clear();
      add(position, wrong, expected);
      closed = true;
    }
  }

  /** Throws all problems, in the order of the file, if there are any. */
  void throwIfAny() throws ConfigException {
    if (!found.isEmpty()) {
      throw new ConfigException(lines());
    }
  }

  private List<String> lines() {
    return found.stream().sorted(Comparator.comparing(Problem::position)).map(this::line).toList();
  }

  private String line(Problem problem) {
    Position position = problem.position();
    String key = position.key().isEmpty() ? "" : position.key() + ": ";
    return Printable.of(
        "%s:%d:%d: %s%s; %s"
            .formatted(
                file,
                position.line(),
                position.column(),
                key,
                problem.wrong(),
                problem.expected()));
  }
}
