package io.fsl.command;

import io.fsl.Exit;
import io.fsl.config.Suggestion;
import io.fsl.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Why a command does not do what the user asked for, in the user's terms. */
public final class Refusal extends Exception {
  /** How picocli complains about a number, in words of Java. */
  private static final Pattern NO_NUMBER = Pattern.compile("is not an? (?:int|long)$");

  private static final String WHOLE = "is not a whole number, or too large";

  private final Exit exit;
  private final transient List<String> messages;
  private final transient List<String> hints;

  Refusal(Exit exit, List<String> messages, List<String> hints) {
    super(String.join("\n", messages));
    this.exit = exit;
    this.messages = messages.stream().map(Printable::of).toList();
    this.hints = hints.stream().map(Printable::of).toList();
  }

  Refusal(Exit exit, String message, String... hints) {
    this(exit, List.of(message), List.of(hints));
  }

  /** The exit status. */
  public Exit exit() {
    return exit;
  }

  /** One line each. */
  public List<String> messages() {
    return messages;
  }

  /** What the user can do, one line each. */
  public List<String> hints() {
    return hints;
  }

  /** The refusal of arguments that picocli could not parse. */
  public static Refusal of(ParameterException e) {
    String message = NO_NUMBER.matcher(String.valueOf(e.getMessage())).replaceFirst(WHOLE);
    List<String> hints = new ArrayList<>();
    if (e instanceof UnmatchedArgumentException unmatched) {
      message = noPath(unmatched).orElseGet(() -> nobodyWants(unmatched));
      meant(unmatched).ifPresent(hints::add);
    }
    hints.add("see " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    return new Refusal(
        Exit.USAGE,
        List.of(message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1)),
        hints);
  }

  /** Of a parameter that cannot be converted, picocli says only that nobody wants it. */
  private static Optional<String> noPath(UnmatchedArgumentException e) {
    if (!e.getCommandLine().getCommandSpec().positionalParameters().isEmpty()) {
      try {
        new PathConverter().convert(e.getUnmatched().getFirst());
      } catch (TypeConversionException reason) {
        return Optional.of("invalid value for PATH: " + reason.getMessage());
      }
    }
    return Optional.empty();
  }

  /** The first only: what follows may be its value. */
  private static String nobodyWants(UnmatchedArgumentException e) {
    String word = e.getUnmatched().getFirst();
    String kind =
        word.startsWith("-")
            ? "unknown option"
            : e.getCommandLine().getSubcommands().isEmpty()
                ? "unexpected argument"
                : "unknown command";
    return kind + ": '" + word + "'";
  }

  private static Optional<String> meant(UnmatchedArgumentException e) {
    CommandLine command = e.getCommandLine();
    String word = e.getUnmatched().getFirst().replaceFirst("=.*", "");
    for (CommandLine each : command.getSubcommands().values()) {
      if (each.getCommandSpec().optionsMap().containsKey(word)) {
        String example = each.getCommandSpec().qualifiedName() + " " + word;
        return Optional.of("options come after the command: " + example);
      }
    }
    Set<String> known = new TreeSet<>(command.getCommandSpec().optionsMap().keySet());
    known.addAll(command.getSubcommands().keySet());
    return Suggestion.of(word, known).map(each -> "did you mean '" + each + "'?");
  }
}
