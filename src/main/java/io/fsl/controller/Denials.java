package io.fsl.controller;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Sources that did not let us in. Endless loops ask them less and less often, so that no account is
 * locked; with {@code --loops N} every loop asks. Thread-safe.
 */
final class Denials {
  private static final Duration LONGEST = Duration.ofHours(1);

  /** Even if there is no pause between loops. */
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private final Duration pause;
  private final boolean endless;
  private final InstantSource clock;
  private final Map<String, Denial> denials = new HashMap<>();

  /**
   * A source that did not let us in.
   *
   * @param until when it is asked again
   * @param length how long it is left alone for, twice as long after each refusal
   */
  private record Denial(Instant until, Duration length) {}

  /**
   * @param pause between loops, and for which a source is left alone at first
   */
  Denials(Duration pause, boolean endless, InstantSource clock) {
    this.pause = pause;
    this.endless = endless;
    this.clock = clock;
  }

  /** Until when a source is left alone; empty: it may be asked now. */
  synchronized Optional<Instant> until(String source) {
    return Optional.ofNullable(denials.get(source))
        .map(Denial::until)
        .filter(until -> clock.instant().isBefore(until));
  }

  /** A source was asked, and denied us or not. */
  synchronized void ended(String source, boolean denied) {
    Denial last = denials.remove(source);
    if (denied && endless) {
      Duration length = bounded(last == null ? pause : last.length().multipliedBy(2));
      denials.put(source, new Denial(clock.instant().plus(length), length));
    }
  }

  private static Duration bounded(Duration length) {
    if (length.compareTo(SHORTEST) < 0) {
      return SHORTEST;
    }
    return length.compareTo(LONGEST) > 0 ? LONGEST : length;
  }
}
