package io.fsl.command;

import io.fsl.Exit;
import io.fsl.config.ConfigException;
import io.fsl.text.Printable;
import io.fsl.text.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options that df and du have in common. */
final class MeasureOptions {
  @Parameters(
      paramLabel = "PATH",
      arity = "0..*",
      converter = PathConverter.class,
      description =
          "What to measure; of a link, what it leads to. With neither PATH nor -c: df all file"
              + " systems, du the working folder.")
  List<Path> paths = new ArrayList<>();

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      converter = PathConverter.class,
      description = "Measure what this configuration has bounds for.")
  @Nullable Path config;

  @Option(names = "--bytes", description = "Plain numbers of bytes.")
  private boolean bytes;

  @Option(names = "--json", description = "One JSON object per line.")
  boolean json;

  /** A size for the reader. */
  String show(long size) {
    return bytes ? Long.toString(size) : HumanSize.of(size);
  }

  /** Tells that something could not be measured; the rest goes on. */
  static void complain(Path path, IOException e) {
    say(path, Reason.withoutPath(e));
  }

  /** Tells something about a path on standard error. */
  static void say(Path path, String message) {
    System.err.println(Printable.of("fsl: " + path + ": " + message));
  }

  /** All problems of a configuration. */
  static Refusal refusal(ConfigException e) {
    return new Refusal(Exit.CONFIGURATION, e.problems(), List.of());
  }
}
