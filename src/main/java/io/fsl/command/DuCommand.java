package io.fsl.command;

import io.fsl.Exit;
import io.fsl.action.DiskUsage;
import io.fsl.config.ByteSize;
import io.fsl.config.ConfigException;
import io.fsl.config.ConfigReader;
import io.fsl.config.CopySource;
import io.fsl.config.Destination;
import io.fsl.linux.PathBytes;
import io.fsl.text.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fsl du}. */
@Command(
    name = "du",
    description = "Show how much folders occupy, and whether each destination is within its quota.")
public final class DuCommand implements Callable<Integer> {
  @Mixin private MeasureOptions options = new MeasureOptions();

  @Option(
      names = "--apparent-size",
      description = "Lengths of files, not what is allocated for them; a quota is of the latter.")
  private boolean apparent;

  @Option(
      names = "--max",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description = "Exit status 1 if any of them is more; bytes, or 500K, 10G.")
  private @Nullable ByteSize max;

  private final StandardOutput out = new StandardOutput();

  /**
   * What to measure.
   *
   * @param destination its name; empty: it is the user who asks
   */
  private record Demand(Path path, @Nullable ByteSize quota, String destination) {}

  /** The most that may be there, and what is. */
  private record Bound(ByteSize maximum, long counted) {
    boolean holds() {
      return counted <= maximum.bytes();
    }
  }

  @Override
  public Integer call() throws Refusal {
    Exit worst = Exit.OK;
    DiskUsage arguments = new DiskUsage();
    for (Demand each : demands()) {
      worst = Exit.worst(worst, measure(each, arguments));
    }
    return Exit.worst(worst, out.status()).status();
  }

  private List<Demand> demands() throws Refusal {
    List<Demand> demands = new ArrayList<>();
    for (Path path : options.paths) {
      demands.add(new Demand(path, null, ""));
    }
    if (options.config != null) {
      demands.addAll(configured(options.config));
    } else if (demands.isEmpty()) {
      demands.add(new Demand(Path.of("."), null, ""));
    }
    return demands;
  }

  private static List<Demand> configured(Path file) throws Refusal {
    List<Demand> demands = new ArrayList<>();
    try {
      for (CopySource source : new ConfigReader(System.getenv()).copy(file).sources()) {
        for (Destination to : source.destinations()) {
          demands.add(new Demand(to.dir(), to.quota(), source.name() + "/" + to.name()));
        }
      }
      return demands;
    } catch (ConfigException e) {
      throw MeasureOptions.refusal(e);
    }
  }

  private Exit measure(Demand demand, DiskUsage arguments) {
    try {
      DiskUsage.Usage usage = usage(demand, arguments);
      long size = apparent ? usage.apparentBytes() : usage.allocatedBytes();
      List<Bound> bounds = bounds(demand, usage, size);
      if (bounds.isEmpty()) {
        show(demand, usage, size, null);
      }
      bounds.forEach(bound -> show(demand, usage, size, bound));
      usage.unreadable().forEach(each -> MeasureOptions.complain(each.path(), each.cause()));
      Exit exit = bounds.stream().allMatch(Bound::holds) ? Exit.OK : Exit.BOUND;
      return usage.unreadable().isEmpty() ? exit : Exit.INPUT_OUTPUT;
    } catch (IOException e) {
      MeasureOptions.complain(demand.path(), e);
      return Exit.INPUT_OUTPUT;
    }
  }

  /** A quota is of what is allocated, whatever is shown. */
  private List<Bound> bounds(Demand demand, DiskUsage.Usage usage, long size) {
    List<Bound> bounds = new ArrayList<>();
    if (demand.quota() != null) {
      bounds.add(new Bound(demand.quota(), usage.allocatedBytes()));
    }
    if (max != null) {
      bounds.add(new Bound(max, size));
    }
    return bounds;
  }

  /**
   * A destination is measured by itself, as its quota is its own; it is created when it is needed:
   * until then it holds nothing.
   *
   * @param arguments measures all that the user asks for
   */
  private static DiskUsage.Usage usage(Demand demand, DiskUsage arguments) throws IOException {
    if (demand.destination().isEmpty()) {
      return arguments.measure(demand.path());
    }
    return Files.notExists(demand.path())
        ? new DiskUsage.Usage(0, 0, List.of())
        : new DiskUsage().measure(demand.path());
  }

  private void show(Demand demand, DiskUsage.Usage usage, long size, @Nullable Bound bound) {
    out.line(options.json ? json(demand, usage, bound) : text(demand, size, bound));
  }

  private String text(Demand demand, long size, @Nullable Bound bound) {
    String verdict =
        bound == null
            ? ""
            : (bound.holds() ? "\tok: at most " : "\tTOO MUCH: more than ")
                + options.show(bound.maximum().bytes());
    String of = demand.destination().isEmpty() ? "" : "\t" + Printable.of(demand.destination());
    String path = Printable.of(PathBytes.printable(demand.path()));
    return options.show(size) + "\t" + path + verdict + of;
  }

  private static String json(Demand demand, DiskUsage.Usage usage, @Nullable Bound bound) {
    Json json =
        new Json()
            .put("path", demand.path().toString())
            .put("allocated", usage.allocatedBytes())
            .put("apparent", usage.apparentBytes());
    if (bound != null) {
      json.put("maximum", bound.maximum().bytes()).put("holds", bound.holds());
    }
    if (!demand.destination().isEmpty()) {
      json.put("destination", demand.destination());
    }
    return json.put("complete", usage.unreadable().isEmpty()).toString();
  }
}
