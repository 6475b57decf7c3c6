package io.fsl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class FslTest {
  private final PrintStream standardError = System.err;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** A command with a fault. */
  @Command(name = "faulty")
  static final class Faulty implements Runnable {
    @Option(names = "-v")
    boolean[] verbose = {};

    @Override
    public void run() {
      throw new IllegalStateException("impossible");
    }
  }

  @BeforeEach
  void divert() {
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restore() {
    System.setErr(standardError);
  }

  @Test
  void aFaultIsOneLine() {
    assertEquals(70, faulty().execute("faulty"));
    assertTrue(
        text().startsWith("fsl: internal error: java.lang.IllegalStateException: impossible\n"));
    assertFalse(text().contains("FslTest"), text());
  }

  @Test
  void atDebugAFaultTellsWhereItIs() {
    assertEquals(70, faulty().execute("faulty", "-vv"));
    assertTrue(text().contains("at io.fsl.FslTest"), text());
  }

  @Test
  void theVersionIsThatOfTheBuild() throws Exception {
    String build = Files.readString(Path.of("pom.xml"));
    assertTrue(build.contains("<artifactId>fsl</artifactId>\n  <version>" + Fsl.VERSION + "<"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ftech                 | unknown command: 'ftech'          | did you mean 'fetch'?
          help                  | unknown command: 'help'           | did you mean '--help'?
          -v fetch              | unknown option: '-v'              | options come after the command: fsl fetch -v
          --max=5 du            | unknown option: '--max=5'         | options come after the command: fsl du --max
          --verison             | unknown option: '--verison'       | did you mean '--version'?
          fetch --loop 1        | unknown option: '--loop'          | did you mean '--loops'?
          fetch --lops=1        | unknown option: '--lops=1'        | did you mean '--loops'?
          copy -c x.yml y.yml   | unexpected argument: 'y.yml'      | see fsl copy --help
          """)
  void aWordThatNobodyWantsIsNamedAndCorrected(String arguments, String message, String hint) {
    assertEquals(64, Fsl.run(arguments.split(" ", -1)));
    List<String> lines = text().lines().toList();
    assertEquals(List.of("fsl: " + message, "hint: " + hint), lines.subList(0, 2));
  }

  private static CommandLine faulty() {
    return Fsl.commandLine().addSubcommand(new Faulty());
  }

  private String text() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
