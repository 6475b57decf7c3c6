package io.fsl.sftp;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * When to try again: twice as long after each attempt, up to a minute, with jitter, so often and no
 * more.
 */
public final class Backoff {
  private static final long LONGEST_MILLIS = 60_000;

  private int left;
  private long millis;

  /**
   * @param attempts after the first one
   * @param delay before the first of them
   */
  public Backoff(int attempts, Duration delay) {
    this.left = attempts;
    this.millis = delay.toMillis();
  }

  /**
   * Whether to try again now.
   *
   * @param wait waits so long; false: it was told to stop
   */
  public boolean again(Predicate<Duration> wait) {
    Duration next = next();
    return next != null && wait.test(next);
  }

  /** How long to wait before the next attempt; null: there is none. */
  public @Nullable Duration next() {
    if (left-- <= 0) {
      return null;
    }
    long jitter = ThreadLocalRandom.current().nextLong(millis / 2 + 1);
    Duration next = Duration.ofMillis(millis / 2 + jitter);
    millis = Math.max(millis, Math.min(LONGEST_MILLIS, millis * 2));
    return next;
  }
}
