package io.fsl.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** What the system tells of this process: see proc_pid_status(5). */
public final class ProcessStatus {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final int OCTAL = 8;

  private ProcessStatus() {}

  /** The mode bits that new files do not get; empty: not told. */
  public static OptionalInt umask() {
    return number("Umask:", 0, OCTAL);
  }

  /** The number of the user that new files belong to; empty: not told. */
  public static OptionalInt user() {
    return number("Uid:", 3, 10);
  }

  /** Whether that user is root; false also when it is not told. */
  public static boolean isRoot() {
    return OptionalInt.of(0).equals(user());
  }

  /**
   * A number of a line.
   *
   * @param index among the words after the key
   */
  private static OptionalInt number(String key, int index, int radix) {
    try {
      Optional<String> line =
          Files.readAllLines(STATUS).stream().filter(each -> each.startsWith(key)).findFirst();
      return line.isEmpty()
          ? OptionalInt.empty()
          : OptionalInt.of(word(line.get().substring(key.length()), index, radix));
    } catch (IOException | RuntimeException _) {
      return OptionalInt.empty();
    }
  }

  private static int word(String line, int index, int radix) {
    return Integer.parseUnsignedInt(line.strip().split("\\s+", -1)[index], radix);
  }
}
