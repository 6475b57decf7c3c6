package io.fsl.config;

import java.time.Duration;

/**
 * How transient faults are tried again.
 *
 * @param attempts after the first one
 * @param delay before the first retry; each further one waits twice as long, with jitter
 */
public record Retry(int attempts, Duration delay) {
  public Retry {
    if (attempts < 0 || delay.isNegative()) {
      throw new IllegalArgumentException("negative: " + attempts + ", " + delay);
    }
  }
}
