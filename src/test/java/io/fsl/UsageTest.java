package io.fsl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** What is written beforehand is what picocli would have written. */
class UsageTest {
  @ParameterizedTest
  @ValueSource(strings = {"--help", "fetch --help", "copy -h", "df --help", "du -h"})
  void theWrittenTextIsPicoclis(String arguments) {
    CommandLine line = Fsl.commandLine();
    for (Ansi ansi : new Ansi[] {Ansi.ON, Ansi.OFF}) {
      String laidOut = run(line.setExecutionStrategy(new CommandLine.RunLast()), ansi, arguments);
      assertTrue(laidOut.contains("Usage:"), laidOut);
      assertEquals(laidOut, run(line.setExecutionStrategy(Usage.written(line)), ansi, arguments));
    }
  }

  private static String run(CommandLine line, Ansi ansi, String arguments) {
    StringWriter out = new StringWriter();
    line.setColorScheme(CommandLine.Help.defaultColorScheme(ansi)).setOut(new PrintWriter(out));
    assertEquals(0, line.execute(arguments.split(" ")));
    return out.toString();
  }
}
