package io.fsl.text;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** A time as the log tells it: {@code 2026-11-22 13:08:00}, by the clock of this place. */
public final class ClockTime {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  private ClockTime() {}

  /** In whole seconds, not rounded up. */
  public static String of(Instant instant) {
    return FORMAT.format(LocalDateTime.ofInstant(instant, ZoneId.systemDefault()));
  }
}
