package io.fsl.log;

import io.fsl.text.ClockTime;
import io.fsl.text.Printable;
import java.time.Instant;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * {@code 2026-11-22 13:08:00 [pid] module LEVEL: message}. A record is one line, whatever is in its
 * message: a file's name cannot forge another one. Only a stack trace takes further lines, which
 * are indented.
 */
final class LineFormat extends Formatter {
  private final String process = " [" + ProcessHandle.current().pid() + "] ";

  /** The last second that was formatted: many records are of the same one. */
  private volatile Second last = new Second(Long.MIN_VALUE, "");

  private record Second(long since1970, String text) {}

  @Override
  public String format(LogRecord record) {
    StringBuilder line = new StringBuilder(160);
    line.append(time(record.getInstant()));
    line.append(process).append(module(record)).append(' ').append(level(record)).append(": ");
    Printable.append(line, formatMessage(record));
    for (Throwable e = record.getThrown(); e != null; e = e.getCause()) {
      appendTrace(line, e);
    }
    return line.append('\n').toString();
  }

  private String time(Instant instant) {
    Second known = last;
    if (known.since1970() != instant.getEpochSecond()) {
      known = new Second(instant.getEpochSecond(), ClockTime.of(instant));
      last = known;
    }
    return known.text();
  }

  /** The last part of the logger's name. */
  private static String module(LogRecord record) {
    String name = record.getLoggerName();
    return name == null || name.isEmpty() ? "fsl" : name.substring(name.lastIndexOf('.') + 1);
  }

  private static String level(LogRecord record) {
    int level = record.getLevel().intValue();
    if (level >= Level.SEVERE.intValue()) {
      return "ERROR";
    } else if (level >= Level.WARNING.intValue()) {
      return "WARNING";
    }
    return level >= Level.INFO.intValue() ? "INFO" : "DEBUG";
  }

  private static void appendTrace(StringBuilder line, Throwable e) {
    Printable.append(line.append("\n    "), e.toString());
    for (StackTraceElement each : e.getStackTrace()) {
      Printable.append(line.append("\n        at "), each.toString());
    }
  }
}
