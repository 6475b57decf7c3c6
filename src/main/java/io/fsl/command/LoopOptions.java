package io.fsl.command;

import io.fsl.config.ConfigReader;
import io.fsl.config.OwnFolders;
import io.fsl.config.Settings;
import io.fsl.log.Verbosity;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options that fetch and copy have in common. */
final class LoopOptions {
  /** When to show progress. Spelled as on the command line. */
  enum Show {
    auto,
    always,
    never
  }

  @Spec(Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      converter = PathConverter.class,
      description =
          "The configuration. Absent: the first of etc/, $XDG_CONFIG_HOME/fsl/ and /etc/fsl/ that"
              + " has one.")
  private @Nullable Path config;

  private long loops = Loop.ENDLESS;

  @Option(
      names = {"-n", "--dry-run"},
      description = "Tell what would be done; write nothing.")
  boolean dryRun;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      description = "Work on this source only; may be repeated.")
  Set<String> only = new LinkedHashSet<>();

  @Option(
      names = "--if-locked",
      paramLabel = "fail|ok",
      description = "When another run of this configuration is under way: status 75, or 0.")
  IfLocked ifLocked = IfLocked.fail;

  @Option(names = "--json", description = "One JSON object per file and loop on standard output.")
  boolean json;

  @Option(
      names = "--progress",
      paramLabel = "auto|always|never",
      description = "Show progress; auto: when standard error is a terminal.")
  private Show progress = Show.auto;

  @Option(
      names = {"-v", "--verbose"},
      description = "Show more on the console: -v what is done, -vv what is going on.")
  private boolean[] verbose = {};

  @Option(
      names = {"-q", "--quiet"},
      description = "Show errors only.")
  private boolean quiet;

  @Option(
      names = "--log-dir",
      paramLabel = "DIR",
      converter = PathConverter.class,
      description = "Folder of the log files. Absent: $$LOG_DIR, else log_dir.")
  private @Nullable Path logDir;

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      converter = PathConverter.class,
      description = "Folder of the ledger. Absent: state_dir.")
  private @Nullable Path stateDir;

  @Option(
      names = "--loops",
      paramLabel = "N",
      description = "End after so many loops. Absent: go on for ever.")
  void setLoops(long number) {
    if (number < 1) {
      throw new ParameterException(
          command().commandLine(), "invalid value for option '--loops': " + number + " is below 1");
    }
    loops = number;
  }

  /** An option of its own: picocli names the longest of several names in its complaints. */
  @Option(names = "--stop-on-loop", paramLabel = "N", description = "The same as --loops.")
  void setStopOnLoop(long number) {
    setLoops(number);
  }

  private CommandSpec command() {
    if (command == null) {
      throw new IllegalStateException("not parsed by picocli");
    }
    return command;
  }

  /** How many loops; {@link Loop#ENDLESS} for no end. */
  long loops() {
    return loops;
  }

  /** The configuration file: the one given, else the first one found. */
  Path configFile(String name, Map<String, String> environment) throws Refusal {
    return config == null ? new ConfigSearch(name, environment).find() : config;
  }

  /** Reads a configuration, whose log and state folders are the effective ones. */
  ConfigReader reader(Map<String, String> environment) throws Refusal {
    OwnFolders.Given state = stateDir == null ? null : OwnFolders.Given.of("--state-dir", stateDir);
    return new ConfigReader(environment, new OwnFolders(logFolder(environment), state));
  }

  private OwnFolders.@Nullable Given logFolder(Map<String, String> environment) throws Refusal {
    if (logDir != null) {
      return OwnFolders.Given.of("--log-dir", logDir);
    }
    Path fromEnvironment = PathConverter.variable("LOG_DIR", environment);
    return fromEnvironment == null ? null : OwnFolders.Given.of("LOG_DIR", fromEnvironment);
  }

  /** Null: log to the console only, as a dry run does. */
  @Nullable Path logFolder(Settings settings) {
    return dryRun ? null : settings.logDir();
  }

  /**
   * How much the console shows; a dry run shows what it would do, unless it prints that as JSON.
   */
  Verbosity verbosity() {
    if (quiet) {
      return Verbosity.ERRORS;
    }
    return switch (verbose.length) {
      case 0 -> dryRun && !json ? Verbosity.INFO : Verbosity.WARNINGS;
      case 1 -> Verbosity.INFO;
      default -> Verbosity.DEBUG;
    };
  }

  boolean showProgress() {
    return switch (progress) {
      case always -> true;
      case never -> false;
      case auto -> !quiet && StandardError.isTerminal();
    };
  }
}
