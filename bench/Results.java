package bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The measurements of all cases, a file of comma-separated values for each: a case that runs again
 * replaces its own only.
 */
record Results(Path folder) {
  private static final String HEADER = "program,n,round,wall s,cpu s,memory MiB";

  void save(Case one, List<Sample> samples) throws IOException {
    List<String> lines = new ArrayList<>(List.of(HEADER));
    samples.forEach(sample -> lines.add(line(sample)));
    Files.createDirectories(folder);
    Files.write(file(one), lines);
  }

  private static String line(Sample sample) {
    Cost cost = sample.cost();
    return Text.format(
        "%s,%d,%d,%.4f,%.2f,%.1f",
        sample.contender(), sample.n(), sample.round(), cost.wall(), cost.cpu(), cost.memory());
  }

  /** Empty for a case that never ran. */
  Figures of(Case one) {
    if (Files.notExists(file(one))) {
      return new Figures(List.of());
    }
    try {
      List<String> lines = Files.readAllLines(file(one));
      return new Figures(lines.stream().skip(1).map(Results::sample).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Sample sample(String line) {
    String[] fields = line.split(",");
    Cost cost =
        new Cost(
            Double.parseDouble(fields[3]),
            Double.parseDouble(fields[4]),
            Double.parseDouble(fields[5]));
    return new Sample(fields[0], Long.parseLong(fields[1]), Integer.parseInt(fields[2]), cost);
  }

  /** When a case ran. */
  Instant time(Case one) throws IOException {
    FileTime time = Files.getLastModifiedTime(file(one));
    return time.toInstant();
  }

  private Path file(Case one) {
    return folder.resolve(one.name() + ".csv");
  }
}
