package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** All runs of one case. */
final class Contest {
  private final Case subject;
  private final Site site;
  private final Options options;
  private final List<Sample> samples = new ArrayList<>();

  Contest(Case subject, Site site, Options options) {
    this.subject = subject;
    this.site = site;
    this.options = options;
  }

  List<Sample> run() throws IOException {
    try (Link link = Link.open(subject.terms().roundTrip(), site);
        Server server = Server.start(site, link)) {
      for (Tree tree : subject.trees()) {
        rounds(tree.scaled(options.scale()), subject.rounds(tree, options.runs()), server);
      }
    }
    return samples;
  }

  private void rounds(Tree tree, int rounds, Server server) throws IOException {
    Case.Terms terms = subject.terms();
    int copies = isOnDisk() ? rounds * subject.contenders().size() : terms.copies();
    site.provide(tree.room() * copies, terms.place());
    Path source = site.folder(Case.Place.MEMORY, "source");
    tree.create(source);
    for (int round = 0; round < rounds; round++) {
      for (Contender contender : inTurn(round)) {
        Path folder = site.folder(terms.place(), name(contender, round));
        run(contender, round, new Run(server, tree, source, folder));
      }
    }
    site.clear();
  }

  private boolean isOnDisk() {
    return subject.terms().place() == Case.Place.DISK;
  }

  /**
   * A run on disk has a folder of its own, which stays to the end of the case: ext4 leaves the
   * inodes of files that were removed alone for a minute or longer, and looks at each of them
   * before it finds one for a new file.
   */
  private String name(Contender contender, int round) {
    String name = contender.name().replaceAll("\\W+", "-");
    return isOnDisk() ? name + "-" + round : name;
  }

  /** A B C, C B A, A B C … */
  private List<Contender> inTurn(int round) {
    List<Contender> turn = new ArrayList<>(subject.contenders());
    if (round % 2 == 1) {
      Collections.reverse(turn);
    }
    return turn;
  }

  private void run(Contender contender, int round, Run run) throws IOException {
    if (Files.notExists(run.folder())) {
      prepare(contender, run);
    }
    Cost cost = Stopwatch.time(contender, run, site);
    contender.check().check(run);
    samples.add(new Sample(contender.name(), run.tree().n(), round, cost));
    System.out.printf("  %10d  %-20s %s%n", run.tree().n(), contender.name(), cost);
    if (!subject.terms().repeats() && !isOnDisk()) {
      site.remove(run.folder());
    }
  }

  private void prepare(Contender contender, Run run) throws IOException {
    Files.createDirectories(run.folder());
    contender.preparation().prepare(run);
    if (subject.terms().repeats()) {
      Stopwatch.time(contender, run, site);
    }
    if (isOnDisk()) {
      site.settleDisks();
    }
  }
}
