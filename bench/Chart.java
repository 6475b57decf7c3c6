package bench;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A bar for each peer of each case: the part of the peer's time that fsl takes, and a mark where
 * the bound is.
 */
final class Chart {
  private static final String TITLE =
      "Time of fsl as a share of its peers’ time: shorter is faster";

  private static final int WIDTH = 760;
  private static final int MARGIN = 10;
  private static final int PEERS = 170;
  private static final int BARS = 250;
  private static final int FULL = 400;
  private static final int ROW = 20;
  private static final int HEADER = 50;

  /** Bars end here, in parts of the peer's time. */
  private static final double LONGEST = 1.15;

  private static final String STYLE =
      """
      <style>
        text { font: 12px system-ui, sans-serif; fill: #1f2328; }
        .page { fill: #ffffff; }
        .case { font-weight: 600; }
        .quiet { fill: #59636e; }
        .peer { fill: #e4e8ec; }
        .fsl { fill: #1a7f6b; }
        .bound { stroke: #bc4c00; stroke-width: 2; }
        @media (prefers-color-scheme: dark) {
          text { fill: #e6edf3; }
          .page { fill: #0d1117; }
          .quiet { fill: #9198a1; }
          .peer { fill: #2a313c; }
          .fsl { fill: #3fb99a; }
          .bound { stroke: #f0883e; }
        }
      </style>
      """;

  private final List<Case> cases;
  private final Results results;
  private final List<String> lines = new ArrayList<>();
  private int y = HEADER;

  Chart(List<Case> cases, Results results) {
    this.cases = cases;
    this.results = results;
  }

  String svg() {
    cases.forEach(this::group);
    return """
    <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img">
    <title>%s</title>
    %s<rect class="page" width="100%%" height="100%%"/>
    %s
    %s
    </svg>
    """
        .formatted(
            WIDTH, y + ROW, WIDTH, y + ROW, TITLE, STYLE, legend(), String.join("\n", lines));
  }

  private static String legend() {
    int baseline = HEADER - 8;
    return text(MARGIN, "case", TITLE, 20)
        + text(BARS, "quiet", "0", baseline)
        + mark(BARS + 60, baseline - 12)
        + text(BARS + 66, "quiet", "at most, as asked", baseline)
        + text(BARS + FULL - 84, "quiet", "the peer’s time", baseline);
  }

  private void group(Case one) {
    Figures figures = results.of(one);
    String name = one.name();
    for (Contender contender : one.contenders()) {
      if (contender.isPeer() && !figures.of(contender.name()).isEmpty()) {
        bar(name, one, contender.name(), figures);
        name = "";
      }
    }
    y += name.isEmpty() ? ROW / 2 : 0;
  }

  private void bar(String name, Case one, String peer, Figures figures) {
    double ratio = figures.ratio(Fsl.NAME, peer, Quantity.WALL);
    double shown = Math.min(ratio, LONGEST);
    lines.add(text(MARGIN, "case", name, y + 14) + text(PEERS, "", peer, y + 14));
    lines.add(rectangle("peer", 1) + rectangle("fsl", shown));
    OptionalDouble bound = one.timeBound(peer);
    if (bound.isPresent()) {
      lines.add(mark(BARS + FULL * bound.getAsDouble(), y + 2));
    }
    double end = BARS + FULL * Math.max(1, Math.max(shown, bound.orElse(0))) + 8;
    lines.add(text(end, "", Text.ratio(ratio), y + 14));
    y += ROW;
  }

  private static String text(double x, String style, String text, double baseline) {
    return Text.format(
        "<text x=\"%.0f\" y=\"%.0f\" class=\"%s\">%s</text>", x, baseline, style, text);
  }

  private String rectangle(String style, double length) {
    return Text.format(
        "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" class=\"%s\"/>",
        BARS, y + 3, FULL * length, ROW - 6, style);
  }

  private static String mark(double x, int top) {
    return Text.format(
        "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" class=\"bound\"/>",
        x, top, x, top + ROW - 4);
  }
}
