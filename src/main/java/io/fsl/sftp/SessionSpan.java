package io.fsl.sftp;

import java.time.Duration;

/**
 * How long a session lasted, and what came over it.
 *
 * @param silence how long requests were on their way at its end while nothing at all came
 * @param receivedBytes how much came
 * @param length how long it was
 */
record SessionSpan(Duration silence, long receivedBytes, Duration length) {
  static final SessionSpan NONE = new SessionSpan(Duration.ZERO, 0, Duration.ZERO);

  private static final long USEFUL_BYTES = 1 << 20;
  private static final Duration USEFUL_LENGTH = Duration.ofSeconds(5);

  /** Whether it was of use. A server may end each session as soon as something is asked. */
  boolean wasOfUse() {
    return receivedBytes >= USEFUL_BYTES || length.compareTo(USEFUL_LENGTH) >= 0;
  }
}
