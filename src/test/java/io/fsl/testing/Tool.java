package io.fsl.testing;

import java.util.List;
import java.util.Scanner;

/** A program of the system, as the judge of ours. */
public final class Tool {
  private Tool() {}

  /** The words of its output. */
  public static List<String> words(String... command) {
    return new Scanner(Commands.run(command)).tokens().toList();
  }

  /** The number at the start of its output. */
  public static long number(String... command) {
    return Long.parseLong(words(command).getFirst());
  }
}
