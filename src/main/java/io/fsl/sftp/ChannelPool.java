package io.fsl.sftp;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The channels of one remote: opens the first, adds more while they help, replaces lost ones, and
 * gives up those that have fallen silent. One thread of its own does all that.
 */
final class ChannelPool {
  private static final Logger LOG = Logger.getLogger("io.fsl.sftp");

  private final ChannelFactory factory;
  private final RequestQueue queue;
  private final PoolLimits limits;
  private final SilenceWatch silence;
  private final FurtherConnections further;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** The channels that are open; the list is replaced as a whole, with the lock held. */
  private volatile List<SftpChannel> channels = List.of();

  /** The session that ended last. */
  private SessionSpan last = SessionSpan.NONE;

  /** Why there will be no channel any more. */
  private volatile @Nullable IOException broken;

  ChannelPool(ChannelFactory factory, RequestQueue queue, PoolLimits limits) {
    this.factory = factory;
    this.queue = queue;
    this.limits = limits;
    this.silence = new SilenceWatch(limits.timeout());
    this.further =
        new FurtherConnections(
            limits.connections(), limits.retry().delay(), this::connect, queue::wake);
  }

  /** Opens the first channel, and keeps the channels from then on. {@link #close} ends the wait. */
  SftpChannel open() throws IOException {
    Thread.ofPlatform().name("fsl-connections").daemon().start(this::keep);
    return any();
  }

  /** A channel that is alive, waiting for one if need be. */
  SftpChannel any() throws IOException {
    lock.lock();
    try {
      while (true) {
        IOException gone = broken;
        if (gone != null) {
          throw gone;
        }
        Optional<SftpChannel> alive = alive();
        if (alive.isPresent()) {
          return alive.get();
        }
        queue.wake();
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** A channel that is alive, if there is one now. */
  Optional<SftpChannel> alive() {
    return channels.stream().filter(channel -> !channel.isDead()).findFirst();
  }

  /** Why there will be no channel any more; null: there is one, or there may be one again. */
  @Nullable IOException gone() {
    return broken;
  }

  /**
   * Makes the channel that has the least to do look for work. The others look for some each time
   * that something comes. If there is none, one is made.
   */
  void wake() {
    SftpChannel idlest = null;
    int least = Integer.MAX_VALUE;
    for (SftpChannel channel : channels) {
      int load = channel.load();
      if (load < least && !channel.isDead()) {
        least = load;
        idlest = channel;
      }
    }
    if (idlest != null) {
      idlest.wake();
    } else {
      queue.wake();
    }
  }

  /** How often something is tried again that a lost connection undid. */
  int attempts() {
    return limits.retry().attempts();
  }

  int lanes() {
    return channels.isEmpty() ? 1 : Tuning.lanes(roundTrip(), limits.connections());
  }

  int files() {
    return Tuning.files(roundTrip());
  }

  /** The round trip of the first channel, in nanoseconds; 0: there is none. */
  private long roundTrip() {
    List<SftpChannel> now = channels;
    return now.isEmpty() ? 0 : now.getFirst().roundTrip();
  }

  void close() {
    giveUp(new UnreachableException("fsl closed the connection"));
  }

  /** Ends all there is, and all there will be, unless that was done before. */
  private void giveUp(IOException cause) {
    lock.lock();
    try {
      if (broken != null) {
        return;
      }
      broken = cause;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    channels.forEach(channel -> channel.ended(cause));
    queue.fail(cause);
  }

  // --- the thread of the connections

  private void keep() {
    try {
      connectWithRetries();
      while (gone() == null) {
        tend();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      giveUp(new UnreachableException("interrupted", e));
    } catch (IOException e) {
      giveUp(e);
    } catch (RuntimeException | Error e) {
      LOG.log(Level.SEVERE, "internal error", e);
      giveUp(new UnreachableException("internal error: " + e, e));
    }
  }

  private void tend() throws IOException, InterruptedException {
    long seen = queue.wakes();
    silence.endSilent(channels);
    List<SftpChannel> now = channels;
    if (now.isEmpty()) {
      reconnect(seen);
      return;
    }
    Backlog enough = further.worthAnother(now.getFirst().roundTrip(), now.size());
    if (queue.waiting().reaches(enough)) {
      further.make();
    } else {
      queue.await(seen, enough, RequestQueue.SECOND);
    }
  }

  /**
   * Not before there is something to ask, and after a session that was of no use not at once: a
   * server may end each as soon as it began.
   */
  private void reconnect(long seen) throws IOException, InterruptedException {
    SessionSpan before = last();
    silence.check(before.silence());
    if (!isWanted()) {
      queue.await(seen, Backlog.NEVER, RequestQueue.SECOND);
    } else if (before.wasOfUse() || awaitClose(limits.retry().delay())) {
      LOG.log(Level.INFO, "connecting again");
      connectWithRetries();
    }
  }

  private SessionSpan last() {
    lock.lock();
    try {
      return last;
    } finally {
      lock.unlock();
    }
  }

  private boolean isWanted() {
    lock.lock();
    try {
      return !queue.isEmpty() || lock.hasWaiters(changed);
    } finally {
      lock.unlock();
    }
  }

  /** Waits so long; false: the connections were closed meanwhile. */
  private boolean awaitClose(Duration time) {
    lock.lock();
    try {
      long nanos = time.toNanos();
      while (nanos > 0 && broken == null) {
        nanos = changed.awaitNanos(nanos);
      }
      return broken == null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void connectWithRetries() throws IOException {
    add(factory.makeWithRetries(this::roundTrip, this::sortOut, this::awaitClose));
  }

  private void connect() throws IOException {
    add(factory.make(this::roundTrip, this::sortOut));
  }

  private void add(SftpChannel channel) {
    lock.lock();
    try {
      channels = Stream.concat(channels.stream(), Stream.of(channel)).toList();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    IOException gone = gone();
    if (gone != null) {
      channel.ended(gone);
    }
    sortOut();
  }

  /** Drops dead channels, and has those that are left look at what waits in the queue. */
  private void sortOut() {
    lock.lock();
    try {
      List<SftpChannel> before = channels;
      channels = before.stream().filter(channel -> !channel.isDead()).toList();
      before.stream().filter(channel -> !channels.contains(channel)).forEach(this::lost);
    } finally {
      lock.unlock();
    }
    channels.forEach(SftpChannel::wake);
    queue.wake();
  }

  private void lost(SftpChannel dead) {
    last = dead.span();
    factory.learn(dead);
    if (!channels.isEmpty()) {
      further.lost(last);
    }
  }
}
