package io.fsl.config;

import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The form of a file mode, in octal as chmod(1) takes it. */
final class FileMode {
  private static final Pattern OCTAL = Pattern.compile("(?:0o?)?([0-7]{3})");

  /** What each octal digit is in letters. */
  private static final List<String> LETTERS =
      List.of("---", "--x", "-w-", "-wx", "r--", "r-x", "rw-", "rwx");

  private FileMode() {}

  static Form<Set<PosixFilePermission>> form() {
    return new Form<>("expected an octal mode such as 0640", Set.of(), FileMode::parse);
  }

  private static Set<PosixFilePermission> parse(String text) {
    Matcher octal = OCTAL.matcher(text);
    if (!octal.matches()) {
      throw new BadValue(Quoted.of(text) + " is not a mode from 0000 to 0777");
    }
    return octal
        .group(1)
        .chars()
        .mapToObj(digit -> LETTERS.get(digit - '0'))
        .collect(
            Collectors.collectingAndThen(Collectors.joining(), PosixFilePermissions::fromString));
  }
}
