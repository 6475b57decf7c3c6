package io.fsl.sftp;

/** Measured choices: what a link with latency needs and loopback suffers from. */
final class Tuning {
  /** From here on, a round trip is worth another connection; nanoseconds. */
  private static final long LATENCY = 3_000_000;

  private static final long WINDOW = 2 << 20;
  private static final long LATENCY_WINDOW = 4 << 20;

  /** On a fast link, the second connection pays for its login only with so many files to come. */
  private static final int MANY_FILES = 512;

  private static final int FAST_LINK_CONNECTIONS = 2;

  private Tuning() {}

  /** Whether a round trip is that of a link with latency; nanoseconds. */
  static boolean isSlow(long roundTrip) {
    return roundTrip >= LATENCY;
  }

  /** Bytes asked for at once on one connection. */
  static long window(long roundTrip) {
    return roundTrip < LATENCY ? WINDOW : LATENCY_WINDOW;
  }

  /** Of how many connections a single big file makes use. */
  static int lanes(long roundTrip, int connections) {
    return roundTrip < LATENCY ? 1 : connections;
  }

  /**
   * Whether one more connection helps.
   *
   * @param waiting files that no connection has room for
   * @param open connections there are
   * @param most connections that may be
   */
  static boolean grow(long roundTrip, int waiting, int open, int most) {
    return roundTrip < LATENCY
        ? waiting > MANY_FILES && open < Math.min(most, FAST_LINK_CONNECTIONS)
        : waiting > 0 && open < most;
  }
}
