package bench;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** The figures of one case, for the report. */
record CaseTable(Case subject, Figures figures) {
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.addAll(List.of("", "## " + subject.name(), "", Text.sentence(subject.title()), ""));
    lines.add("| | time | least – most | fsl takes | asked | CPU | memory | runs |");
    lines.add("|---|---|---|---|---|---|---|---|");
    for (Contender contender : subject.contenders()) {
      if (!figures.of(contender.name()).isEmpty()) {
        lines.add(row(contender));
      }
    }
    return lines;
  }

  private String row(Contender contender) {
    String name = contender.name();
    Figures own = figures.of(name);
    List<String> cells =
        List.of(
            name,
            Text.seconds(own.median(Quantity.WALL)),
            Text.range(own, Quantity.WALL),
            contender.isPeer() ? Text.ratio(figures.ratio(Fsl.NAME, name, Quantity.WALL)) : "",
            asked(name),
            Text.seconds(own.median(Quantity.CPU)),
            Text.mebibytes(own.most(Quantity.MEMORY)),
            Integer.toString(own.samples().size()));
    return "| " + String.join(" | ", cells) + " |";
  }

  private String asked(String peer) {
    OptionalDouble bound = subject.timeBound(peer);
    return bound.isPresent() ? "≤ " + Text.ratio(bound.getAsDouble()) : "";
  }
}
