package io.fsl.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.config.ConfigReader;
import io.fsl.config.CopyConfig;
import io.fsl.controller.Controller;
import io.fsl.controller.Report;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A run that goes wrong inside. */
class RunTest {
  @TempDir private Path folder;
  private final PrintStream standardError = System.err;

  /** Takes the options. */
  @Command(name = "copy")
  static final class Copy {
    @Mixin private LoopOptions options = new LoopOptions();
  }

  /** Where a fault strikes. */
  enum Faulty implements Controller {
    MADE,
    AT_WORK,
    CLOSED;

    static Controller of(Faulty where) {
      where.fail(MADE);
      return where;
    }

    private void fail(Faulty here) {
      if (this == here) {
        throw new OutOfMemoryError("too little");
      }
    }

    @Override
    public Report loop() {
      fail(AT_WORK);
      return new Report(0, 0, 0, 0, Set.of());
    }

    @Override
    public void stop() {}

    @Override
    public void close() {
      fail(CLOSED);
    }
  }

  @BeforeEach
  void divert() {
    System.setErr(new PrintStream(PrintStream.nullOutputStream()));
  }

  @AfterEach
  void restore() {
    System.setErr(standardError);
  }

  @ParameterizedTest(autoCloseArguments = false)
  @EnumSource(Faulty.class)
  void aFaultIsToldInTheLogWithItsTraceAtDebug(Faulty where) throws Exception {
    assertEquals(70, run((_, _, _, _, _) -> Faulty.of(where)));
    String told = "copy ERROR: internal error: java.lang.OutOfMemoryError: too little\n";
    assertTrue(log("all-error.log").contains(told), log("all-error.log"));
    assertFalse(log("all-error.log").contains("RunTest"), log("all-error.log"));
    assertTrue(log("all-debug.log").contains("at io.fsl.command.RunTest"), log("all-debug.log"));
  }

  @Test
  void aFaultThatEndsAThreadIsToldInTheLogAndByTheStatus() throws Exception {
    int status =
        run((_, _, _, _, _) -> {
          Thread thread = Thread.ofPlatform().name("worker").start(() -> Faulty.of(Faulty.MADE));
          join(thread);
          return Faulty.MADE;
        });
    assertEquals(70, status);
    String told = "internal error in worker: java.lang.OutOfMemoryError: too little\n";
    assertTrue(log("all-error.log").contains(told), log("all-error.log"));
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private int run(Run.Controllers<CopyConfig> controllers) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("copier.yml"),
            "file_sources: {a: {incoming: in, copy_to: {d: {dir: d}}}}");
    Copy copy = new Copy();
    String logs = folder.resolve("log").toString();
    new CommandLine(copy).parseArgs("-c", file.toString(), "--loops", "1", "--log-dir", logs);
    ConfigReader reader = copy.options.reader(Map.of());
    return new Run<CopyConfig>("copy", "copied", copy.options, reader::copy, controllers)
        .run("copier.yml");
  }

  private String log(String name) throws IOException {
    return Files.readString(folder.resolve("log").resolve(name));
  }
}
