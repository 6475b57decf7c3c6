package io.fsl.sftp;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of a channel: a thread that numbers requests and puts as many as there are into
 * one write, while there is room for them in the table of those on their way. Guarded by the
 * channel's lock, which the thread lets go of for the write.
 */
final class Sender {
  /** Bytes of requests that go into one write: less than one SSH packet. */
  private static final int BATCH = 24 << 10;

  private final SftpChannel channel;
  private final ReentrantLock lock;
  private final Condition more;
  private final RequestQueue queue;
  private final RequestTable waiting;
  private final RequestBatch batch = new RequestBatch();

  /** Calls that no other channel may send. */
  private final ArrayDeque<Call<?>> own = new ArrayDeque<>();

  /** What reads files; null: nothing is taken from the queue yet. */
  private @Nullable Ranges ranges;

  /** With so many requests on their way the server is busy, and more can wait for one write. */
  private int enough = Integer.MAX_VALUE;

  /**
   * @param waiting the requests on their way
   */
  Sender(SftpChannel channel, ReentrantLock lock, RequestQueue queue, RequestTable waiting) {
    this.channel = channel;
    this.lock = lock;
    this.more = lock.newCondition();
    this.queue = queue;
    this.waiting = waiting;
  }

  /** Says hello, and begins to send. */
  void greet(SftpSubsystem session) {
    batch.begin(Sftp.INIT).uint32(Sftp.VERSION_3).end();
    Thread.ofPlatform().name("fsl-sender").daemon().start(() -> run(session));
  }

  /** Takes requests from the queue too from now on. */
  void begin(Ranges reads, int requests) {
    ranges = reads;
    enough = requests;
  }

  void add(Call<?> call) {
    own.add(call);
    nudge();
  }

  /** Wakes the thread if there is something to send, and it is time to. */
  void nudge() {
    if (waiting.size() <= enough && (ranges == null || !own.isEmpty() || ranges.hungry())) {
      more.signal();
    }
  }

  /** Encodes a request into the batch; for the thread alone. */
  void encode(int type, PendingRequest waits, Consumer<RequestBatch> fields) {
    batch.begin(type).uint32(waiting.add(waits));
    fields.accept(batch);
    batch.end();
  }

  /** The channel is dead: what was not sent yet is lost, and the thread ends. */
  void lost(IOException cause) {
    own.forEach(call -> call.lost(cause));
    own.clear();
    more.signal();
  }

  // --- the thread

  private void run(SftpSubsystem session) {
    try {
      while (fillBatch()) {
        batch.sendTo(session);
      }
    } catch (IOException e) {
      channel.ended(e);
    } catch (InterruptedException e) {
      channel.ended(new IOException("interrupted", e));
    } catch (RuntimeException | Error e) {
      channel.broken(e);
    }
  }

  /** Waits for requests and encodes them; false at the end. */
  private boolean fillBatch() throws InterruptedException {
    lock.lock();
    try {
      while (!channel.isDead()) {
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
      call = queue.nextCall();
    }
    if (call != null) {
      call.completeOn(channel.writer());
      channel.send(call.type(), call, call::encode);
      return true;
    }
    return ranges != null && ranges.next();
  }
}
