package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a program and tells what it took. */
final class Stopwatch {
  private static final double KIB_PER_MIB = 1024;
  private static final double NANOS_PER_SECOND = 1e9;

  private Stopwatch() {}

  /** The program must end with status 0. */
  static Cost time(Contender contender, Run run, Site site) throws IOException {
    Path usage = run.folder().resolve("usage");
    List<String> command = new ArrayList<>(run.server().link().client());
    command.addAll(List.of("/usr/bin/time", "-q", "-o", usage.toString(), "-f", "%U %S %M"));
    command.addAll(contender.command().of(run));
    long start = System.nanoTime();
    int status = site.run(command, run.folder(), run.output());
    double wall = (System.nanoTime() - start) / NANOS_PER_SECOND;
    if (status != 0) {
      throw new Failure(
          contender.name() + " ended with status " + status + ":\n" + tail(run.output()));
    }
    return cost(wall, Files.readString(usage).trim().split(" "));
  }

  private static Cost cost(double wall, String[] usage) {
    double cpu = Double.parseDouble(usage[0]) + Double.parseDouble(usage[1]);
    return new Cost(wall, cpu, Double.parseDouble(usage[2]) / KIB_PER_MIB);
  }

  private static String tail(Path output) throws IOException {
    List<String> lines = Files.readAllLines(output);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
  }
}
