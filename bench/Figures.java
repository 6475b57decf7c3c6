package bench;

import java.util.List;

/** The measurements of one case, or some of them. */
record Figures(List<Sample> samples) {
  Figures of(String contender) {
    return new Figures(samples.stream().filter(s -> s.contender().equals(contender)).toList());
  }

  Figures of(long n) {
    return new Figures(samples.stream().filter(s -> s.n() == n).toList());
  }

  /** The quantities that grew, ascending. */
  List<Long> growth() {
    return samples.stream().map(Sample::n).distinct().sorted().toList();
  }

  boolean isEmpty() {
    return samples.isEmpty();
  }

  double median(Quantity quantity) {
    return Statistics.median(samples.stream().mapToDouble(quantity::of).toArray());
  }

  double least(Quantity quantity) {
    return samples.stream().mapToDouble(quantity::of).min().orElseThrow();
  }

  double most(Quantity quantity) {
    return samples.stream().mapToDouble(quantity::of).max().orElseThrow();
  }

  /** One program's median to another's. */
  double ratio(String one, String other, Quantity quantity) {
    return of(one).median(quantity) / of(other).median(quantity);
  }
}
