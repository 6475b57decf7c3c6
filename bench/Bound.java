package bench;

import java.util.List;

/**
 * What is asked of fsl in a case.
 *
 * @param atMost a ratio to the best of some peers; without peers: what no run may exceed
 */
record Bound(Quantity quantity, double atMost, List<String> peers) {
  static Bound time(double ratio, String... peers) {
    return new Bound(Quantity.WALL, ratio, List.of(peers));
  }

  static Bound cpu(double ratio, String... peers) {
    return new Bound(Quantity.CPU, ratio, List.of(peers));
  }

  static Bound mebibytes(double most) {
    return new Bound(Quantity.MEMORY, most, List.of());
  }

  /** How it came out. */
  record Verdict(Bound bound, double found) {
    boolean isMet() {
      return found <= bound.atMost;
    }

    String result() {
      return isMet() ? "met" : "MISSED";
    }

    @Override
    public String toString() {
      return "%s: %s, %s".formatted(bound, bound.figure(found), result());
    }
  }

  Verdict judge(Figures figures) {
    double found =
        peers.isEmpty()
            ? figures.of(Fsl.NAME).most(quantity)
            : peers.stream()
                .mapToDouble(peer -> figures.ratio(Fsl.NAME, peer, quantity))
                .max()
                .orElseThrow();
    return new Verdict(this, found);
  }

  String figure(double value) {
    return Text.format(peers.isEmpty() ? "%.1f MiB" : "%.3f", value);
  }

  @Override
  public String toString() {
    if (peers.isEmpty()) {
      return Text.format("%s at most %.0f MiB", quantity.text, atMost);
    }
    String of = peers.size() == 1 ? "" : "the best of ";
    return Text.format(
        "%s at most %s × %s%s",
        quantity.text, Double.toString(atMost), of, String.join(", ", peers));
  }
}
