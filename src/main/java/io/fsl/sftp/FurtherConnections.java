package io.fsl.sftp;

import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The connections of a remote beyond its first. Each is made by a thread of its own, as the logins
 * of several take no longer than that of one. Thread-safe.
 */
final class FurtherConnections {
  private static final Logger LOG = Logger.getLogger("io.fsl.sftp");

  private final int connections;
  private final Connect connect;
  private final Runnable whenMade;

  /** Those that are being made. */
  private int opening;

  /** Whether no more are tried for. */
  private boolean refused;

  /** Makes a connection, and keeps it. */
  interface Connect {
    void run() throws IOException;
  }

  /**
   * @param connections of the remote at most
   * @param whenMade runs after each try
   */
  FurtherConnections(int connections, Connect connect, Runnable whenMade) {
    this.connections = connections;
    this.connect = connect;
    this.whenMade = whenMade;
  }

  /**
   * What has to wait for one more connection to be worth it, beside those being made.
   *
   * @param roundTrip to the server, in nanoseconds
   * @param there connections there are
   */
  synchronized Load worthAnother(long roundTrip, int there) {
    Load enough =
        refused ? Load.NEVER : Tuning.worthAnother(roundTrip, there + opening, connections);
    return enough.beside(opening);
  }

  /** Begins to make one more. */
  synchronized void make() {
    opening++;
    Thread.ofPlatform().name("fsl-connection").daemon().start(this::makeOne);
  }

  /** A server that refuses it is left in peace. */
  private void makeOne() {
    boolean made = false;
    try {
      connect.run();
      made = true;
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.FINE, "no further connection: {0}", e.getMessage());
    } finally {
      ended(made);
    }
  }

  private void ended(boolean made) {
    synchronized (this) {
      opening--;
      refused |= !made;
    }
    whenMade.run();
  }
}
