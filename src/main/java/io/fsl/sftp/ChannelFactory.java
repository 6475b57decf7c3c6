package io.fsl.sftp;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import net.schmizz.sshj.SSHClient;

/** Makes the channels of one remote: connects, logs in, and begins an SFTP session. */
final class ChannelFactory {
  private static final Logger LOG = Logger.getLogger("io.fsl.sftp");

  private final SshConnector connector;
  private final RequestQueue queue;
  private final RateLimit rate;
  private final Chunks chunks;
  private final PoolLimits limits;
  private final ServerFaults faults;
  private final Consumer<SftpChannel> opening;

  /**
   * @param queue where the channels take their requests from
   * @param faults of servers, found in earlier sessions
   * @param opening submits what is asked for first over each of them
   */
  ChannelFactory(
      SshConnector connector,
      RequestQueue queue,
      RateLimit rate,
      Chunks chunks,
      PoolLimits limits,
      ServerFaults faults,
      Consumer<SftpChannel> opening) {
    this.connector = connector;
    this.queue = queue;
    this.rate = rate;
    this.chunks = chunks;
    this.limits = limits;
    this.faults = faults;
    this.opening = opening;
  }

  /**
   * Makes one.
   *
   * @param roundTrip of another channel, asked for after the login; 0: there is none
   * @param whenDead is run once when the channel ends, for whatever reason
   */
  SftpChannel make(LongSupplier roundTrip, Runnable whenDead) throws IOException {
    SSHClient client = connector.connect();
    Handshake.Terms terms =
        new Handshake.Terms(
            limits.timeout(), roundTrip.getAsLong(), faults.isOneByOne(connector.who()));
    return Handshake.open(client, queue, rate, chunks, terms, opening, whenDead);
  }

  /**
   * The same, tried again as often as configured, but for a refused login.
   *
   * @param wait waits so long before the next try; false: no channel is wanted any more
   */
  SftpChannel makeWithRetries(LongSupplier roundTrip, Runnable whenDead, Predicate<Duration> wait)
      throws IOException {
    Backoff backoff = new Backoff(limits.retry().attempts(), limits.retry().delay());
    while (true) {
      try {
        return make(roundTrip, whenDead);
      } catch (AuthenticationException e) {
        throw e;
      } catch (IOException e) {
        if (!backoff.again(wait)) {
          throw unreachable(e);
        }
        LOG.log(Level.FINE, "connecting again after: {0}", e.getMessage());
      }
    }
  }

  private UnreachableException unreachable(IOException e) {
    return e instanceof UnreachableException known ? known : connector.withoutSession(e);
  }

  /** Learns from a session that has ended what its server may not be asked for in the next. */
  void learn(SftpChannel dead) {
    if (dead.handles().areShared() && faults.sharesHandles(connector.who())) {
      LOG.warning(() ->
          connector.who()
              + ": the server gives one handle to several open files; they are read one by one");
    }
  }
}
