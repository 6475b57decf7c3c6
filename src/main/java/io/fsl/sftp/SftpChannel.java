package io.fsl.sftp;

import io.fsl.sftp.Handshake.Hello;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import net.schmizz.sshj.SSHClient;
import org.jspecify.annotations.Nullable;

/**
 * One SFTP session over one SSH connection. Three threads: sshj's reads from the network and hands
 * replies to those who wait for them; the sender numbers requests and puts as many as there are
 * into one write; the writer runs what touches the disk and what completes futures.
 */
final class SftpChannel implements SftpSubsystem.Receiver, PacketParser.Handler {
  /** Requests on their way at once. */
  private static final int REQUESTS = 4096;

  private final ReentrantLock lock = new ReentrantLock();
  private final SSHClient client;
  private final RequestQueue queue;
  private final Runnable whenDead;
  private final WriterThread writer;
  private final PacketParser parser = new PacketParser(this);
  private final RequestTable waiting = new RequestTable(REQUESTS);
  private final Sender sender;
  private final CompletableFuture<Hello> hello = new CompletableFuture<>();
  private final OpenHandles handles = new OpenHandles();
  private @Nullable Ranges ranges;
  private volatile ServerLimits limits = ServerLimits.DEFAULT;
  private volatile long roundTrip;
  private volatile long progressAt = System.nanoTime();
  private Duration silenceAtEnd = Duration.ZERO;
  private final long start = System.nanoTime();
  private long receivedBytes;
  private volatile @Nullable IOException dead;

  /** Made while there is memory. */
  private final IOException internalError = new IOException("internal error");

  SftpChannel(SSHClient client, RequestQueue queue, Runnable whenDead) {
    this.client = client;
    this.queue = queue;
    this.whenDead = whenDead;
    this.writer = new WriterThread("fsl-writer", this::broken);
    this.sender = new Sender(this, lock, queue, waiting);
  }

  /** Says hello; from then on, requests submitted to this channel are sent. */
  CompletableFuture<Hello> greet(SftpSubsystem session) {
    sender.greet(session);
    return hello;
  }

  /** Has the channel take requests from the queue from now on. */
  void begin(
      RateLimit rate, Chunks chunks, ServerLimits told, long roundTripNanos, ReadAhead readAhead) {
    locked(() -> {
      limits = told;
      roundTrip = roundTripNanos;
      ranges = new Ranges(this, queue, rate, chunks, told, readAhead);
      sender.begin(ranges, Tuning.requests(roundTripNanos));
    });
  }

  /** Nanoseconds that a request and its reply took when the session began. */
  long roundTrip() {
    return roundTrip;
  }

  /** What the server can take, once the session has begun. */
  ServerLimits limits() {
    return limits;
  }

  WriterThread writer() {
    return writer;
  }

  /** Sends a call over this channel and no other: for requests with a handle. */
  void submit(Call<?> call) {
    call.completeOn(writer);
    lock.lock();
    try {
      if (dead != null) {
        call.lost(dead);
        return;
      }
      sender.add(call);
    } finally {
      lock.unlock();
    }
  }

  /** The handles of this session. */
  OpenHandles handles() {
    return handles;
  }

  /**
   * Closes a file or folder.
   *
   * @param path its path, for messages
   */
  void close(byte[] handle, RemotePath path) {
    submit(
        Call.forStatus(Sftp.CLOSE, () -> "close " + path, out -> out.string(handle))
            .whenAnswered(() -> handles.closed(handle)));
  }

  /** Requests on their way, about. */
  int load() {
    return waiting.size();
  }

  /** Has the channel look at the queue again. */
  void wake() {
    locked(() -> {});
  }

  /** Does something to the channel's state, and looks for work if there may be some to do now. */
  void locked(Runnable change) {
    lock.lock();
    try {
      change.run();
      sender.nudge();
    } finally {
      lock.unlock();
    }
  }

  /** How long requests have been on their way while nothing at all has come. */
  Duration silence() {
    lock.lock();
    try {
      return waiting.size() > 0 && dead == null ? quiet() : silenceAtEnd;
    } finally {
      lock.unlock();
    }
  }

  /** How long the session has lasted and whether anything came over it. */
  SessionSpan span() {
    lock.lock();
    try {
      return new SessionSpan(silence(), receivedBytes, Duration.ofNanos(System.nanoTime() - start));
    } finally {
      lock.unlock();
    }
  }

  /** How long nothing at all has come, asked for or not. */
  Duration quiet() {
    return Duration.ofNanos(System.nanoTime() - progressAt);
  }

  boolean isDead() {
    return dead != null;
  }

  /** Has a request sent with the next write; for the sender thread, with the lock held. */
  void send(int type, PendingRequest waits, Consumer<RequestBatch> fields) {
    if (waiting.size() == 0) {
      progressAt = System.nanoTime();
    }
    sender.encode(type, waits, fields);
  }

  // --- the thread that reads from the network

  @Override
  public void received(byte[] bytes, int offset, int length) throws ProtocolException {
    lock.lock();
    try {
      if (dead != null) {
        return;
      }
      progressAt = System.nanoTime();
      receivedBytes += length;
      parser.feed(bytes, offset, length);
      sender.nudge();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void packet(int type, ByteBuffer body) throws ProtocolException {
    if (type == Sftp.VERSION && !hello.isDone()) {
      hello.complete(Hello.of(body));
    } else {
      waiting.answered(type, body);
    }
  }

  @Override
  public void dataBegins(int id, int length) throws ProtocolException {
    waiting.dataBegins(id, length);
  }

  @Override
  public void data(byte[] bytes, int offset, int length) {
    requireRanges().data(bytes, offset, length);
  }

  @Override
  public void dataEnds() {
    requireRanges().dataEnds();
  }

  private Ranges requireRanges() {
    return Objects.requireNonNull(ranges, "data before the session began");
  }

  /** Ends the channel for a fault of fsl's own, even if there is no memory to tell of it. */
  void broken(Throwable e) {
    IOException cause = internalError;
    try {
      cause = new IOException("internal error: " + e, e);
    } finally {
      ended(cause);
    }
  }

  /** The end, from whichever side: all that is under way is lost, and the connection closed. */
  @Override
  public void ended(IOException cause) {
    lock.lock();
    try {
      if (dead != null) {
        return;
      }
      silenceAtEnd = silence();
      dead = cause;
      hello.completeExceptionally(cause);
      waiting.removeAll().forEach(waits -> waits.lost(cause));
      sender.lost(cause);
      if (ranges != null) {
        ranges.lost(cause);
      }
    } finally {
      lock.unlock();
    }
    writer.finish();
    try {
      // On a thread of its own: a dead peer, or the thread that reads from it, may hold it up.
      Thread.ofPlatform().name("fsl-disconnect").daemon().start(() -> SshConnector.drop(client));
    } finally {
      whenDead.run();
    }
  }
}
