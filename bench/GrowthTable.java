package bench;

import java.util.ArrayList;
import java.util.List;

/** How the cost of one case grows, for the report. */
record GrowthTable(Case subject, Figures figures) {
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.addAll(List.of("", "## " + subject.name(), "", Text.sentence(subject.title()), ""));
    lines.add("| n | time | least – most | time per n | CPU | memory | memory per n |");
    lines.add("|---|---|---|---|---|---|---|");
    figures.growth().forEach(n -> lines.add(row(n)));
    lines.addAll(List.of("", exponents()));
    return lines;
  }

  private String row(long n) {
    Figures own = figures.of(n);
    double time = own.median(Quantity.WALL);
    double memory = own.most(Quantity.MEMORY);
    List<String> cells =
        List.of(
            Text.format("%,d", n),
            Text.seconds(time),
            Text.range(own, Quantity.WALL),
            shortTime(time / n),
            Text.seconds(own.median(Quantity.CPU)),
            Text.mebibytes(memory),
            Text.format("%.2f KiB", memory * Tree.KIB / n));
    return "| " + String.join(" | ", cells) + " |";
  }

  private static String shortTime(double seconds) {
    double micros = seconds * 1e6;
    if (micros >= 1000) {
      return Text.format("%.1f ms", seconds * 1e3);
    }
    return micros < 0.1 ? Text.format("%.2f ns", micros * 1e3) : Text.format("%.1f µs", micros);
  }

  /**
   * Start and login, which do not grow, make it less than it is in the long run: hence the last.
   */
  private String exponents() {
    List<Long> all = figures.growth();
    List<Long> last = all.subList(Math.max(0, all.size() - 2), all.size());
    return Text.format(
        "Time grows as n^%.2f, from the last but one to the last as n^%.2f; CPU as n^%.2f; memory"
            + " as n^%.2f.",
        exponent(all, Quantity.WALL),
        exponent(last, Quantity.WALL),
        exponent(all, Quantity.CPU),
        exponent(all, Quantity.MEMORY));
  }

  private double exponent(List<Long> sizes, Quantity quantity) {
    List<Double> values = sizes.stream().map(n -> figures.of(n).median(quantity)).toList();
    return Statistics.exponent(sizes.stream().map(Long::doubleValue).toList(), values);
  }
}
