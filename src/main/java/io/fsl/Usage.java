package io.fsl;

import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/**
 * The help texts of the commands. To lay one out takes longer than the rest of a start, so that the
 * native binary is built with all of them written.
 *
 * @param texts by the qualified name of the command, such as {@code fsl fetch}
 */
record Usage(Map<String, Text> texts) implements IExecutionStrategy {
  /** A system property that is set while a native image is built, and while it runs. */
  private static final String IMAGE = "org.graalvm.nativeimage.imagecode";

  /** A help text: one version with colours for a terminal, one without for anything else. */
  record Text(String coloured, String plain) {
    static Text of(CommandLine command) {
      return new Text(command.getUsageMessage(Ansi.ON), command.getUsageMessage(Ansi.OFF));
    }

    String on(Ansi terminal) {
      return terminal.enabled() ? coloured : plain;
    }
  }

  Usage {
    texts = Map.copyOf(texts);
  }

  /** The texts of a command and its sub-commands, where this is the time to write them. */
  static Usage of(CommandLine line) {
    return System.getProperty(IMAGE) == null ? new Usage(Map.of()) : written(line);
  }

  /** All texts of a command and its sub-commands. */
  static Usage written(CommandLine line) {
    Map<String, Text> texts = new HashMap<>();
    texts.put(name(line), Text.of(line));
    line.getSubcommands().values().forEach(each -> texts.put(name(each), Text.of(each)));
    return new Usage(texts);
  }

  private static String name(CommandLine command) {
    return command.getCommandSpec().qualifiedName();
  }

  /** Prints the help that is asked for, or lets picocli do what is asked for. */
  @Override
  public int execute(ParseResult parsed) {
    for (CommandLine command : parsed.asCommandLineList()) {
      Text text = texts.get(name(command));
      if (command.isUsageHelpRequested() && text != null) {
        command.getOut().print(text.on(command.getColorScheme().ansi()));
        command.getOut().flush();
        return Exit.OK.status();
      }
    }
    return new RunLast().execute(parsed);
  }
}
