package io.fsl.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Scanner;

/** A program of the system, as the judge of ours. */
public final class Tool {
  private Tool() {}

  /** Runs the command and returns its standard output. */
  public static String run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    if (output.isEmpty() && process.exitValue() != 0) {
      throw new IOException(List.of(command) + ": exit status " + process.exitValue());
    }
    return output;
  }

  /** The words of the output. */
  public static List<String> words(String... command) throws IOException, InterruptedException {
    return new Scanner(run(command)).tokens().toList();
  }

  /** The number at the start of the output. */
  public static long number(String... command) throws IOException, InterruptedException {
    return Long.parseLong(words(command).getFirst());
  }
}
