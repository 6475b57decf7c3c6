package io.fsl.sftp;

import io.fsl.sftp.Ranges.Reading;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import net.schmizz.sshj.SSHClient;
import org.jspecify.annotations.Nullable;

/**
 * One SFTP session over one SSH connection. Three threads: sshj's reads from the network and hands
 * replies to those who wait for them; the sender numbers requests and puts as many as there are
 * into one write; the writer runs what touches the disk and what completes futures.
 */
final class SftpChannel implements SftpSubsystem.Receiver, ReplyParser.Handler {
  /** Requests on their way at once. */
  private static final int REQUESTS = 4096;

  /** Bytes of requests that go into one write: less than one SSH packet. */
  private static final int BATCH = 24 << 10;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition more = lock.newCondition();
  private final SSHClient client;
  private final Work work;
  private final Runnable whenDead;
  private final DiskWriter writer;
  private final ReplyParser parser = new ReplyParser(this);
  private final Requests batch = new Requests();
  private final RequestTable waiting = new RequestTable(REQUESTS);
  private final ArrayDeque<Call<?>> own = new ArrayDeque<>();
  private final CompletableFuture<ByteBuffer> version = new CompletableFuture<>();
  private @Nullable Ranges ranges;
  private long roundTrip;
  private long progressAt = System.nanoTime();
  private @Nullable IOException dead;

  private SftpChannel(SSHClient client, Work work, Runnable whenDead) {
    this.client = client;
    this.work = work;
    this.whenDead = whenDead;
    this.writer = new DiskWriter("fsl-writer");
  }

  /**
   * Starts the sftp subsystem on a connection, which the channel closes with itself.
   *
   * @param whenDead is run once when the channel ends, for whatever reason
   */
  static SftpChannel open(
      SSHClient client,
      Work work,
      RateLimit rate,
      Chunks chunks,
      Duration timeout,
      Runnable whenDead)
      throws IOException {
    SftpChannel channel = new SftpChannel(client, work, whenDead);
    try {
      channel.start(rate, chunks, timeout);
      return channel;
    } catch (IOException e) {
      channel.ended(e);
      throw e;
    }
  }

  private void start(RateLimit rate, Chunks chunks, Duration timeout) throws IOException {
    SftpSubsystem session = new SftpSubsystem(client.getConnection(), this);
    session.open();
    session.startSubsystem("sftp");
    batch.begin(Sftp.INIT).uint32(Sftp.VERSION_3).end();
    batch.sendTo(session);
    ByteBuffer hello = await(version, timeout);
    if (hello.getInt() < Sftp.VERSION_3) {
      throw new ProtocolException("the server does not speak version 3 of SFTP");
    }
    boolean limited = Replies.extensions(hello).contains(ServerLimits.EXTENSION);
    Thread.ofPlatform().name("fsl-sender").daemon().start(() -> sendLoop(session));
    long asked = System.nanoTime();
    ServerLimits limits = limited ? await(askLimits(), timeout) : ServerLimits.DEFAULT;
    if (!limited) {
      awaitAnyReply(timeout);
    }
    roundTrip = System.nanoTime() - asked;
    long window = Tuning.window(roundTrip);
    locked(() -> ranges = new Ranges(this, work, rate, chunks, limits, window));
  }

  private CompletableFuture<ServerLimits> askLimits() {
    Call<ServerLimits> call =
        new Call<>(
            Sftp.EXTENDED,
            ServerLimits.EXTENSION,
            out -> out.string(ServerLimits.EXTENSION.getBytes(StandardCharsets.US_ASCII)),
            (type, body) ->
                type == Sftp.EXTENDED_REPLY ? ServerLimits.of(body) : ServerLimits.DEFAULT);
    submit(call);
    return call.future().exceptionally(refused -> ServerLimits.DEFAULT);
  }

  /** Measures the round trip on a server without limits: a STAT, whose answer does not matter. */
  private void awaitAnyReply(Duration timeout) throws IOException {
    Call<@Nullable Void> call =
        Call.forStatus(Sftp.STAT, "stat .", out -> out.string(new byte[] {'.'}));
    submit(call);
    await(call.future().exceptionally(refused -> null), timeout);
  }

  private static <T extends @Nullable Object> T await(CompletableFuture<T> reply, Duration timeout)
      throws IOException {
    try {
      return reply.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new ConnectionLostException(
          "the SFTP session did not start", Objects.requireNonNullElse(e.getCause(), e));
    } catch (TimeoutException e) {
      throw new ConnectionLostException(
          "no answer from the SFTP subsystem for " + timeout.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConnectionLostException("interrupted", e);
    }
  }

  /** Nanoseconds that a request and its reply took when the session began. */
  long roundTrip() {
    return roundTrip;
  }

  DiskWriter writer() {
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
      own.add(call);
      more.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Looks for work again. */
  void wake() {
    lock.lock();
    try {
      more.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Does something to the channel's state, and looks for work if there may be some to do now. */
  void locked(Runnable change) {
    lock.lock();
    try {
      change.run();
      if (ranges == null || ranges.hungry() || !own.isEmpty()) {
        more.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether requests are on their way and nothing at all has come for so long. */
  boolean silentFor(Duration time) {
    lock.lock();
    try {
      return waiting.size() > 0 && System.nanoTime() - progressAt > time.toNanos();
    } finally {
      lock.unlock();
    }
  }

  boolean isDead() {
    lock.lock();
    try {
      return dead != null;
    } finally {
      lock.unlock();
    }
  }

  // --- the sender thread

  private void sendLoop(SftpSubsystem session) {
    try {
      while (fillBatch()) {
        batch.sendTo(session);
      }
    } catch (IOException e) {
      ended(e);
    } catch (InterruptedException e) {
      ended(new IOException("interrupted", e));
    }
  }

  /** Waits for requests and encodes them; false at the end. */
  private boolean fillBatch() throws InterruptedException {
    lock.lock();
    try {
      while (dead == null) {
        while (batch.size() < BATCH && waiting.hasRoom() && nextRequest()) {
          // one more
        }
        if (batch.size() > 0) {
          return true;
        }
        long nanos = ranges == null ? 0 : ranges.rateWait();
        if (nanos > 0) {
          nanos = more.awaitNanos(nanos);
        } else {
          more.await();
        }
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  private boolean nextRequest() {
    Call<?> call = own.poll();
    if (call == null && ranges != null) {
      call = work.nextCall();
    }
    if (call != null) {
      call.completeOn(writer);
      send(call.type(), call, call::encode);
      return true;
    }
    return ranges != null && ranges.next();
  }

  /** Encodes a request into the batch; for the sender thread, with the lock held. */
  void send(int type, Waiting waits, Consumer<Requests> fields) {
    if (waiting.size() == 0) {
      progressAt = System.nanoTime();
    }
    batch.begin(type).uint32(waiting.add(waits));
    fields.accept(batch);
    batch.end();
  }

  // --- the thread that reads from the network

  @Override
  public void received(byte[] bytes, int offset, int length) throws ProtocolException {
    lock.lock();
    try {
      progressAt = System.nanoTime();
      parser.feed(bytes, offset, length);
      if (ranges == null || ranges.hungry() || !own.isEmpty()) {
        more.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void packet(int type, ByteBuffer body) throws ProtocolException {
    if (type == Sftp.VERSION && !version.isDone()) {
      byte[] hello = new byte[body.remaining()];
      body.get(hello);
      version.complete(ByteBuffer.wrap(hello));
    } else {
      waiting.remove(body.getInt()).answered(type, body);
    }
  }

  @Override
  public void dataBegins(int id, int length) throws ProtocolException {
    if (!(waiting.remove(id) instanceof Reading reading)) {
      throw new ProtocolException("data that was not asked for");
    }
    requireRanges().dataBegins(reading.ask(), length);
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
    if (ranges == null) {
      throw new IllegalStateException("data before the session began");
    }
    return ranges;
  }

  /** The end, from whichever side: all that is under way is lost, and the connection closed. */
  @Override
  public void ended(IOException cause) {
    lock.lock();
    try {
      if (dead != null) {
        return;
      }
      dead = cause;
      version.completeExceptionally(cause);
      waiting.removeAll().forEach(waits -> waits.lost(cause));
      own.forEach(call -> call.lost(cause));
      own.clear();
      if (ranges != null) {
        ranges.lost(cause);
      }
      more.signal();
    } finally {
      lock.unlock();
    }
    writer.finish();
    closeHard();
    whenDead.run();
  }

  /** On a thread of its own: a dead peer, or the thread that reads from it, may hold it up. */
  private void closeHard() {
    Thread.ofPlatform().name("fsl-disconnect").daemon().start(() -> SshConnector.drop(client));
  }
}
