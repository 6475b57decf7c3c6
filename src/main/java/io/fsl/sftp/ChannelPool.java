package io.fsl.sftp;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;
import net.schmizz.sshj.SSHClient;
import org.jspecify.annotations.Nullable;

/**
 * The channels of one remote: opens the first, adds more while they help, replaces lost ones, and
 * gives up those that have fallen silent. One thread of its own does all that.
 */
final class ChannelPool {
  private static final Logger LOG = Logger.getLogger("io.fsl.sftp");

  private final SshConnector connector;
  private final Work work;
  private final Limits limits;
  private final RateLimit rate;
  private final Chunks chunks = new Chunks();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<SftpChannel> channels = new ArrayList<>();
  private boolean grown;
  private boolean closed;
  private @Nullable IOException broken;

  /**
   * How connections are made.
   *
   * @param connections at most
   * @param attempts after the first one, for transient faults
   * @param delay before the first retry; doubled each time
   * @param timeout without any sign of life
   */
  record Limits(int connections, int attempts, Duration delay, Duration timeout) {}

  ChannelPool(SshConnector connector, Work work, RateLimit rate, Limits limits) {
    this.connector = connector;
    this.work = work;
    this.rate = rate;
    this.limits = limits;
  }

  /** Opens the first channel, and keeps the channels from then on. */
  void open() throws IOException {
    connectWithRetries();
    Thread.ofPlatform().name("fsl-connections").daemon().start(this::keep);
  }

  /** A channel that is alive, waiting for one if need be. */
  SftpChannel any() throws IOException {
    lock.lock();
    try {
      while (channels.isEmpty() && broken == null && !closed) {
        changed.awaitUninterruptibly();
      }
      if (channels.isEmpty()) {
        throw gone();
      }
      return channels.getFirst();
    } finally {
      lock.unlock();
    }
  }

  /** Why there will be no channel any more; null: there is one, or there may be one again. */
  @Nullable IOException gone() {
    lock.lock();
    try {
      return broken != null ? broken : closed ? new ConnectionLostException("closed") : null;
    } finally {
      lock.unlock();
    }
  }

  /** Makes all channels look for work. */
  void wake() {
    alive().forEach(SftpChannel::wake);
  }

  int lanes() {
    return alive().stream()
        .findFirst()
        .map(channel -> Tuning.lanes(channel.roundTrip(), limits.connections()))
        .orElse(1);
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    work.wake();
    IOException cause = new IOException("fsl closed the connection");
    alive().forEach(channel -> channel.ended(cause));
    work.fail(new ConnectionLostException("closed", cause));
  }

  private List<SftpChannel> alive() {
    lock.lock();
    try {
      return List.copyOf(channels);
    } finally {
      lock.unlock();
    }
  }

  // --- the thread of the connections

  private void keep() {
    try {
      while (gone() == null) {
        long seen = work.changes();
        List<SftpChannel> now = alive();
        now.stream()
            .filter(channel -> channel.silentFor(limits.timeout()))
            .forEach(channel -> channel.ended(silence()));
        if (alive().isEmpty()) {
          reconnect();
        } else if (shouldGrow(now)) {
          grow();
        } else {
          work.await(seen, Work.SECOND);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private IOException silence() {
    return new IOException("no answer for " + limits.timeout().toSeconds() + " s");
  }

  private boolean shouldGrow(List<SftpChannel> now) {
    return !grown
        && Tuning.grow(
            now.getFirst().roundTrip(), work.waitingRanges(), now.size(), limits.connections());
  }

  /** One more connection; a server that refuses it is left in peace. */
  private void grow() {
    try {
      connect();
    } catch (IOException e) {
      grown = true;
      LOG.log(Level.FINE, "no further connection: {0}", e.getMessage());
    }
  }

  private void reconnect() {
    try {
      LOG.log(Level.INFO, "connecting again");
      connectWithRetries();
    } catch (IOException e) {
      lock.lock();
      try {
        broken = e;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
      work.fail(e);
    }
  }

  private void connectWithRetries() throws IOException {
    Backoff backoff = new Backoff(limits.attempts(), limits.delay());
    while (true) {
      try {
        connect();
        return;
      } catch (AccessDeniedException e) {
        throw e;
      } catch (IOException e) {
        if (!backoff.again(this::awaitClose)) {
          throw e;
        }
        LOG.log(Level.FINE, "connecting again after: {0}", e.getMessage());
      }
    }
  }

  /** Waits so long; false: the connections were closed meanwhile. */
  private boolean awaitClose(Duration time) {
    lock.lock();
    try {
      long nanos = time.toNanos();
      while (nanos > 0 && !closed) {
        nanos = changed.awaitNanos(nanos);
      }
      return !closed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void connect() throws IOException {
    SSHClient client = connector.connect();
    SftpChannel channel =
        SftpChannel.open(client, work, rate, chunks, limits.timeout(), this::sortOut);
    lock.lock();
    try {
      channels.add(channel);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (gone() != null) {
      channel.ended(new IOException("fsl closed the connection"));
    }
    sortOut();
    channel.wake();
  }

  /** Drops dead channels. */
  private void sortOut() {
    lock.lock();
    try {
      channels.removeIf(SftpChannel::isDead);
    } finally {
      lock.unlock();
    }
    work.wake();
  }
}
