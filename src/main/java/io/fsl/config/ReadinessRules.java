package io.fsl.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a file counts as finished by its producer. All rules must hold.
 *
 * @param minAge its mtime is at least so long ago by the local clock; zero: no such rule
 * @param stableFor two observations so far apart show the same size and mtime; zero: no such rule
 * @param doneFile name of a marker file, with {@code {name}} and {@code {stem}}, relative to the
 *     file's folder; null: no such rule
 */
public record ReadinessRules(Duration minAge, Duration stableFor, @Nullable String doneFile) {
  public ReadinessRules {
    if (minAge.isNegative() || stableFor.isNegative()) {
      throw new IllegalArgumentException("negative: " + minAge + ", " + stableFor);
    }
  }

  /** No rule: every file is ready. */
  public static final ReadinessRules NONE = new ReadinessRules(Duration.ZERO, Duration.ZERO, null);
}
