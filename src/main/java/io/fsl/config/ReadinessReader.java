package io.fsl.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads when a file counts as finished by its producer. */
final class ReadinessReader {
  private static final Form<String> DONE_FILE =
      new Form<>(
          "expected a file name such as '{name}.done' or '{stem}.ok'",
          "{name}.done",
          ReadinessReader::doneFile);

  private ReadinessReader() {}

  static ReadinessRules read(Section source) {
    Duration minAge = source.or("min_age", Amounts.duration(), Duration.ZERO);
    Duration stableFor = source.or("stable_for", Amounts.duration(), Duration.ZERO);
    @Nullable String doneFile = source.orNull("done_file", DONE_FILE);
    return new ReadinessRules(minAge, stableFor, doneFile);
  }

  private static String doneFile(String text) {
    String fixed = text.replace("{name}", "n").replace("{stem}", "s");
    if (fixed.contains("{") || fixed.contains("}")) {
      throw new BadValue(Quoted.of(text) + " has braces other than {name} and {stem}");
    }
    if (text.equals("{name}")) {
      throw new BadValue("'{name}' is the file itself");
    }
    if (text.replace("{name}", "").replace("{stem}", "").isEmpty()) {
      throw new BadValue(Quoted.of(text) + " may be the name of any file, and none would be taken");
    }
    if (List.of(fixed.split("/", -1)).stream().anyMatch(ReadinessReader::isNoName)) {
      throw new BadValue(Quoted.of(text) + " does not stay below the file's folder");
    }
    return text;
  }

  private static boolean isNoName(String part) {
    return part.isEmpty() || part.equals(".") || part.equals("..") || part.indexOf('\0') >= 0;
  }
}
