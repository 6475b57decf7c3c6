package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The document, made of all figures that are there. */
final class Report {
  private static final String CHART = "benchmarks.svg";

  private final List<Case> cases;
  private final Results results;
  private final Machine machine;

  Report(List<Case> all, Results results, Machine machine) {
    this.cases = all.stream().filter(one -> !results.of(one).isEmpty()).toList();
    this.results = results;
    this.machine = machine;
  }

  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.write(folder.resolve("benchmarks.md"), lines());
    Files.writeString(folder.resolve(CHART), new Chart(cases, results).svg());
    System.out.println("\nthe report is in " + folder.resolve("benchmarks.md"));
  }

  private List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>(introduction());
    lines.addAll(machine.lines());
    lines.addAll(bounds());
    for (Case one : cases) {
      Figures figures = results.of(one);
      lines.addAll(
          one.isGrowth()
              ? new GrowthTable(one, figures).lines()
              : new CaseTable(one, figures).lines());
    }
    return lines;
  }

  private List<String> introduction() throws IOException {
    return """
    # Benchmarks

    What `make bench` measured %s: fsl beside programs that do the same, each called as who wants it fast calls it.

    ![Time of fsl as a share of its peers’ time](%s)

    - The programs of a case run in turn, forth and back, each into a fresh folder. After each run all files are compared with their source, byte for byte.
    - Sources and results are in memory (tmpfs), so that no disk has a part in it, unless a case says so. A case begins in memory that was in use before, and none goes back to the host of a virtual machine meanwhile, where root may ask for that: who takes such memory waits for the host. A case on disk keeps all its results to its end: where many files were removed just before, ext4 looks long for a place for new ones. The server is OpenSSH's on the same machine; it shares the processors with its client. The cipher is aes128-gcm for all.
    - *fsl* has `fsync: no`, as no peer forces anything to disk; *fsl with fsync* has `fsync: yes`, its default. Where they keep a second copy, in an archive, *fsl without archive* stands beside them; no peer keeps one.
    - Time is that of the whole process: the median, and least and most. *fsl takes* is the ratio of the medians. CPU and memory are those of the client with what it starts and waits for (lftp does not wait for its ssh), memory the most of any run and process.
    - How the cost grows (the last tables) is seen in runs of fsl alone, with `fsync: no`; with a million files there is one.
    """
        .formatted(when(), CHART)
        .lines()
        .toList();
  }

  private String when() throws IOException {
    List<LocalDate> dates = new ArrayList<>();
    for (Case one : cases) {
      dates.add(results.time(one).atZone(ZoneOffset.UTC).toLocalDate());
    }
    return dates.stream().sorted().distinct().map(d -> "on " + d).collect(Collectors.joining(", "));
  }

  /** All that is asked, and how it came out. */
  private List<String> bounds() {
    List<String> lines = new ArrayList<>(List.of("", "## What is asked", ""));
    lines.addAll(List.of("| case | bound | found | |", "|---|---|---|---|"));
    for (Case one : cases) {
      for (Bound bound : one.bounds()) {
        Bound.Verdict verdict = bound.judge(results.of(one));
        lines.add(
            "| [%s](#%s) | %s | %s | %s |"
                .formatted(
                    one.name(),
                    one.name(),
                    bound,
                    bound.figure(verdict.found()),
                    verdict.isMet() ? "met" : "**missed**"));
      }
    }
    return lines;
  }
}
