package io.fsl;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program. */
@Command(name = "fsl")
public final class Fsl implements Runnable {
  private Fsl() {}

  /** Runs the command that the arguments name, and ends the process with its exit status. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Fsl()).execute(args));
  }

  @Override
  public void run() {}
}
