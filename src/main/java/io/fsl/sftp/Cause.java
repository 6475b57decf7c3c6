package io.fsl.sftp;

import java.util.concurrent.TimeoutException;

/** Tells in one line why sshj failed. */
final class Cause {
  private static final int MAX_CHARACTERS = 300;

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
    return printable(message == null ? cause.getClass().getSimpleName() : message);
  }

  /** Text that may come from a server, without what could forge a line of the log. */
  static String printable(String text) {
    String line = text.strip().replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= MAX_CHARACTERS ? line : line.substring(0, MAX_CHARACTERS) + "…";
  }
}
