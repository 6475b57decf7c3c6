package io.fsl.action;

import io.fsl.text.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

/** How many files this process may have open: RLIMIT_NOFILE, as /proc tells it. */
public final class OpenFiles {
  private static final Logger LOG = Logger.getLogger("io.fsl.limits");
  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final String LINE = "Max open files";

  /** Descriptors for logs, ledger, connections and folders. */
  private static final int RESERVE = 32;

  private OpenFiles() {}

  /**
   * As many files in flight as are wanted, or as descriptors allow.
   *
   * @param each descriptors that one file in flight needs
   */
  public static int cap(int wanted, int each) {
    try {
      for (String line : Files.readAllLines(LIMITS)) {
        if (line.startsWith(LINE)) {
          return cap(wanted, each, line.substring(LINE.length()).strip().split("\\s+", 2)[0]);
        }
      }
    } catch (IOException | NumberFormatException e) {
      LOG.log(Level.FINE, "the limit of open files is unknown: {0}", Reason.of(e));
    }
    return wanted;
  }

  private static int cap(int wanted, int each, String soft) {
    if (soft.equals("unlimited")) {
      return wanted;
    }
    long most = (Long.parseLong(soft) - RESERVE) / each;
    return Math.clamp(most, 1, wanted);
  }
}
