package io.fsl.config;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The problems found in one file so far. */
final class Problems {
  private record Problem(Place place, String wrong, String expected) {}

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
  void add(Place place, String wrong, String expected) {
    if (!closed) {
      found.add(new Problem(place, wrong, expected));
    }
  }

  /**
   * Notes the one problem that makes all others meaningless: earlier and later ones are dropped.
   */
  void addOnly(Place place, String wrong, String expected) {
    if (!closed) {
      found.clear();
      add(place, wrong, expected);
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
    return found.stream().sorted(Comparator.comparing(Problem::place)).map(this::line).toList();
  }

  private String line(Problem problem) {
    Place place = problem.place();
    String key = place.key().isEmpty() ? "" : place.key() + ": ";
    return Quoted.printable(
        "%s:%d:%d: %s%s; %s"
            .formatted(
                file, place.line(), place.column(), key, problem.wrong(), problem.expected()));
  }
}
