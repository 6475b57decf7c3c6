package io.fsl.sftp;

import java.util.function.LongSupplier;

/** Spreads bytes over time: a token bucket that holds a tenth of a second. Thread-safe. */
final class RateLimit {
  /** No limit. */
  static final RateLimit NONE = new RateLimit(false, 1, System::nanoTime);

  private static final double SECOND = 1e9;
  private static final int PORTION = 32 << 10;

  private final boolean limited;
  private final double bytesPerNano;
  private final double capacity;
  private double tokens;
  private final LongSupplier nanoTime;
  private long filledAt;

  /**
   * @param bytesPerSecond at least 1
   */
  RateLimit(long bytesPerSecond) {
    this(bytesPerSecond, System::nanoTime);
  }

  /**
   * @param nanoTime the clock, as {@link System#nanoTime}
   */
  RateLimit(long bytesPerSecond, LongSupplier nanoTime) {
    this(true, bytesPerSecond, nanoTime);
  }

  private RateLimit(boolean limited, long bytesPerSecond, LongSupplier nanoTime) {
    this.limited = limited;
    this.bytesPerNano = bytesPerSecond / SECOND;
    this.capacity = bytesPerSecond / 10.0;
    this.nanoTime = nanoTime;
    this.filledAt = nanoTime.getAsLong();
  }

  /** How many bytes to take at a time, if so many are wanted: little keeps the rate even. */
  int portion(int most) {
    return limited ? Math.min(most, PORTION) : most;
  }

  /**
   * Takes so many bytes, or none of them. The bucket may go below zero by one request, so that a
   * request larger than the bucket goes through at last.
   *
   * @return nanoseconds until it is worth asking again; 0: taken
   */
  synchronized long take(int bytes) {
    if (!limited) {
      return 0;
    }
    long now = nanoTime.getAsLong();
    tokens = Math.min(capacity, tokens + (now - filledAt) * bytesPerNano);
    filledAt = now;
    if (tokens < 0) {
      return Math.max(1, (long) (-tokens / bytesPerNano));
    }
    tokens -= bytes;
    return 0;
  }
}
