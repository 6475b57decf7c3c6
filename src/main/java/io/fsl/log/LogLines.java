package io.fsl.log;

import io.fsl.text.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/** Brings each record as one line to the console and to the files of its level and below. */
final class LogLines extends Handler {
  /** How long writing to the folder is not tried again after it failed. */
  private static final long RETRY_NANOS = 60_000_000_000L;

  /** Bytes of held lines that are appended without waiting for the end of {@link #together}. */
  private static final int HELD_BYTES_MAX = 16 << 10;

  /** As much as the lines of files that end together take up. */
  private static final int HELD_BYTES_USUAL = 8 << 10;

  /** The lines that a thread holds, by file, while it is in {@link #together}. */
  private static final ThreadLocal<@Nullable Map<LogFile, ByteArrayOutputStream>> HELD =
      new ThreadLocal<>();

  private final LineFormat format = new LineFormat();
  private final Level consoleLevel;
  private final Consumer<String> console;
  private final @Nullable Path folder;
  private final Map<Level, LogFile> files = new LinkedHashMap<>();
  private final AtomicBoolean failing = new AtomicBoolean();
  private volatile long retryAt;

  /**
   * @param console takes a line with its end
   * @param folder of the log files; null: none
   */
  LogLines(Level consoleLevel, Consumer<String> console, @Nullable Path folder, Rotation rotation) {
    this.consoleLevel = consoleLevel;
    this.console = console;
    this.folder = folder;
    if (folder != null) {
      files.put(Level.FINE, new LogFile(folder.resolve("all-debug.log"), rotation));
      files.put(Level.INFO, new LogFile(folder.resolve("all-info.log"), rotation));
      files.put(Level.WARNING, new LogFile(folder.resolve("all-warning.log"), rotation));
      files.put(Level.SEVERE, new LogFile(folder.resolve("all-error.log"), rotation));
    }
  }

  @Override
  public void publish(LogRecord record) {
    boolean shown = record.getLevel().intValue() >= consoleLevel.intValue();
    boolean filed = !files.isEmpty() && !resting();
    if (shown || filed) {
      String line = format.format(record);
      if (shown) {
        console.accept(line);
      }
      if (filed) {
        file(record.getLevel(), line.getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private void file(Level level, byte[] line) {
    try {
      for (Map.Entry<Level, LogFile> each : files.entrySet()) {
        if (level.intValue() >= each.getKey().intValue()) {
          append(each.getValue(), line);
        }
      }
      if (HELD.get() == null) {
        failing.set(false);
      }
    } catch (IOException e) {
      rest(e);
    }
  }

  private static void append(LogFile file, byte[] line) throws IOException {
    Map<LogFile, ByteArrayOutputStream> together = HELD.get();
    if (together == null) {
      file.append(line);
      return;
    }
    ByteArrayOutputStream lines =
        together.computeIfAbsent(file, f -> new ByteArrayOutputStream(HELD_BYTES_USUAL));
    if (lines.size() + line.length > HELD_BYTES_MAX) {
      together.remove(file);
      file.append(lines);
      lines.reset();
      together.put(file, lines);
    }
    lines.writeBytes(line);
  }

  /**
   * Runs something; what it logs on this thread is appended to the log files in one go afterwards.
   */
  void together(Runnable work) {
    if (HELD.get() != null) {
      work.run();
      return;
    }
    Map<LogFile, ByteArrayOutputStream> together = new LinkedHashMap<>();
    HELD.set(together);
    try {
      work.run();
    } finally {
      HELD.remove();
      appendAll(together);
    }
  }

  /** Nothing held, as in a time of rest, is no sign that the files can be written again. */
  private void appendAll(Map<LogFile, ByteArrayOutputStream> together) {
    if (together.isEmpty()) {
      return;
    }
    try {
      for (Map.Entry<LogFile, ByteArrayOutputStream> each : together.entrySet()) {
        each.getKey().append(each.getValue());
      }
      failing.set(false);
    } catch (IOException e) {
      rest(e);
    }
  }

  private boolean resting() {
    return failing.get() && System.nanoTime() - retryAt < 0;
  }

  /** Warns once. Work is worth more than its record, so that it goes on without files. */
  private void rest(IOException e) {
    retryAt = System.nanoTime() + RETRY_NANOS;
    if (!failing.getAndSet(true)) {
      String message = "log folder " + folder + " cannot be written: " + Reason.of(e);
      LogRecord warning = new LogRecord(Level.WARNING, message + "; logging to the console only");
      warning.setLoggerName("fsl");
      publish(warning);
    }
  }

  /** Opens the files anew, also when writing them failed before. */
  void reopen() {
    close();
    retryAt = System.nanoTime();
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    for (LogFile each : files.values()) {
      try {
        each.close();
      } catch (IOException e) {
        rest(e);
      }
    }
  }
}
