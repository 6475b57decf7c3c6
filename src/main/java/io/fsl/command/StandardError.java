package io.fsl.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Standard error: lines that stay, and below them at most one that is drawn over and over. */
final class StandardError {
  private static final String CLEAR = "\r\033[K";

  private String status = "";

  /** Prints a line that comes with its end. */
  synchronized void print(String line) {
    System.err.print(status.isEmpty() ? line : CLEAR + line + status);
    System.err.flush();
  }

  /** Replaces the status line at the bottom of the terminal; an empty text removes it. */
  synchronized void status(String text) {
    if (!status.isEmpty() || !text.isEmpty()) {
      System.err.print(CLEAR + text);
      System.err.flush();
    }
    status = text;
  }

  /** {@link System#console()} tells of standard input and output only. */
  static boolean isTerminal() {
    try {
      String device = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return device.startsWith("/dev/pts/")
          || device.startsWith("/dev/tty")
          || device.equals("/dev/console");
    } catch (IOException _) {
      return false;
    }
  }
}
