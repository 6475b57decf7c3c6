package bench;

import java.io.IOException;
import java.util.List;

/**
 * The speed of the program beside its peers. For each case its files are made and a server is
 * started; then all programs run in turn, forth and back, so that whatever else the machine does
 * meets all of them. Each run starts in a fresh folder and must leave there, byte for byte, what
 * the source has. The figures go to a folder, one file per case, and the report is made of all that
 * are there.
 *
 * <p>A bound that is missed is told; a wrong result ends it all.
 */
final class Bench {
  private Bench() {}

  public static void main(String[] arguments) throws IOException {
    try {
      measure(Options.of(System.getenv()));
    } catch (Failure e) {
      System.err.println("bench: " + e.getMessage());
      System.exit(1);
    }
  }

  private static void measure(Options options) throws IOException {
    List<Case> all = Cases.all(options.binary());
    Results results = new Results(options.results());
    try (Memory memory = Memory.keep();
        Site site = Site.create()) {
      for (Case one : options.choose(all)) {
        System.out.printf("%n%s: %s%n", one.name(), one.title());
        if (Link.canOpen(one.terms().roundTrip())) {
          results.save(one, new Contest(one, site, options).run());
          one.bounds().forEach(bound -> System.out.println("  " + bound.judge(results.of(one))));
        } else {
          System.out.println("  left out: a link with latency takes root and /dev/net/tun");
        }
      }
    }
    new Report(all, results, Machine.look(options.binary())).write(options.documents());
  }
}
