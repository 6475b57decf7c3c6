package io.fsl.sftp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import net.schmizz.concurrent.Event;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.ConnectionException;
import org.jspecify.annotations.Nullable;

/**
 * How an SFTP session begins: the version, the server's limits, and how long a round trip takes.
 */
final class Handshake {
  /** Round trips that are measured after the first one on a link that seems slow. */
  private static final int ROUND_TRIPS = 5;

  private final SftpChannel channel;
  private final Terms terms;

  private Handshake(SftpChannel channel, Terms terms) {
    this.channel = channel;
    this.terms = terms;
  }

  /**
   * What is known before a session begins.
   *
   * @param timeout until a reply must have come
   * @param roundTrip of another connection to the server, in nanoseconds; 0: it is measured
   * @param oneByOne whether the server errs when it has several files open
   */
  record Terms(Duration timeout, long roundTrip, boolean oneByOne) {}

  /**
   * Starts the sftp subsystem on a connection, which the channel closes with itself.
   *
   * @param opening submits what is asked for first: it is sent as soon as the server can be asked
   *     anything, a round trip or two before the session has begun
   * @param whenDead is run once when the channel ends, for whatever reason
   */
  static SftpChannel open(
      SSHClient client,
      RequestQueue queue,
      RateLimit rate,
      Chunks chunks,
      Terms terms,
      Consumer<SftpChannel> opening,
      Runnable whenDead)
      throws IOException {
    SftpChannel channel = new SftpChannel(client, queue, whenDead);
    try {
      new Handshake(channel, terms).run(client, rate, chunks, opening);
      return channel;
    } catch (IOException e) {
      channel.ended(e);
      throw e;
    } catch (RuntimeException e) {
      channel.ended(new IOException(e));
      throw e;
    }
  }

  private void run(SSHClient client, RateLimit rate, Chunks chunks, Consumer<SftpChannel> opening)
      throws IOException {
    SftpSubsystem session = new SftpSubsystem(client.getConnection(), channel);
    session.open();
    long asked = System.nanoTime();
    Event<ConnectionException> start = session.start();
    CompletableFuture<Hello> greeting = channel.greet(session);
    start.await(terms.timeout().toMillis(), TimeUnit.MILLISECONDS);
    long started = System.nanoTime() - asked;
    Hello hello = await(greeting);
    if (hello.version() < Sftp.VERSION_3) {
      throw new ProtocolException("the server does not speak version 3 of SFTP");
    }
    asked = System.nanoTime();
    boolean replaces = hello.extensions().contains(ServerLimits.REPLACE);
    CompletableFuture<ServerLimits> told = askLimits(hello);
    opening.accept(channel);
    ServerLimits limits = await(told).replacing(replaces);
    long answered = System.nanoTime() - asked;
    boolean further = terms.roundTrip() > 0;
    long roundTrip = further ? terms.roundTrip() : roundTrip(started, answered);
    channel.begin(
        rate,
        chunks,
        terms.oneByOne() ? limits.oneByOne() : limits,
        roundTrip,
        Tuning.readAhead(roundTrip, further));
  }

  /**
   * Load makes single round trips long; a slow link makes all alike: stop at two alike, else keep
   * the shortest.
   *
   * @param start how long it took the server to start the session
   * @param first how long it took to answer the first request
   */
  private long roundTrip(long start, long first) throws IOException {
    long shortest = first;
    boolean steady = isSteady(start, first);
    for (int i = 0; i < ROUND_TRIPS && Tuning.isSlow(shortest) && !steady; i++) {
      long asked = System.nanoTime();
      await(askAnything());
      long next = System.nanoTime() - asked;
      steady = isSteady(shortest, next);
      shortest = Math.min(shortest, next);
    }
    return shortest;
  }

  private static boolean isSteady(long one, long next) {
    return Math.abs(next - one) < one / 8;
  }

  private CompletableFuture<ServerLimits> askLimits(Hello hello) {
    return hello.extensions().contains(ServerLimits.EXTENSION)
        ? askLimits()
        : askAnything().thenApply(done -> ServerLimits.DEFAULT);
  }

  private CompletableFuture<ServerLimits> askLimits() {
    Call<ServerLimits> call =
        new Call<>(
            Sftp.EXTENDED,
            () -> ServerLimits.EXTENSION,
            out -> out.string(ServerLimits.EXTENSION.getBytes(StandardCharsets.US_ASCII)),
            (type, body) ->
                type == Sftp.EXTENDED_REPLY ? ServerLimits.of(body) : ServerLimits.DEFAULT);
    channel.submit(call);
    return refusable(call.future(), ServerLimits.DEFAULT);
  }

  /** Measures the round trip on a server without limits: a STAT, whose answer does not matter. */
  private CompletableFuture<@Nullable Void> askAnything() {
    Call<@Nullable Void> call =
        new Call<>(
            Sftp.STAT, () -> "stat .", out -> out.string(new byte[] {'.'}), (type, body) -> null);
    channel.submit(call);
    return refusable(call.future(), null);
  }

  /** Takes the server's refusal of a request for an answer, but not the loss of the connection. */
  private static <T extends @Nullable Object> CompletableFuture<T> refusable(
      CompletableFuture<T> reply, T otherwise) {
    return reply.exceptionallyCompose(failure ->
        failure instanceof RemoteException
            ? CompletableFuture.completedFuture(otherwise)
            : CompletableFuture.failedFuture(failure));
  }

  private <T extends @Nullable Object> T await(CompletableFuture<T> reply) throws IOException {
    try {
      return reply.get(terms.timeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      throw new ConnectionLostException(
          "the SFTP session did not start: " + cause.getMessage(), cause);
    } catch (TimeoutException e) {
      throw new ConnectionLostException(
          "no answer from the SFTP subsystem for " + terms.timeout().toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConnectionLostException("interrupted", e);
    }
  }

  /** A server's VERSION packet. */
  record Hello(int version, List<String> extensions) {
    static Hello of(ByteBuffer body) throws ProtocolException {
      return new Hello(body.getInt(), Replies.extensions(body));
    }
  }
}
