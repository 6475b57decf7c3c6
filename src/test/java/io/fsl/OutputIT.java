package io.fsl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.action.Ledger;
import io.fsl.testing.Cli;
import io.fsl.testing.MinimalConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Where a run of copy tells what: data on standard output, the rest on standard error and files.
 */
class OutputIT extends InstalledCase {
  @BeforeEach
  void offer() throws IOException {
    configure();
    write("incoming/a.txt", "hello");
  }

  @Test
  void aRunThatIsWellIsSilent() throws IOException {
    Cli.Result result = fsl.run("copy", "--loops", "1");
    assertEquals(new Cli.Result(0, "", ""), result);
    assertEquals("hello", Files.readString(folder.resolve("one/a.txt")));
    assertTrue(log("all-info.log").contains(" copy INFO: copied a.txt -> "), log("all-info.log"));
    assertFalse(Files.exists(folder.resolve("log/all-warning.log")));
  }

  @Test
  void logsGoToStandardErrorWhenAskedFor() {
    Cli.Result result = fsl.run("copy", "--loops", "1", "-v");
    assertEquals("", result.out());
    assertTrue(result.err().contains(" copy INFO: copied a.txt -> "), result.err());
    assertTrue(result.errLines().getLast().contains(" loop 1: 1 copied (5 B)"), result.err());
  }

  @Test
  void aDryRunTellsWhatWouldBeDone() {
    Cli.Result result = fsl.run("copy", "--loops", "1", "--dry-run");
    assertEquals(0, result.status(), result.err());
    assertEquals("", result.out());
    String told = " copy INFO: skipped a.txt (feeds): would be copied to " + folder + "/one/a.txt";
    assertTrue(result.err().contains(told), result.err());
    assertFalse(Files.exists(folder.resolve("one")));
    assertEquals(
        new Cli.Result(0, "", ""), fsl.run("copy", "--loops", "1", "--dry-run", "--quiet"));
    result = fsl.run("copy", "--loops", "1", "--dry-run", "--json");
    assertEquals("", result.err());
    assertTrue(
        result.out().contains("\"outcome\":\"skipped\",\"reason\":\"would be copied to "),
        result.out());
  }

  @Test
  void dataGoToStandardOutput() {
    Cli.Result result = fsl.run("copy", "--loops", "1", "--json");
    List<String> lines = result.out().lines().toList();
    assertEquals(2, lines.size(), result.out());
    assertTrue(
        lines.getFirst().contains("\"file\":\"a.txt\",\"outcome\":\"done\""), lines.getFirst());
    assertTrue(lines.getLast().endsWith("\"troubles\":[],\"status\":0}"), lines.getLast());
    assertEquals("", result.err());
  }

  @Test
  void aRunThatCannotBeginIsToldInDataToo() throws IOException {
    String none = folder.resolve("incoming/a.txt/state") + ": Not a directory";
    assertTold(73, "no ledger: " + none, "--state-dir", "incoming/a.txt/state");
    try (Ledger _ = Ledger.open(folder.resolve("state"), "copier.copy", false)) {
      String pid = "process " + ProcessHandle.current().pid();
      String lock = folder.resolve("state/copier.copy.lock") + ": locked by " + pid;
      assertTold(75, "another run of " + folder + "/etc/copier.yml is under way: " + lock);
      assertEquals("", fsl.run("copy", "--loops", "1", "--json", "--if-locked", "ok").out());
    }
    configure("quota: much", "mode: much");
    Cli.Result result = fsl.run("copy", "--loops", "1", "--json");
    assertEquals(78, result.status());
    assertEquals(2, result.errLines().size(), result.err());
    assertTrue(
        result
            .out()
            .matches("\\{\"event\":\"error\",.*\"reasons\":\\[\".*\",\".*\"],\"status\":78}\n"),
        result.out());
    assertEquals("", fsl.run("copy", "--loops", "1").out());
  }

  private void assertTold(int status, String reason, String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("copy", "--loops", "1", "--json"));
    arguments.addAll(List.of(more));
    Cli.Result result = fsl.run(arguments.toArray(String[]::new));
    assertEquals(status, result.status(), result.err());
    String line = result.errLines().getFirst();
    assertTrue(line.endsWith(" copy ERROR: " + reason), line);
    assertTrue(Files.readAllLines(folder.resolve("log/all-error.log")).contains(line), line);
    assertEquals(
        "{\"event\":\"error\",\"command\":\"copy\",\"reasons\":[\""
            + reason
            + "\"],\"status\":"
            + status
            + "}\n",
        result.out().replaceFirst("\"time\":\"[-0-9T:.]+Z\",", ""));
  }

  @ParameterizedTest
  @CsvSource({"> /dev/full, No space left on device", "1< /dev/null, Bad file descriptor"})
  void dataThatCannotBeWrittenAreNotWell(String output, String reason) {
    Cli unwritable = fsl.by("bash", "-c", "exec \"$@\" " + output, "-");
    Cli.Result result = unwritable.run("copy", "--loops", "1", "--json");
    assertEquals(74, result.status(), result.err());
    assertEquals("fsl: standard output: " + reason + "\n", result.err());
    assertTrue(Files.exists(folder.resolve("one/a.txt")));
    assertEquals(new Cli.Result(74, "", result.err()), unwritable.run("df", "/"));
  }

  @Test
  void aFileThatWaitsForItsQuotaIsNotGreen() throws IOException {
    configure("quota: 1K");
    Cli.Result result = fsl.run("copy", "--loops", "1", "-q");
    assertEquals(2, result.status(), result.err());
    assertEquals("", result.err());
    assertTrue(log("all-warning.log").contains("not copied a.txt (feeds): "));
    assertTrue(Files.exists(folder.resolve("incoming/a.txt")));
  }

  @Test
  void theLogFolderIsTheOptionsThenTheEnvironments() {
    Cli elsewhere = fsl.with("LOG_DIR", folder + "/environment");
    elsewhere.run("copy", "--loops", "1");
    elsewhere.run("copy", "--loops", "1", "--log-dir", "option");
    assertTrue(Files.exists(folder.resolve("environment/all-info.log")));
    assertTrue(Files.exists(folder.resolve("option/all-info.log")));
    assertFalse(Files.exists(folder.resolve("log")));
  }

  @Test
  void withoutALogFolderThereIsOneWarning() {
    Cli.Result result = fsl.run("copy", "--loops", "1", "--log-dir", "incoming/a.txt/log");
    assertEquals(0, result.status(), result.err());
    assertEquals(1, result.errLines().size(), result.err());
    assertTrue(result.err().contains("logging to the console only"), result.err());
  }

  @Test
  void progressIsShownWhenAskedForAndVanishes() {
    Cli.Result result = fsl.run("copy", "--loops", "1", "--progress", "always");
    assertTrue(result.err().contains("\r\033[K"), result.err());
    assertTrue(result.err().endsWith("\r\033[K"), result.err());
  }

  private void configure(String... destination) throws IOException {
    write("etc/copier.yml", MinimalConfig.copier(destination));
  }

  private String log(String name) throws IOException {
    return Files.readString(folder.resolve("log").resolve(name));
  }
}
