package io.fsl.sftp;

/** Measured choices: what a link with latency needs and loopback suffers from. */
final class Tuning {
  /** The shortest round trip with which another connection pays, in nanoseconds. */
  private static final long LATENCY = 3_000_000;

  /** Bytes asked for at once on one connection: with less, its two ends wait for each other. */
  static final long READ_AHEAD = 4 << 20;

  /** Start with a few READs: what the link cannot carry yet only queues at the server. */
  private static final long FIRST = 256 << 10;

  /** Ranges of a big file for each connection. */
  private static final int LANES = 4;

  /** On a fast link, the second connection helps only with so many files to come, if not small. */
  private static final int MANY_FILES = 64;

  private static final int FAST_LINK_CONNECTIONS = 2;
  private static final int FAST_LINK_FILES = 128;
  private static final int FAST_LINK_REQUESTS = 64;

  private Tuning() {}

  /** Whether a round trip is that of a link with latency; nanoseconds. */
  static boolean isSlow(long roundTrip) {
    return roundTrip >= LATENCY;
  }

  /**
   * Into how many ranges a big file is split: some for each connection, as one that takes long over
   * its last would keep the others waiting.
   */
  static int lanes(long roundTrip, int connections) {
    return isSlow(roundTrip) ? connections * LANES : 1;
  }

  /**
   * How much reading must wait in the queue for one more connection to pay. On a link with latency
   * that is as much as one connection asks for at once: small files are fetched as fast over one
   * connection as over four, which would only cost more logins and more of the processors.
   *
   * @param open connections there are
   * @param most connections that may be
   */
  static Backlog worthAnother(long roundTrip, int open, int most) {
    boolean slow = isSlow(roundTrip);
    if (open >= (slow ? most : Math.min(most, FAST_LINK_CONNECTIONS))) {
      return Backlog.NEVER;
    }
    return new Backlog(slow ? 1 : MANY_FILES, READ_AHEAD);
  }

  /**
   * How many bytes are asked for at once on one connection. On a fast link, a further connection
   * asks for half as many: the answers come soon, and what has come takes up memory.
   */
  static ReadAhead readAhead(long roundTrip, boolean further) {
    return new ReadAhead(FIRST, further && !isSlow(roundTrip) ? READ_AHEAD / 2 : READ_AHEAD);
  }

  /** Requests on their way that keep the server busy. */
  static int requests(long roundTrip) {
    return isSlow(roundTrip) ? Integer.MAX_VALUE : FAST_LINK_REQUESTS;
  }

  /** Files on their way at once: more would only take up memory where the link is fast. */
  static int files(long roundTrip) {
    return isSlow(roundTrip) ? Integer.MAX_VALUE : FAST_LINK_FILES;
  }
}
