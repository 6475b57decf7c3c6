package bench;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The measurements of one case, or some of them. */
record Figures(List<Sample> samples) {
  Figures of(String contender) {
    return new Figures(samples.stream().filter(s -> s.contender().equals(contender)).toList());
  }

  Figures of(long n) {
    return new Figures(samples.stream().filter(s -> s.n() == n).toList());
  }

  private Figures inRounds(Set<Integer> rounds) {
    return new Figures(samples.stream().filter(s -> rounds.contains(s.round())).toList());
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

  /** One program's median to another's, of the rounds in which both took part. */
  double ratio(String one, String other, Quantity quantity) {
    Set<Integer> rounds = of(other).samples.stream().map(Sample::round).collect(Collectors.toSet());
    return of(one).inRounds(rounds).median(quantity) / of(other).median(quantity);
  }
}
