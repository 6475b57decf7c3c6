package bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * One thing to do, and the programs that do it. Each method that takes something returns a new
 * case.
 */
record Case(
    String name,
    String title,
    List<Tree> trees,
    Terms terms,
    List<Contender> contenders,
    List<Bound> bounds) {

  enum Place {
    MEMORY,
    DISK
  }

  /**
   * How it is done.
   *
   * @param roundTrip of the link to the server in ms; 0: the loopback interface
   * @param place where the programs write
   * @param copies how many there are of a tree at the same time, itself among them
   * @param repeats whether a run goes on where an untimed first one ended, so that nothing is new
   * @param roundsMax however many are asked for
   */
  record Terms(int roundTrip, Place place, int copies, boolean repeats, int roundsMax) {}

  private static final Terms USUAL = new Terms(0, Place.MEMORY, 2, false, Integer.MAX_VALUE);

  /**
   * @param trees the files to do it with; several: how the cost grows with {@link Tree#n}
   */
  Case(String name, String title, Tree... trees) {
    this(name, title, List.of(trees), USUAL, List.of(), List.of());
  }

  private Case with(Terms other) {
    return new Case(name, title, trees, other, contenders, bounds);
  }

  Case over(int milliseconds) {
    return with(new Terms(milliseconds, terms.place, terms.copies, terms.repeats, terms.roundsMax));
  }

  Case onDisk() {
    return with(
        new Terms(terms.roundTrip, Place.DISK, terms.copies, terms.repeats, terms.roundsMax));
  }

  Case copies(int copies) {
    return with(new Terms(terms.roundTrip, terms.place, copies, terms.repeats, terms.roundsMax));
  }

  Case repeated() {
    return with(new Terms(terms.roundTrip, terms.place, terms.copies, true, terms.roundsMax));
  }

  Case atMost(int rounds) {
    return with(new Terms(terms.roundTrip, terms.place, terms.copies, terms.repeats, rounds));
  }

  Case by(Contender... more) {
    List<Contender> all = new ArrayList<>(contenders);
    all.addAll(Arrays.asList(more));
    return new Case(name, title, trees, terms, all, bounds);
  }

  Case bound(Bound... all) {
    return new Case(name, title, trees, terms, contenders, List.of(all));
  }

  /** How much of a peer's time may be taken; none: that is not asked. */
  OptionalDouble timeBound(String peer) {
    return bounds.stream()
        .filter(bound -> bound.quantity() == Quantity.WALL && bound.peers().contains(peer))
        .mapToDouble(Bound::atMost)
        .findFirst();
  }

  /**
   * How often one of the trees has its turn: where the cost grows, a million files have just one,
   * as it takes minutes.
   */
  int rounds(Tree tree, int asked) {
    boolean once = isGrowth() && tree.count() >= 1_000_000;
    return Math.min(asked, once ? 1 : terms.roundsMax);
  }

  /** Whether it shows how the cost grows. */
  boolean isGrowth() {
    return trees.size() > 1;
  }
}
