package io.fsl.command;

import io.fsl.Exit;
import io.fsl.config.Suggestion;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/** The names that a configuration has, and that a user may misspell. */
record Names(List<String> known) {
  /** Refuses a name that is none of them. */
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
