package io.fsl;

import io.fsl.action.Trouble;
import java.util.Collection;
import java.util.Collections;

/**
 * The exit statuses, those of sysexits(3) where it has one. Ordered by gravity, the gravest last.
 */
public enum Exit {
  OK(0, "all well"),
  BOUND(1, "a bound of df or du is broken"),
  FILES(2, "some files failed, waited for space or quota, or the ledger was rebuilt"),
  LOCKED(75, "another run of this configuration is under way"),
  UNREACHABLE(69, "a source is unreachable"),
  INPUT_OUTPUT(74, "I/O error"),
  CANNOT_CREATE(73, "log, state or output cannot be created"),
  ACCESS(77, "authentication or host key"),
  CONFIGURATION(78, "configuration"),
  INTERNAL(70, "internal error"),
  INTERRUPTED(130, "stopped by SIGINT"),
  TERMINATED(143, "stopped by SIGTERM"),
  USAGE(64, "wrong usage");

  private final int status;
  private final String meaning;

  Exit(int status, String meaning) {
    this.status = status;
    this.meaning = meaning;
  }

  /** The process's exit status. */
  public int status() {
    return status;
  }

  /** What the status means, as {@code --help} and the summary of a loop say it. */
  public String meaning() {
    return meaning;
  }

  /** The graver of two. */
  public static Exit worst(Exit one, Exit other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  /** The exit status of a run in which nothing graver than this trouble came up. */
  public static Exit of(Trouble trouble) {
    return switch (trouble) {
      case FILE, SPACE, LEDGER -> FILES;
      case UNREACHABLE -> UNREACHABLE;
      case INPUT_OUTPUT -> INPUT_OUTPUT;
      case CANNOT_CREATE -> CANNOT_CREATE;
      case ACCESS -> ACCESS;
      case INTERNAL -> INTERNAL;
    };
  }

  /** The gravest of all; {@link #OK} of none. */
  public static Exit of(Collection<Trouble> troubles) {
    return troubles.isEmpty() ? OK : Collections.max(troubles.stream().map(Exit::of).toList());
  }
}
