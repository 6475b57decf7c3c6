package io.fsl.config;

import java.time.Duration;
import java.util.Map;

/** The forms of sizes and durations. */
final class Amounts {
  /** Long enough for any use, and short enough to be counted in nanoseconds. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private static final Map<String, Long> NANOS =
      Map.of(
          "", Duration.ofSeconds(1).toNanos(),
          "ms", Duration.ofMillis(1).toNanos(),
          "s", Duration.ofSeconds(1).toNanos(),
          "m", Duration.ofMinutes(1).toNanos(),
          "h", Duration.ofHours(1).toNanos(),
          "d", Duration.ofDays(1).toNanos());

  private Amounts() {}

  /** A bare number is seconds. */
  static Form<Duration> duration() {
    return new Form<>(
        "expected seconds or a duration such as 500ms, 30s, 5m, 2h, 90d",
        Duration.ZERO,
        Amounts::parseDuration);
  }

  /** A duration other than none. */
  static Form<Duration> someDuration() {
    return new Form<>(
        duration().expected() + ", more than 0", Duration.ofSeconds(1), Amounts::parseSomeDuration);
  }

  /** A bare number is bytes. */
  static Form<ByteSize> bytes() {
    return new Form<>(
        "expected bytes or a size such as 500K, 10M",
        ByteSize.BYTE,
        text -> ByteSize.parse(text, ByteSize.BYTE));
  }

  /** A bare number is MiB. */
  static Form<ByteSize> mebibytes() {
    return new Form<>(
        "expected MiB or a size such as 500K, 10G, 1.5TiB",
        ByteSize.BYTE,
        text -> ByteSize.parse(text, ByteSize.MEBIBYTE));
  }

  private static Duration parseDuration(String text) {
    return Duration.ofNanos(Amount.parse(text).in(NANOS, LONGEST.toNanos()));
  }

  private static Duration parseSomeDuration(String text) {
    Duration duration = parseDuration(text);
    if (duration.isZero()) {
      throw new BadValue(Quoted.of(text) + " is no time");
    }
    return duration;
  }
}
