package io.fsl.command;

import io.fsl.Exit;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
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
    return known.stream()
        .filter(each -> distance(name, each) <= Math.max(2, each.length() / 3))
        .min(Comparator.comparingInt(each -> distance(name, each)))
        .map(each -> "did you mean '" + each + "'?")
        .orElse("there are: " + String.join(", ", known));
  }

  /** Levenshtein's: how many letters to put in, take out or exchange. */
  static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int exchange = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(exchange, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
