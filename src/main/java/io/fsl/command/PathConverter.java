package io.fsl.command;

import io.fsl.Exit;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Paths on the command line and in the environment. An empty one, as of a variable that is not set,
 * is a mistake.
 */
final class PathConverter implements ITypeConverter<Path> {
  /** What the system puts for bytes that are no text in the locale's charset: they are lost. */
  private static final char REPLACEMENT = '\ufffd';

  /**
   * The path in a variable; null: the variable is not set, or empty, which means the same.
   *
   * @throws Refusal if it is no path
   */
  static @Nullable Path variable(String name, Map<String, String> environment) throws Refusal {
    String text = environment.getOrDefault(name, "");
    try {
      return text.isEmpty() ? null : new PathConverter().convert(text);
    } catch (TypeConversionException e) {
      throw new Refusal(Exit.USAGE, "invalid value of " + name + ": " + e.getMessage());
    }
  }

  @Override
  public Path convert(String text) {
    if (text.isEmpty()) {
      throw new TypeConversionException("the path is empty");
    }
    try {
      Path path = Path.of(text);
      if (text.indexOf(REPLACEMENT) < 0) {
        return path;
      }
    } catch (InvalidPathException _) {
      // told below
    }
    throw new TypeConversionException(
        "'"
            + text
            + "' cannot be read as a path in this locale; expected UTF-8 and LC_ALL=C.UTF-8");
  }
}
