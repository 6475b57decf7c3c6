package io.fsl.sftp;

import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** Tells in one line why sshj failed. */
final class Cause {
  private static final int MAX_CHARACTERS = 300;

  /** How sshj says that client and server have nothing in common; it lists both sides. */
  private static final Pattern SETTLEMENT =
      Pattern.compile("^Unable to reach a settlement of (\\w+): .* and \\[(.*)]$");

  private Cause() {}

  /** The innermost message. */
  static String of(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof TimeoutException) {
      return "no answer in time";
    }
    String message = cause.getMessage();
    return message == null
        ? cause.getClass().getSimpleName()
        : printable(
            SETTLEMENT.matcher(message).replaceFirst("no algorithm in common: for $1 it has $2"));
  }

  /** Text that may come from a server, without what could forge a line of the log. */
  static String printable(String text) {
    String line = text.strip().replaceAll("[\\p{Cc}\\p{Cf}\\u2028\\u2029]+", " ");
    return line.length() <= MAX_CHARACTERS ? line : line.substring(0, MAX_CHARACTERS) + "…";
  }
}
