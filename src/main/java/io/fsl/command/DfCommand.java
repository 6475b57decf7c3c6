package io.fsl.command;

import io.fsl.Exit;
import io.fsl.action.FreeSpace;
import io.fsl.action.ListMounts;
import io.fsl.config.ByteSize;
import io.fsl.config.ConfigException;
import io.fsl.config.ConfigReader;
import io.fsl.config.FetchSource;
import io.fsl.config.FreeSpaceBound;
import io.fsl.linux.PathBytes;
import io.fsl.text.Printable;
import io.fsl.text.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fsl df}. */
@Command(
    name = "df",
    description = "Show how much space is free, and whether each check_free_space holds.")
public final class DfCommand implements Callable<Integer> {
  private static final String COLUMNS = "%10s  %10s  %10s  %-16s  %s%s";

  @Mixin private MeasureOptions options = new MeasureOptions();

  @Option(
      names = "--min-free",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description =
          "Exit status 1 if any file system shown has less available; bytes, or 500K, 10G.")
  private @Nullable ByteSize minFree;

  private final StandardOutput out = new StandardOutput();

  /**
   * What to measure.
   *
   * @param minimum the least that must be available there
   * @param source the one that demands it; empty: none
   * @param exists whether a missing path is an error; else its nearest parent counts
   */
  private record Demand(Path path, @Nullable ByteSize minimum, String source, boolean exists) {}

  @Override
  public Integer call() throws Refusal {
    List<Demand> demands = demands();
    if (!options.json) {
      out.line(COLUMNS.formatted("Size", "Used", "Available", "File system", "Path", ""));
    }
    Exit worst = Exit.OK;
    for (Demand each : demands) {
      worst = Exit.worst(worst, measure(each));
    }
    return Exit.worst(worst, out.status()).status();
  }

  private List<Demand> demands() throws Refusal {
    List<Demand> demands = new ArrayList<>();
    for (Path path : options.paths) {
      demands.add(new Demand(path, minFree, "", true));
    }
    if (options.config != null) {
      demands.addAll(configured(options.config));
    } else if (demands.isEmpty()) {
      for (Path path : mounts()) {
        demands.add(new Demand(path, minFree, "", false));
      }
    }
    return demands;
  }

  private static List<Path> mounts() throws Refusal {
    try {
      return new ListMounts().list();
    } catch (IOException e) {
      throw new Refusal(Exit.INPUT_OUTPUT, Reason.of(e), "name the paths to look at");
    }
  }

  private List<Demand> configured(Path file) throws Refusal {
    List<Demand> demands = new ArrayList<>();
    try {
      for (FetchSource source : new ConfigReader(System.getenv()).fetch(file).sources()) {
        for (FreeSpaceBound bound : source.freeSpace()) {
          demands.add(new Demand(bound.path(), bound.minimum(), source.name(), false));
          if (minFree != null) {
            demands.add(new Demand(bound.path(), minFree, "", false));
          }
        }
      }
      if (demands.isEmpty()) {
        MeasureOptions.say(file, "no source has check_free_space: there is nothing to check");
      }
      return demands;
    } catch (ConfigException e) {
      throw MeasureOptions.refusal(e);
    }
  }

  private Exit measure(Demand demand) {
    try {
      Path path = demand.exists() ? demand.path().toRealPath() : demand.path();
      FreeSpace freeSpace = new FreeSpace();
      FreeSpace.Space space = freeSpace.measure(path);
      String fileSystem = freeSpace.name(space.path());
      boolean holds = demand.minimum() == null || space.available() >= demand.minimum().bytes();
      out.line(
          options.json
              ? json(demand, fileSystem, space, holds)
              : text(demand, fileSystem, space, holds));
      return holds ? Exit.OK : Exit.BOUND;
    } catch (IOException e) {
      MeasureOptions.complain(demand.path(), e);
      return Exit.INPUT_OUTPUT;
    }
  }

  private String text(Demand demand, String fileSystem, FreeSpace.Space space, boolean holds) {
    String verdict =
        demand.minimum() == null
            ? ""
            : (holds ? "  ok: at least " : "  TOO LITTLE: less than ")
                + options.show(demand.minimum().bytes())
                + (demand.source().isEmpty() ? "" : " (" + Printable.of(demand.source()) + ")");
    return COLUMNS.formatted(
        options.show(space.size()),
        options.show(space.used()),
        options.show(space.available()),
        Printable.of(fileSystem),
        Printable.of(PathBytes.printable(demand.path())),
        verdict);
  }

  private static String json(
      Demand demand, String fileSystem, FreeSpace.Space space, boolean holds) {
    Json json =
        new Json()
            .put("path", demand.path().toString())
            .put("file_system", fileSystem)
            .put("size", space.size())
            .put("used", space.used())
            .put("available", space.available());
    if (demand.minimum() != null) {
      json.put("minimum", demand.minimum().bytes()).put("holds", holds);
    }
    return (demand.source().isEmpty() ? json : json.put("source", demand.source())).toString();
  }
}
