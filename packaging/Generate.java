import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/**
 * Writes from the program's own commands and options: {@code fsl.bash}, {@code fsl.fish} and man
 * pages as AsciiDoc. Argument: the folder for them.
 */
void main(String[] args) throws Exception {
  Path folder = Path.of(args[0]);
  CommandLine program = program();
  Files.writeString(folder.resolve("fsl.bash"), AutoComplete.bash("fsl", program));
  Files.writeString(folder.resolve("fsl.fish"), fish(program));
  ManPageGenerator.generateManPage(folder.toFile(), null, new boolean[0], true, specs(program));
}

/** As the program itself makes it, exit statuses included. */
CommandLine program() throws ReflectiveOperationException {
  var method = Class.forName("io.fsl.Fsl").getDeclaredMethod("commandLine");
  method.setAccessible(true);
  return (CommandLine) method.invoke(null);
}

CommandSpec[] specs(CommandLine program) {
  return Stream.concat(Stream.of(program), subcommands(program))
      .map(CommandLine::getCommandSpec)
      .toArray(CommandSpec[]::new);
}

Stream<CommandLine> subcommands(CommandLine program) {
  return program.getSubcommands().values().stream()
      .distinct()
      .filter(each -> !each.getCommandSpec().usageMessage().hidden());
}

String fish(CommandLine program) {
  String names = subcommands(program).map(CommandLine::getCommandName).collect(Collectors.joining(" "));
  String first = "complete -c fsl -n 'not __fish_seen_subcommand_from " + names + "'";
  List<String> lines = new ArrayList<>();
  lines.add("# Completion of fsl for fish.");
  options(first, program).forEach(lines::add);
  subcommands(program).forEach(each -> {
    String name = each.getCommandName();
    lines.add(first + " -f -a " + name + text(each.getCommandSpec().usageMessage().description()));
    options("complete -c fsl -n '__fish_seen_subcommand_from " + name + "'", each).forEach(lines::add);
  });
  return String.join("\n", lines) + "\n";
}

Stream<String> options(String start, CommandLine command) {
  return command.getCommandSpec().options().stream()
      .filter(option -> !option.hidden())
      .map(option -> start + names(option) + value(option) + text(option.description()));
}

String names(OptionSpec option) {
  return Stream.of(option.names())
      .map(name -> name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1))
      .collect(Collectors.joining());
}

/** What follows the option: nothing, one of some words, a file, or anything. */
String value(OptionSpec option) {
  if (option.arity().max() == 0) {
    return "";
  }
  if (option.completionCandidates() != null) {
    return " -x -a '" + String.join(" ", option.completionCandidates()) + "'";
  }
  boolean file = option.type() == Path.class || option.type() == File.class;
  return file ? " -r -F" : " -x";
}

/** The first sentence, quoted. */
String text(String[] lines) {
  String text =
      String.join(" ", lines)
          .replaceAll("@\\|\\S+ |\\|@", "")
          .replace("%n", " ")
          .replaceAll("[.;:] .*|\\.$", "");
  return text.isBlank() ? "" : " -d '" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
}
