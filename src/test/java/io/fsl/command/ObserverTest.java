package io.fsl.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.Exit;
import io.fsl.action.Outcome;
import io.fsl.action.Trouble;
import io.fsl.controller.Report;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the user hears of files and loops. */
class ObserverTest {
  private static final Outcome DONE =
      new Outcome.Done("feeds", "a/b.txt", List.of("/in/a/b.txt"), 1536);
  private static final Outcome SKIPPED = new Outcome.Skipped("feeds", "c", "too young");
  private static final Outcome FAILED =
      new Outcome.Failed("feeds", "d\n\"", Trouble.FILE, "disk on fire");
  private static final Outcome WAITING =
      new Outcome.Failed("feeds", "e", Trouble.SPACE, "no space");
  private static final LoopResult WELL =
      new LoopResult(1, new Report(2, 1, 0, 3 << 20, Set.of()), Duration.ofMillis(1250), Exit.OK);
  private static final LoopResult BAD =
      new LoopResult(
          7,
          new Report(0, 0, 1, 0, Set.of(Trouble.FILE, Trouble.ACCESS)),
          Duration.ZERO,
          Exit.ACCESS);
  private static final LoopResult STOPPED =
      new LoopResult(8, new Report(0, 0, 0, 0, Set.of()), Duration.ZERO, Exit.TERMINATED);

  private final PrintStream standardError = System.err;

  @AfterEach
  void restore() {
    System.setErr(standardError);
  }

  @Test
  void theLogTellsEachFileAndASummary() {
    List<String> lines = new ArrayList<>();
    Logger log = logger(lines);
    Observer observer = Observer.of(List.of(new OutcomeLog(log, "fetched", Runnable::run)));
    List.of(DONE, SKIPPED, FAILED, WAITING).forEach(observer::ended);
    observer.sourceFailed("feeds", Trouble.SPACE, "no space");
    observer.sourceFailed("ledger", Trouble.INPUT_OUTPUT, "disk on fire");
    observer.ended(WELL);
    observer.ended(BAD);
    observer.ended(STOPPED);
    assertEquals(
        List.of(
            "INFO fetched a/b.txt -> /in/a/b.txt (feeds, 1.5 KiB)",
            "INFO skipped c (feeds): too young",
            "SEVERE not fetched d\n\" (feeds): disk on fire",
            "WARNING not fetched e (feeds): no space",
            "WARNING feeds: no space",
            "SEVERE ledger: disk on fire",
            "INFO loop 1: 2 fetched (3.0 MiB), 1 skipped, 0 failed, 1.3 s",
            "WARNING loop 7: 0 fetched (0 B), 0 skipped, 1 failed, 0.0 s;"
                + " authentication or host key (77)",
            "INFO loop 8: 0 fetched (0 B), 0 skipped, 0 failed, 0.0 s; stopped by SIGTERM (143)"),
        lines);
  }

  @Test
  void filesThatEndTogetherAreLoggedTogether() {
    List<String> lines = new ArrayList<>();
    Logger log = logger(lines);
    OutcomeLog outcomes =
        new OutcomeLog(
            log,
            "fetched",
            work -> {
              lines.add("together");
              work.run();
              lines.add("done");
            });
    Observer.of(List.of(outcomes)).allEnded(List.of(DONE, SKIPPED));
    assertEquals(
        List.of(
            "together",
            "INFO fetched a/b.txt -> /in/a/b.txt (feeds, 1.5 KiB)",
            "INFO skipped c (feeds): too young",
            "done"),
        lines);
  }

  @Test
  void jsonHasAnObjectPerFileAndLoop() {
    List<String> lines = new ArrayList<>();
    Observer observer = new JsonLines(lines::add, "fetch");
    List.of(DONE, SKIPPED, FAILED).forEach(observer::ended);
    observer.sourceFailed("feeds", Trouble.SPACE, "no space");
    observer.ended(BAD);
    assertEquals(
        List.of(
            "{\"event\":\"file\",\"command\":\"fetch\",\"source\":\"feeds\",\"file\":\"a/b.txt\","
                + "\"outcome\":\"done\",\"targets\":[\"/in/a/b.txt\"],\"bytes\":1536}",
            "{\"event\":\"file\",\"command\":\"fetch\",\"source\":\"feeds\",\"file\":\"c\","
                + "\"outcome\":\"skipped\",\"reason\":\"too young\"}",
            "{\"event\":\"file\",\"command\":\"fetch\",\"source\":\"feeds\","
                + "\"file\":\"d\\u000a\\\"\",\"outcome\":\"failed\",\"trouble\":\"file\","
                + "\"reason\":\"disk on fire\"}",
            "{\"event\":\"summary\",\"command\":\"fetch\",\"loop\":7,\"done\":0,\"skipped\":0,"
                + "\"failed\":1,\"bytes\":0,\"milliseconds\":0,"
                + "\"troubles\":[\"file\",\"access\"],\"status\":77}"),
        lines.stream().map(line -> line.replaceFirst("\"time\":\"[-0-9T:.]+Z\",", "")).toList());
  }

  /** Whoever prints it must not be steered by the name of a file in it, as in the log. */
  @Test
  void jsonShowsNamesInReasonsAsTheLogDoes() {
    List<String> lines = new ArrayList<>();
    Observer observer = new JsonLines(lines::add, "copy");
    String reason = "/in/a\u001b[31m\n: Permission denied";
    observer.ended(new Outcome.Failed("feeds", "a", Trouble.FILE, reason));
    observer.ended(new Outcome.Skipped("feeds", "a", reason));
    for (String line : lines) {
      assertTrue(line.endsWith("\"reason\":\"/in/a\\\\x1b[31m\\\\x0a: Permission denied\"}"), line);
    }
  }

  @Test
  void aFileWithSeveralTargetsIsOneLineOfTheLogAndAnArrayInJson() {
    List<String> lines = new ArrayList<>();
    Outcome copied = new Outcome.Done("feeds", "a, b", List.of("/x/a, b", "/y/a, b"), 8);
    Observer.of(
            List.of(
                new OutcomeLog(logger(lines), "copied", Runnable::run),
                new JsonLines(lines::add, "copy")))
        .ended(copied);
    assertEquals("INFO copied a, b -> /x/a, b, /y/a, b (feeds, 8 B)", lines.getFirst());
    assertTrue(
        lines.getLast().endsWith("\"targets\":[\"/x/a, b\",\"/y/a, b\"],\"bytes\":8}"),
        lines.getLast());
  }

  @Test
  void progressStaysBelowTheLines() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setErr(new PrintStream(err, true, UTF_8));
    StandardError terminal = new StandardError();
    try (Progress progress = new Progress(terminal)) {
      progress.expected(2048);
      terminal.print("a line\n");
    }
    String text = err.toString(UTF_8);
    String status = "0 files, 0 B of 2.0 KiB, 0 B/s";
    assertTrue(text.startsWith("\r\033[K" + status), text);
    assertTrue(text.contains("\r\033[Ka line\n" + status), text);
    assertTrue(text.endsWith("\r\033[K"), text);
  }

  @Test
  void progressTellsOneFileAsOne() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setErr(new PrintStream(err, true, UTF_8));
    try (Progress progress = new Progress(new StandardError())) {
      progress.ended(DONE);
    }
    assertTrue(err.toString(UTF_8).contains("1 file, 0 B of 0 B"), err.toString(UTF_8));
  }

  private static Logger logger(List<String> lines) {
    Logger log = Logger.getLogger("io.fsl.observer-test");
    log.setLevel(Level.ALL);
    log.setUseParentHandlers(false);
    log.addHandler(collecting(lines));
    return log;
  }

  private static Handler collecting(List<String> lines) {
    return new Handler() {
      @Override
      public void publish(LogRecord record) {
        lines.add(record.getLevel() + " " + record.getMessage());
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }
}
