package io.fsl.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoggingTest {
  @TempDir Path folder;
  private final Logger log = Logger.getLogger("io.fsl.fetch");
  private final List<String> console = new ArrayList<>();

  @Test
  void aLineHasTimeProcessModuleLevelAndMessage() {
    log(Verbosity.WARNINGS, null, () -> log.warning("something"));
    String pid = Long.toString(ProcessHandle.current().pid());
    assertTrue(
        console
            .getFirst()
            .matches(
                "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d \\["
                    + pid
                    + "] fetch WARNING: something\n"),
        console.getFirst());
  }

  @ParameterizedTest
  @CsvSource({
    "ERRORS, ERROR",
    "WARNINGS, ERROR WARNING",
    "INFO, ERROR WARNING INFO",
    "DEBUG, ERROR WARNING INFO DEBUG"
  })
  void theConsoleShowsWhatIsAskedFor(Verbosity verbosity, String levels) {
    log(verbosity, null, this::logAllLevels);
    assertEquals(levels, String.join(" ", console.stream().map(LoggingTest::level).toList()));
  }

  @ParameterizedTest
  @CsvSource({
    "all-error.log, ERROR",
    "all-warning.log, ERROR WARNING",
    "all-info.log, ERROR WARNING INFO",
    "all-debug.log, ERROR WARNING INFO DEBUG"
  })
  void eachFileHasItsLevelAndAbove(String file, String levels) throws IOException {
    log(Verbosity.ERRORS, folder.resolve("log"), this::logAllLevels);
    List<String> lines = Files.readAllLines(folder.resolve("log").resolve(file));
    assertEquals(levels, String.join(" ", lines.stream().map(LoggingTest::level).toList()));
  }

  @Test
  void filesAreOpenedWithTheFirstLine() {
    log(Verbosity.DEBUG, folder.resolve("log"), () -> {});
    assertFalse(Files.exists(folder.resolve("log")));
  }

  @Test
  void aMessageCannotForgeALine() {
    log(
        Verbosity.ERRORS,
        null,
        () -> log.severe("a\n2026-11-22 \u001b[2J \u0085 \u2028 \u202e \u009b é"));
    String line = console.getFirst();
    assertTrue(line.endsWith("a\\x0a2026-11-22 \\x1b[2J \\x85 \\u2028 \\u202e \\x9b é\n"), line);
  }

  @Test
  void aStackTraceIsIndentedBelowItsLine() {
    log(
        Verbosity.DEBUG,
        null,
        () -> log.log(Level.FINE, "fault", new IOException("first\nsecond")));
    List<String> lines = console.getFirst().lines().toList();
    assertTrue(lines.getFirst().endsWith("DEBUG: fault"));
    assertEquals("    java.io.IOException: first\\x0asecond", lines.get(1));
    assertTrue(lines.stream().skip(1).allMatch(line -> line.startsWith("    ")));
  }

  @Test
  void librariesAreHeardAtDebugOnly() {
    Logger library = Logger.getLogger("net.schmizz.sshj.transport");
    log(Verbosity.INFO, folder, () -> library.severe("lost"));
    assertEquals(List.of(), console);
    log(Verbosity.DEBUG, null, () -> library.fine("found"));
    assertEquals(1, console.size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sftp.Response",
        "connection.channel.Window$Local",
        "connection.channel.Window$Remote"
      })
  void aPacketIsNoLineEvenAtDebug(String library) {
    Logger packets = Logger.getLogger("net.schmizz.sshj." + library);
    log(Verbosity.DEBUG, null, () -> packets.fine("consuming by 32768"));
    assertEquals(List.of(), console);
  }

  @Test
  void aFolderThatCannotBeWrittenIsWarnedOfOnce() throws IOException {
    Path inTheWay = Files.createFile(folder.resolve("file"));
    log(
        Verbosity.INFO,
        inTheWay.resolve("log"),
        () -> {
          log.info("one");
          log.info("two");
        });
    assertEquals(
        List.of("INFO", "WARNING", "INFO"), console.stream().map(LoggingTest::level).toList());
    String warning =
        "log folder %1$s cannot be written: %1$s: Not a directory; logging to the console only";
    assertTrue(console.get(1).contains(warning.formatted(inTheWay.resolve("log"))), console.get(1));
  }

  @Test
  void aFolderThatCannotBeWrittenIsWarnedOfOnceWhateverIsLoggedTogether() throws IOException {
    Path inTheWay = Files.createFile(folder.resolve("file"));
    try (Logging logging = Logging.start(Verbosity.WARNINGS, inTheWay, console::add)) {
      log.info("first");
      logging.together(() -> log.info("one"));
      log.info("between");
      logging.together(() -> log.info("two"));
      log.info("last");
    }
    assertEquals(1, console.size(), console::toString);
  }

  @Test
  void reopenedFilesBeginAnew() throws IOException {
    try (Logging logging = Logging.start(Verbosity.ERRORS, folder, console::add)) {
      log.info("one");
      Files.move(folder.resolve("all-info.log"), folder.resolve("old"));
      logging.reopen();
      log.info("two");
    }
    assertEquals(1, Files.readAllLines(folder.resolve("old")).size());
    assertEquals(1, Files.readAllLines(folder.resolve("all-info.log")).size());
  }

  @Test
  void whatIsLoggedTogetherComesToTheFilesAtTheEnd() throws IOException {
    try (Logging logging = Logging.start(Verbosity.INFO, folder, console::add)) {
      log.info("before");
      logging.together(() -> {
        log.info("one");
        log.warning("two");
        logging.together(() -> log.info("three"));
        assertEquals(4, console.size(), "the console does not wait");
        assertEquals(1, messages("all-info.log").size());
      });
      assertEquals(List.of("before", "one", "two", "three"), messages("all-info.log"));
      assertEquals(List.of("two"), messages("all-warning.log"));
    }
  }

  @Test
  void muchThatIsLoggedTogetherIsNotHeldInMemory() throws IOException {
    try (Logging logging = Logging.start(Verbosity.ERRORS, folder, console::add)) {
      logging.together(() -> {
        for (int i = 0; i < 1000; i++) {
          log.info("x".repeat(100));
        }
        assertTrue(messages("all-info.log").size() > 700);
      });
      assertEquals(1000, messages("all-info.log").size());
    }
  }

  @Test
  void whatWasLoggedBeforeAFailureIsNotLost() throws IOException {
    try (Logging logging = Logging.start(Verbosity.ERRORS, folder, console::add)) {
      assertThrows(
          IllegalStateException.class,
          () ->
              logging.together(() -> {
                log.info("one");
                throw new IllegalStateException();
              }));
      log.info("two");
      assertEquals(List.of("one", "two"), messages("all-info.log"));
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsWarnedOfOnceAlsoWhereLinesWaitForOthers() throws IOException {
    Path inTheWay = Files.createFile(folder.resolve("file"));
    try (Logging logging =
        Logging.start(Verbosity.WARNINGS, inTheWay.resolve("log"), console::add)) {
      logging.together(() -> log.info("one"));
      logging.reopen();
      logging.together(() -> log.info("two"));
    }
    assertEquals(1, console.size(), console::toString);
  }

  private List<String> messages(String file) {
    try {
      return Files.readAllLines(folder.resolve(file)).stream()
          .map(line -> line.substring(line.lastIndexOf(": ") + 2))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void log(Verbosity verbosity, @Nullable Path files, Runnable work) {
    try (Logging _ = Logging.start(verbosity, files, console::add)) {
      work.run();
    }
  }

  private void logAllLevels() {
    log.severe("a");
    log.warning("b");
    log.info("c");
    log.fine("d");
  }

  private static String level(String line) {
    return line.replaceFirst("(?s).*?fetch ([A-Z]+): .*|.*fsl ([A-Z]+): .*", "$1$2").strip();
  }
}
