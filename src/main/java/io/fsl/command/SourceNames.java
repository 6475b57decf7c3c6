package io.fsl.command;

import io.fsl.Exit;
import io.fsl.config.Suggestion;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/** The names of the sources in a configuration, of which {@code --only} picks some. */
record SourceNames(List<String> known) {
  /**
   * Checks names that the user gave.
   *
   * @param file the configuration, for the message
   * @throws Refusal for the first that is not a source, with the name that may be meant
   */
  void mustHave(Collection<String> asked, Path file) throws Refusal {
    for (String name : asked) {
      if (!known.contains(name)) {
        throw new Refusal(Exit.USAGE, "no source '" + name + "' in " + file, hint(name));
      }
    }
  }

  private String hint(String name) {
    return Suggestion.of(name, known)
        .map(each -> "did you mean '" + each + "'?")
        .orElse("there are: " + String.join(", ", known));
  }
}
