package io.fsl.command;

import io.fsl.Exit;
import io.fsl.action.DiskUsage;
import io.fsl.config.ByteSize;
import io.fsl.config.ConfigException;
import io.fsl.config.ConfigReader;
import io.fsl.config.CopySource;
import io.fsl.config.Destination;
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
      description = "Exit status 1 if it is more.")
  private @Nullable ByteSize max;

  private final StandardOutput out = new StandardOutput();

  /**
   * What to measure, and the most that may be there.
   *
   * @param quotaOf the destination that has this quota; empty: it is the user who asks
   */
  private record Demand(Path path, @Nullable ByteSize maximum, String quotaOf) {}

  @Override
  public Integer call() throws Refusal {
    Exit worst = Exit.OK;
    for (Demand each : demands()) {
      worst = Exit.worst(worst, measure(each));
    }
    return Exit.worst(worst, out.status()).status();
  }

  private List<Demand> demands() throws Refusal {
    List<Demand> demands = new ArrayList<>();
    for (Path path : options.paths) {
      demands.add(new Demand(path, max, ""));
    }
    if (options.config != null) {
      demands.addAll(configured(options.config));
    } else if (demands.isEmpty()) {
      demands.add(new Demand(Path.of("."), max, ""));
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

  private Exit measure(Demand demand) {
    try {
      DiskUsage.Usage usage = usage(demand);
      long size = apparent ? usage.apparentBytes() : usage.allocatedBytes();
      long counted = demand.quotaOf().isEmpty() ? size : usage.allocatedBytes();
      boolean holds = demand.maximum() == null || counted <= demand.maximum().bytes();
      out.line(options.json ? json(demand, usage, holds) : text(demand, size, holds));
      usage.unreadable().forEach(each -> MeasureOptions.complain(each.path(), each.cause()));
      Exit exit = holds ? Exit.OK : Exit.BOUND;
      return usage.unreadable().isEmpty() ? exit : Exit.INPUT_OUTPUT;
    } catch (IOException e) {
      MeasureOptions.complain(demand.path(), e);
      return Exit.INPUT_OUTPUT;
    }
  }

  /** A destination is created when it is needed: until then it holds nothing. */
  private static DiskUsage.Usage usage(Demand demand) throws IOException {
    return !demand.quotaOf().isEmpty() && Files.notExists(demand.path())
        ? new DiskUsage.Usage(0, 0, List.of())
        : new DiskUsage().measure(demand.path());
  }

  private String text(Demand demand, long size, boolean holds) {
    String verdict =
        demand.maximum() == null
            ? ""
            : (holds ? "\tok: at most " : "\tTOO MUCH: more than ")
                + options.show(demand.maximum().bytes());
    String of = demand.quotaOf().isEmpty() ? "" : "\t" + demand.quotaOf();
    return options.show(size) + "\t" + demand.path() + verdict + of;
  }

  private static String json(Demand demand, DiskUsage.Usage usage, boolean holds) {
    Json json =
        new Json()
            .put("path", demand.path().toString())
            .put("allocated", usage.allocatedBytes())
            .put("apparent", usage.apparentBytes());
    if (demand.maximum() != null) {
      json.put("maximum", demand.maximum().bytes()).put("holds", holds);
    }
    if (!demand.quotaOf().isEmpty()) {
      json.put("destination", demand.quotaOf());
    }
    return json.put("complete", usage.unreadable().isEmpty()).toString();
  }
}
