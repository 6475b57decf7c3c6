package io.fsl.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs the system's programs. */
public final class Commands {
  private Commands() {}

  /**
   * Runs a command to its end; it must succeed.
   *
   * @return what it printed
   */
  public static String run(String... command) {
    return runWithInput("", command);
  }

  /** The same, with text on its standard input. */
  public static String runWithInput(String input, String... command) {
    Result result = result(input, command);
    if (result.status != 0) {
      throw new AssertionError(List.of(command) + " ended with " + result);
    }
    return result.output;
  }

  /** Runs a command to its end, however that is. */
  public static Result result(String input, String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (OutputStream stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** How a command ended and what it printed. */
  public record Result(int status, String output) {}
}
