package io.fsl.sftp;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The connections of a remote beyond its first. Each is made by a thread of its own, as the logins
 * of several take no longer than that of one. A server that does not bear another is asked again
 * after a while, which grows until one was of use; where it refuses the login, it is left in peace.
 * Thread-safe.
 */
final class FurtherConnections {
  private static final Logger LOG = Logger.getLogger("io.fsl.sftp");

  /** The shortest pause before another connection is tried after one failed. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final int connections;
  private final Duration delay;
  private final Connect connect;
  private final Runnable whenMade;
  private final LongSupplier nanoTime;

  /** Connections that are being made. */
  private int opening;

  /** Whether a login was refused: then no further connections are made. */
  private boolean refused;

  private Backoff backoff;

  /** Until when no connection is tried, as {@link System#nanoTime} tells it. */
  private long notBefore;

  /** Makes a connection, and keeps it. */
  interface Connect {
    void run() throws IOException;
  }

  /**
   * @param connections of the remote at most
   * @param delay before one is tried for again
   * @param whenMade runs after each try
   */
  FurtherConnections(int connections, Duration delay, Connect connect, Runnable whenMade) {
    this(connections, delay, connect, whenMade, System::nanoTime);
  }

  FurtherConnections(
      int connections, Duration delay, Connect connect, Runnable whenMade, LongSupplier nanoTime) {
    this.connections = connections;
    this.delay = delay.compareTo(PAUSE) < 0 ? PAUSE : delay;
    this.connect = connect;
    this.whenMade = whenMade;
    this.nanoTime = nanoTime;
    this.backoff = anew();
    this.notBefore = nanoTime.getAsLong();
  }

  private Backoff anew() {
    return new Backoff(Integer.MAX_VALUE, delay);
  }

  /**
   * What has to wait for one more connection to be worth it, beside those being made.
   *
   * @param roundTrip to the server, in nanoseconds
   * @param there connections there are
   */
  synchronized Backlog worthAnother(long roundTrip, int there) {
    Backlog enough =
        refused || isHeldOff()
            ? Backlog.NEVER
            : Tuning.worthAnother(roundTrip, there + opening, connections);
    return enough.beside(opening);
  }

  /** Begins to make one more. */
  synchronized void make() {
    opening++;
    Thread.ofPlatform().name("fsl-connection").daemon().start(this::makeOne);
  }

  private boolean isHeldOff() {
    return nanoTime.getAsLong() - notBefore < 0;
  }

  /** Lengthens the pause after a refusal; of several that are refused together, one counts. */
  private void holdOff() {
    Duration pause = isHeldOff() ? null : backoff.next();
    if (pause != null) {
      notBefore = nanoTime.getAsLong() + pause.toNanos();
    }
  }

  /** One of several was lost. A server may let more in than it bears, and end them at once. */
  synchronized void lost(SessionSpan span) {
    if (span.wasOfUse()) {
      backoff = anew();
    } else {
      holdOff();
    }
  }

  private void makeOne() {
    boolean made = false;
    boolean denied = false;
    try {
      connect.run();
      made = true;
    } catch (IOException | RuntimeException e) {
      denied = e instanceof AuthenticationException;
      LOG.log(Level.FINE, "no further connection: {0}", e.getMessage());
    } finally {
      ended(made, denied);
    }
  }

  private void ended(boolean made, boolean denied) {
    synchronized (this) {
      opening--;
      refused |= denied;
      if (!made) {
        holdOff();
      }
    }
    whenMade.run();
  }
}
