package bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the caller asks for.
 *
 * @param binary the program to measure
 * @param cases names, or what names start with; empty: all; {@code none}: only the report
 * @param runs of each program in each case, unless a case has fewer
 * @param scale of the data; 1: as the cases say
 * @param out where figures and report go; empty: into target/bench and docs, if scale is 1
 */
record Options(Path binary, List<String> cases, int runs, double scale, String out) {
  private static final String NONE = "none";
  private static final Path TARGET = Path.of("target/bench");

  static Options of(Map<String, String> environment) {
    String cases = environment.getOrDefault("CASE", "");
    return new Options(
        Path.of(environment.getOrDefault("FSL_BINARY", "target/fsl")).toAbsolutePath(),
        cases.isBlank() ? List.of() : Arrays.asList(cases.trim().split("[, ]+")),
        Integer.parseInt(environment.getOrDefault("RUNS", "5")),
        Double.parseDouble(environment.getOrDefault("SCALE", "1")),
        environment.getOrDefault("OUT", ""));
  }

  /** Those that have the names, in the order of the table. */
  List<Case> choose(List<Case> all) {
    if (cases.contains(NONE)) {
      return List.of();
    }
    Set<Case> chosen = new LinkedHashSet<>(cases.isEmpty() ? all : List.of());
    for (String name : cases) {
      List<Case> found = named(name, all);
      if (found.isEmpty()) {
        throw new Failure(
            "no case " + name + "; there are " + all.stream().map(Case::name).toList());
      }
      chosen.addAll(found);
    }
    return all.stream().filter(chosen::contains).toList();
  }

  private static List<Case> named(String name, List<Case> all) {
    List<Case> exactly = all.stream().filter(one -> one.name().equals(name)).toList();
    return exactly.isEmpty()
        ? all.stream().filter(one -> one.name().startsWith(name)).toList()
        : exactly;
  }

  /** Where the figures go. A quick try does not take the place of real ones. */
  Path results() {
    if (!out.isEmpty()) {
      return Path.of(out);
    }
    return scale == 1 ? TARGET : TARGET.resolve("scaled");
  }

  /** Where the report goes. */
  Path documents() {
    return out.isEmpty() && scale == 1 ? Path.of("docs") : results();
  }
}
