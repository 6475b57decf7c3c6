package io.fsl;

import io.fsl.command.CopyCommand;
import io.fsl.command.DfCommand;
import io.fsl.command.DuCommand;
import io.fsl.command.FetchCommand;
import io.fsl.command.Refusal;
import io.fsl.command.StandardOutput;
import io.fsl.linux.CurrentFolder;
import io.fsl.linux.StandardFiles;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The program: parses, lets the command run, and turns what comes of it into an exit status. */
@Command(
    name = "fsl",
    description = "Files Sync Link: fetches files over SFTP and fans them out to local folders.",
    version = "fsl " + Fsl.VERSION,
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(fetch|copy|df|du)",
    subcommands = {FetchCommand.class, CopyCommand.class, DfCommand.class, DuCommand.class})
public final class Fsl {
  /** As in pom.xml; a test holds them together. */
  static final String VERSION = "0.1.0";

  /**
   * The commands and their options, for one run. The native binary is built with this class already
   * initialised (pom.xml): reading all the annotations takes longer than the rest of the start.
   */
  private static final class Prepared {
    static final CommandLine LINE = commandLine();
  }

  private Fsl() {}

  /** Runs the command that the arguments name, and ends the process with its exit status. */
  public static void main(String[] args) {
    StandardFiles.open();
    if (CurrentFolder.leaveIfGone()) {
      say("fsl: ", "the working folder is gone: relative paths start at / instead");
    }
    System.exit(run(Prepared.LINE, args));
  }

  /** Runs the command that the arguments name, and returns the exit status. */
  static int run(String... args) {
    return run(commandLine(), args);
  }

  private static int run(CommandLine line, String... args) {
    StringWriter texts = new StringWriter();
    line.setOut(new PrintWriter(texts));
    try {
      int status = line.execute(args);
      return texts.toString().isEmpty() ? status : print(texts.toString());
    } catch (Throwable e) {
      return internal(e, false);
    }
  }

  /** Prints a help or version text. */
  private static int print(String text) {
    StandardOutput out = new StandardOutput();
    out.print(text);
    return out.status().status();
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Fsl());
    line.setExpandAtFiles(false);
    line.setParameterExceptionHandler((e, _) -> refused(Refusal.of(e)));
    line.setExecutionExceptionHandler((e, _, parsed) -> failed(e, parsed));
    explainStatuses(line);
    line.getSubcommands().values().forEach(Fsl::explainStatuses);
    line.setExecutionStrategy(Usage.of(line));
    return line;
  }

  private static void explainStatuses(CommandLine line) {
    Map<String, String> statuses = new LinkedHashMap<>();
    Arrays.stream(Exit.values())
        .sorted(Comparator.comparingInt(Exit::status))
        .forEach(each -> statuses.put(" " + each.status(), each.meaning()));
    line.getCommandSpec()
        .usageMessage()
        .exitCodeListHeading("%nExit statuses:%n")
        .exitCodeList(statuses);
  }

  private static int failed(Exception e, ParseResult parsed) {
    return e instanceof Refusal refusal ? refused(refusal) : internal(e, debug(parsed));
  }

  private static int refused(Refusal refusal) {
    refusal.messages().forEach(each -> say("fsl: ", each));
    refusal.hints().forEach(each -> say("hint: ", each));
    return refusal.exit().status();
  }

  private static int internal(Throwable e, boolean debug) {
    say("fsl: ", "internal error: " + e);
    if (debug) {
      e.printStackTrace();
    } else {
      say("hint: ", "-vv shows where");
    }
    return Exit.INTERNAL.status();
  }

  private static boolean debug(ParseResult parsed) {
    return parsed.hasSubcommand()
        && parsed.subcommand().hasMatchedOption("-v")
        && parsed.subcommand().matchedOptionValue("-v", new boolean[0]).length > 1;
  }

  private static void say(String prefix, String message) {
    System.err.println(prefix + message);
  }
}
