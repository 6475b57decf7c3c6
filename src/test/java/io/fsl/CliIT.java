package io.fsl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fsl.action.Ledger;
import io.fsl.testing.Cli;
import io.fsl.testing.MinimalConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user sees of the program before it does any work. */
class CliIT extends InstalledCase {
  @Test
  void theVersionIsData() {
    Cli.Result result = fsl.run("--version");
    assertEquals("fsl " + Fsl.VERSION + "\n", result.out());
    assertEquals("", result.err());
    assertEquals(0, result.status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"fetch", "copy", "df", "du"})
  void helpIsData(String command) {
    Cli.Result result = fsl.run(command, "--help");
    assertTrue(result.out().startsWith("Usage: fsl " + command), result.out());
    assertEquals("", result.err());
    assertEquals(0, result.status());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "fetc",
        "fetch --lops 1",
        "fetch --loops 0",
        "copy --if-locked no",
        "copy extra",
        "df --min-free lots",
        "du --max 3X",
        "du ",
        "df ",
        "fetch -c"
      })
  void wrongUsage(String arguments) {
    Cli.Result result = fsl.run(arguments.isEmpty() ? new String[0] : arguments.split(" ", -1));
    assertEquals(64, result.status(), result.err());
    assertEquals("", result.out());
    assertTrue(result.errLines().getFirst().startsWith("fsl: "), result.err());
    assertTrue(result.errLines().getLast().startsWith("hint: see fsl"), result.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--loops x", "--loops", "--loops 0"})
  void loopsAreNamedAsTheUserNamesThem(String arguments) {
    Cli.Result result = fsl.run(("copy " + arguments).split(" ", -1));
    assertEquals(64, result.status(), result.err());
    assertTrue(result.errLines().getFirst().contains("'--loops'"), result.err());
    assertFalse(result.err().contains("stop-on-loop"), result.err());
    assertFalse(result.err().contains(" long"), result.err());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "``, fetch -c BAD, '--config'",
        "``, copy --loops 1 --log-dir BAD, '--log-dir'",
        "``, copy --loops 1 --state-dir BAD, '--state-dir'",
        "``, df BAD, PATH",
        "``, du . BAD, PATH",
        "``, df -c BAD, '--config'",
        "``, du -c BAD, '--config'",
        "LOG_DIR=BAD, copy --loops 1, LOG_DIR",
        "XDG_CONFIG_HOME=BAD, fetch, XDG_CONFIG_HOME",
      })
  void aPathThatIsNoTextIsWrongUsage(String variable, String arguments, String named)
      throws IOException {
    copier();
    for (String locale : List.of("C", "C.UTF-8")) {
      String script = "a=$(printf 'a\\377'); " + variable + " LC_ALL=" + locale;
      String shell = script + " exec \"$@\" " + arguments;
      Cli.Result result = fsl.by("sh", "-c", shell.replace("BAD", "\"$a\""), "sh").run();
      assertEquals(64, result.status(), result.err());
      assertTrue(result.errLines().getFirst().contains(named), result.err());
      assertTrue(result.errLines().getFirst().contains("cannot be read as a path"), result.err());
      assertTrue(result.errLines().size() <= 2, result.err());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"copy --loops 1 --state-dir=", "fetch --log-dir=", "du -c="})
  void anEmptyPathIsWrongUsage(String arguments) throws IOException {
    copier();
    Cli.Result result = fsl.run(arguments.split(" ", -1));
    assertEquals(64, result.status(), result.err());
    assertTrue(result.errLines().getFirst().contains("the path is empty"), result.err());
  }

  @Test
  void aMisspeltOptionGetsAHint() {
    assertTrue(fsl.run("fetch", "--sate-dir", "x").err().contains("did you mean '--state-dir'"));
  }

  @Test
  void withoutConfigurationThePlacesAreNamed() {
    Cli.Result result = fsl.with("XDG_CONFIG_HOME", "/somewhere").run("copy");
    assertEquals(78, result.status());
    for (String place : List.of("etc/", "/somewhere/fsl/", "/etc/fsl/")) {
      assertTrue(result.err().contains(place + "copier.yml"), result.err());
    }
  }

  @Test
  void withoutAnyEnvironmentTheHomeFolderIsThatOfTheSystem() {
    Cli.Result result = fsl.by("env", "-i").run("copy");
    assertEquals(78, result.status(), result.err());
    String place = System.getProperty("user.home") + "/.config/fsl/copier.yml";
    assertTrue(result.err().contains(place), result.err());
  }

  @Test
  void theWorkingFoldersConfigurationIsFoundFirst() throws IOException {
    write(".config/fsl/copier.yml", "wrong: user\n");
    assertTrue(fsl.run("copy").err().contains(".config/fsl/copier.yml"));
    write("etc/copier.yml", "wrong: here\n");
    assertTrue(fsl.run("copy").err().contains("etc/copier.yml:1:"));
  }

  @Test
  void allProblemsOfAConfigurationAreTold() throws IOException {
    write("etc/copier.yml", "wrong: 1\nfile_sources:\n  a:\n    incming: in\n");
    Cli.Result result = fsl.run("copy");
    assertEquals(78, result.status());
    assertTrue(result.errLines().size() >= 3, result.err());
    assertTrue(
        result.errLines().stream()
            .allMatch(line -> line.matches("fsl: .*copier.yml:\\d+:\\d+: .*")),
        result.err());
    assertFalse(Files.exists(folder.resolve("log")));
  }

  @Test
  void nothingIsStartedWithABadConfigurationOfFetch() throws IOException {
    write(
        "etc/fetcher.yml",
        """
        sftp_sources:
          feeds:
            host: 127.0.0.1
            port: none
            username: feeds
            password: secret-4711
            source: /out
            files: '*'
            local_incomming: incoming
        sftp_timeout: 0
        """);
    Cli.Result result = fsl.run("fetch", "--loops", "1");
    assertEquals(78, result.status(), result.err());
    for (String problem :
        List.of(
            "4:11: sftp_sources.feeds.port: ",
            "9:5: sftp_sources.feeds.local_incomming: ",
            "sftp_sources.feeds.local_incoming: ",
            "10:15: sftp_timeout: ")) {
      assertTrue(result.err().contains(problem), result.err());
    }
    assertFalse(result.err().contains("4711"), result.err());
    assertEquals("", result.out());
    try (Stream<Path> made = Files.list(folder)) {
      assertEquals(List.of(folder.resolve("etc")), made.toList());
    }
  }

  @Test
  void anUnknownSourceIsWrongUsage() throws IOException {
    copier();
    Cli.Result result = fsl.run("copy", "--loops", "1", "--only", "feads");
    assertEquals(64, result.status());
    assertTrue(result.err().contains("no source 'feads'"), result.err());
    assertTrue(result.err().contains("hint: did you mean 'feeds'?"), result.err());
  }

  @Test
  void aStateFolderThatCannotBeCreated() throws IOException {
    copier();
    write("file", "in the way");
    Cli.Result result = fsl.run("copy", "--loops", "1", "--state-dir", "file/state");
    assertEquals(73, result.status(), result.err());
    assertTrue(result.err().contains("ERROR: no ledger: "), result.err());
  }

  @Test
  void foldersOfItsOwnAreCheckedHoweverTheyAreGiven() throws IOException {
    write("etc/copier.yml", MinimalConfig.copier() + "    recursive: yes\n");
    for (Cli.Result result :
        List.of(
            fsl.run("copy", "--loops", "1", "--state-dir", "incoming/st"),
            fsl.run("copy", "--loops", "1", "--log-dir", "incoming/st"),
            fsl.with("LOG_DIR", "incoming/st").run("copy", "--loops", "1"))) {
      assertEquals(78, result.status(), result.err());
      assertTrue(result.err().contains("incoming contains "), result.err());
    }
    assertFalse(Files.exists(folder.resolve("incoming")));
  }

  @Test
  void anotherRunOfTheConfiguration() throws IOException {
    copier();
    try (Ledger _ = Ledger.open(folder.resolve("state"), "copier.copy", false)) {
      Cli.Result result = fsl.run("copy", "--loops", "1");
      assertEquals(75, result.status(), result.err());
      String pid = Long.toString(ProcessHandle.current().pid());
      assertTrue(result.err().contains("process " + pid), result.err());
      result = fsl.run("copy", "--loops", "1", "--if-locked", "ok");
      assertEquals(0, result.status(), result.err());
      assertEquals("", result.err());
    }
  }

  @Test
  void aWorkingFolderThatIsGoneIsNoHindrance() {
    assumeTrue(Cli.isNative(), "Java itself does not start there");
    Cli gone = fsl.by("sh", "-c", "mkdir gone && cd gone && rmdir ../gone && exec \"$@\"", "sh");
    Cli.Result result = gone.run("df", "/");
    assertEquals(0, result.status(), result.err());
    assertEquals(
        List.of("fsl: the working folder is gone: relative paths start at / instead"),
        result.errLines());
  }

  /** As some schedulers start a program; its files must not get the descriptors of those. */
  @Test
  void closedStandardFilesAreNoneOfItsOwn() throws IOException {
    copier();
    write("incoming/x.txt", "text");
    Cli closed = fsl.by("sh", "-c", "exec \"$@\" 0<&- 1>&- 2>&-", "sh");
    Cli.Result result = closed.run("copy", "--loops", "1", "-v");
    assertEquals(0, result.status());
    assertEquals("text", Files.readString(folder.resolve("one/x.txt")));
    String lock = Files.readString(folder.resolve("state/copier.copy.lock"));
    assertTrue(lock.matches("\\d+\n"), lock);
    String log = Files.readString(folder.resolve("log/all-info.log"));
    assertEquals(2, log.split(" loop 1: ", -1).length, log);
    assertEquals(0, fsl.run("copy", "--loops", "1").status());
    if (Cli.isNative()) {
      assertEquals(0, closed.run("df", "/").status());
    }
  }

  private void copier() throws IOException {
    write("etc/copier.yml", MinimalConfig.copier());
  }
}
