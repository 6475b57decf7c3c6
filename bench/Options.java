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
 */
record Options(Path binary, List<String> cases, int runs, double scale) {
  private static final String NONE = "none";
  private static final Path TARGET = Path.of("target/bench");

  static Options of(Map<String, String> environment) {
    String cases = environment.getOrDefault("CASE", "");
    return new Options(
        Path.of(environment.getOrDefault("FSL_BINARY", "target/fsl")).toAbsolutePath(),
        cases.isBlank() ? List.of() : Arrays.asList(cases.trim().split("[, ]+")),
        Integer.parseInt(environment.getOrDefault("RUNS", "5")),
        Double.parseDouble(environment.getOrDefault("SCALE", "1")));
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

  /** A quick try does not take the place of real figures. */
  private boolean isTry() {
    return scale != 1;
  }

  /** Where the figures go. */
  Path results() {
    return isTry() ? TARGET.resolve("scaled") : TARGET;
  }

  /** Where the report goes. */
  Path documents() {
    return isTry() ? results() : Path.of("docs");
  }
}
