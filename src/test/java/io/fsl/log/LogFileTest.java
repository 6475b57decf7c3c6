package io.fsl.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
  @TempDir Path folder;

  @Test
  void aLargeFileIsSetAsideAndTheOldestGoes() throws IOException {
    LogFile file = file(new Rotation(10, 2, Duration.ZERO));
    for (String each : List.of("first line\n", "second line\n", "third line\n", "fourth line\n")) {
      file.append(each.getBytes(UTF_8));
    }
    assertEquals("fourth line\n", text("x.log"));
    assertEquals("third line\n", text("x.log.1"));
    assertEquals("second line\n", text("x.log.2"));
    assertEquals(List.of(".fsl-log.lock", "x.log", "x.log.1", "x.log.2"), names());
  }

  /** It would wait for a reader, and whoever stops the run would wait as well. */
  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aPipeIsNotOpened() throws IOException {
    Commands.run("mkfifo", folder.resolve("x.log").toString());
    LogFile file = file(new Rotation(1 << 20, 5, Duration.ZERO));
    IOException refused =
        assertThrows(IOException.class, () -> file.append("one\n".getBytes(UTF_8)));
    assertTrue(refused.getMessage().endsWith("it is a pipe, which may have no reader"));
  }

  @Test
  void aFileThatWasMovedAwayOrRemovedIsBegunAnew() throws IOException {
    LogFile file = file(new Rotation(1 << 20, 5, Duration.ZERO));
    file.append("one\n".getBytes(UTF_8));
    Files.move(folder.resolve("x.log"), folder.resolve("moved"));
    file.append("two\n".getBytes(UTF_8));
    assertEquals("two\n", text("x.log"));
    Files.delete(folder.resolve("x.log"));
    file.append("three\n".getBytes(UTF_8));
    assertEquals("three\n", text("x.log"));
    assertEquals("one\n", text("moved"));
  }

  @Test
  void nothingIsLostWhenSeveralWriteAndRotate() throws Exception {
    int writers = 4;
    int lines = 500;
    List<Future<?>> ended = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
      for (int writer = 0; writer < writers; writer++) {
        ended.add(threads.submit(writing(writer, lines)));
      }
    }
    for (Future<?> each : ended) {
      each.get();
    }
    Set<String> found = new HashSet<>();
    for (String name : names()) {
      found.addAll(Files.readAllLines(folder.resolve(name)));
    }
    assertEquals(writers * lines, found.size());
    assertTrue(names().size() > 5, names().toString());
  }

  private Callable<Void> writing(int writer, int lines) {
    LogFile file = file(new Rotation(4000, 1000, Duration.ZERO));
    return () -> {
      for (int line = 0; line < lines; line++) {
        file.append((writer + " writes line " + line + "\n").getBytes(UTF_8));
      }
      return null;
    };
  }

  private LogFile file(Rotation rotation) {
    return new LogFile(folder.resolve("x.log"), rotation);
  }

  private String text(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }
}
