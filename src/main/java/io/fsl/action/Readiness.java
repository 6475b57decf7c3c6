package io.fsl.action;

import io.fsl.config.ReadinessRules;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether producers are done with a file. What {@code stable_for} saw is remembered in a table, so
 * that it holds across runs.
 */
public final class Readiness {
  private final ReadinessRules rules;
  private final Ledger.Table observations;
  private final InstantSource clock;

  /** How much later than its mtime says a file may have been modified. */
  private final Duration precision;

  /** Rules for local files, whose mtimes are exact. */
  public Readiness(ReadinessRules rules, Ledger.Table observations, InstantSource clock) {
    this(rules, observations, clock, Duration.ZERO);
  }

  private Readiness(
      ReadinessRules rules, Ledger.Table observations, InstantSource clock, Duration precision) {
    this.rules = rules;
    this.observations = observations;
    this.clock = clock;
    this.precision = precision;
  }

  /** Rules for remote files, whose mtimes a server tells in whole seconds. */
  public static Readiness ofRemote(
      ReadinessRules rules, Ledger.Table observations, InstantSource clock) {
    return new Readiness(rules, observations, clock, Duration.ofSeconds(1));
  }

  /** Finds the marker of a file. It is asked only if the other rules hold. */
  public interface MarkerLookup {
    /** When the marker was last modified; null: there is none. */
    @Nullable Instant modified() throws IOException;
  }

  /**
   * Decides whether a file is ready, and remembers how it looks now, for {@code stable_for}.
   *
   * @param key of the file in the table of observations
   * @return why it has to wait; empty: it is ready
   */
  public Optional<String> waitsFor(byte[] key, long size, Instant mtime, MarkerLookup marker)
      throws IOException {
    Instant now = clock.instant();
    boolean stable = isStable(key, size, mtime, now);
    Instant modified = mtime.plus(precision);
    if (now.minus(rules.minAge()).isBefore(modified) && rules.minAge().isPositive()) {
      return Optional.of("it was modified less than " + seconds(rules.minAge()) + " ago");
    }
    if (!stable) {
      return Optional.of(
          "it has not been seen unchanged for " + seconds(rules.stableFor()) + " yet");
    }
    return rules.doneFile() == null ? Optional.empty() : isMarked(mtime, marker.modified());
  }

  private static Optional<String> isMarked(Instant mtime, @Nullable Instant marked) {
    if (marked == null) {
      return Optional.of("its done file is not there yet");
    }
    return marked.isBefore(mtime)
        ? Optional.of("its done file is older than the file")
        : Optional.empty();
  }

  /** When the clock was set back, nothing is known of how long: the observation starts anew. */
  private boolean isStable(byte[] key, long size, Instant mtime, Instant now) {
    if (!rules.stableFor().isPositive()) {
      return true;
    }
    byte[] known = observations.get(key);
    byte[] seen = encode(now, size, mtime);
    if (known == null
        || !Arrays.equals(known, Long.BYTES, known.length, seen, Long.BYTES, seen.length)
        || first(known).toEpochMilli() > now.toEpochMilli()) {
      observations.put(key, seen);
      return false;
    }
    return Duration.between(first(known), now).compareTo(rules.stableFor()) >= 0;
  }

  private static byte[] encode(Instant first, long size, Instant mtime) {
    return ByteBuffer.allocate(3 * Long.BYTES + Integer.BYTES)
        .putLong(first.toEpochMilli())
        .putLong(size)
        .putLong(mtime.getEpochSecond())
        .putInt(mtime.getNano())
        .array();
  }

  private static Instant first(byte[] observation) {
    return Instant.ofEpochMilli(ByteBuffer.wrap(observation).getLong());
  }

  private static String seconds(Duration duration) {
    return duration.toString().substring(2).toLowerCase(Locale.ROOT);
  }

  /** Forgets the observations of a file that is gone, as it was fetched or copied. */
  public void forget(byte[] key) {
    if (rules.stableFor().isPositive()) {
      observations.remove(key);
    }
  }

  /**
   * Forgets observations that were first made before that time, of files whose keys start so,
   * except those that may still be needed to tell that a file is stable.
   */
  public void forgetBefore(byte[] prefix, Instant oldest) {
    Instant useful = oldest.minus(rules.stableFor());
    List<byte[]> old = new ArrayList<>();
    observations.forEach(
        prefix,
        (key, value) -> {
          if (first(value).isBefore(useful)) {
            old.add(key);
          }
        });
    old.forEach(observations::remove);
  }
}
