package io.fsl.sftp;

import io.fsl.sftp.RangeRead.Ask;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The ranges that one channel reads. OPEN, then as many READs as the window allows, over few files
 * at a time; a file of one READ is closed in the same breath. Replies may come short and in any
 * order; the sink gets the bytes in order. Guarded by the channel's lock.
 */
final class Ranges {
  private final SftpChannel channel;
  private final Work work;
  private final RateLimit rate;
  private final Chunks chunks;
  private final long window;
  private final int readLength;
  private int maxHandles;
  private int grantedHandles;

  private final ArrayDeque<RangeRead> asking = new ArrayDeque<>();
  private final ArrayDeque<Ask> again = new ArrayDeque<>();
  private final ArrayDeque<RangeRead> refused = new ArrayDeque<>();

  /** Files open or being opened. */
  private int handles;

  /** Bytes of the ranges taken that are not delivered. */
  private long undelivered;

  /** Bytes asked for that have not come. */
  private long inFlight;

  /** Bytes that the writer has not written. */
  private long queued;

  private long rateWait;

  /** The READ whose bytes are coming. */
  private @Nullable Ask current;

  private int currentLength;

  Ranges(
      SftpChannel channel,
      Work work,
      RateLimit rate,
      Chunks chunks,
      ServerLimits limits,
      long window) {
    this.channel = channel;
    this.work = work;
    this.rate = rate;
    this.chunks = chunks;
    this.window = window;
    this.readLength = limits.readLength();
    this.maxHandles = limits.openFiles();
  }

  // --- requests: the sender thread

  /** Sends the next request, if there is one that may be sent now. */
  boolean next() {
    rateWait = 0;
    return askAgain() || openRefused() || openNext() || askMore();
  }

  /** Nanoseconds until the rate limit lets the next request through; 0: it waits for nothing. */
  long rateWait() {
    return rateWait;
  }

  /** Whether a good part of the window is free. */
  boolean hungry() {
    return inFlight + queued <= window / 4 * 3;
  }

  private boolean askAgain() {
    Ask ask = again.poll();
    if (ask == null) {
      return false;
    }
    send(ask);
    return true;
  }

  private boolean openRefused() {
    if (refused.isEmpty() || handles > 0) {
      return false;
    }
    open(refused.remove());
    return true;
  }

  private boolean openNext() {
    if (handles >= maxHandles || undelivered >= 2 * window || !refused.isEmpty()) {
      return false;
    }
    RangeRead range = work.nextRange();
    if (range == null) {
      return false;
    }
    open(range);
    return true;
  }

  private void open(RangeRead range) {
    handles++;
    undelivered += range.end - range.delivered;
    channel.send(
        Sftp.OPEN,
        new Opening(range),
        out -> out.string(range.path.raw()).uint32(Sftp.OPEN_FOR_READING).uint32(0));
  }

  private boolean askMore() {
    RangeRead range = asking.peek();
    if (range == null || inFlight + queued >= window) {
      return false;
    }
    int length = (int) Math.min(readLength, range.end - range.asked);
    rateWait = rate.take(length);
    if (rateWait > 0) {
      return false;
    }
    asking.remove();
    boolean only = range.first == null && range.asked + length == range.end;
    send(range.ask(length));
    if (!range.allAsked()) {
      asking.add(range);
    } else if (only) {
      close(range);
    }
    return true;
  }

  private void send(Ask ask) {
    byte[] handle = ask.range.handle;
    if (handle == null) {
      throw new IllegalStateException("READ of a closed file");
    }
    ask.range.pending++;
    inFlight += ask.length;
    channel.send(
        Sftp.READ,
        new Reading(ask),
        out -> out.string(handle).uint64(ask.offset).uint32(ask.length));
  }

  private void close(RangeRead range) {
    byte[] handle = range.handle;
    if (handle != null) {
      range.handle = null;
      handles--;
      channel.submit(Call.forStatus(Sftp.CLOSE, "close " + range.path, out -> out.string(handle)));
    }
  }

  // --- replies: the thread that reads from the network

  private void opened(RangeRead range, int type, ByteBuffer body) throws ProtocolException {
    if (type != Sftp.HANDLE) {
      refusedToOpen(range, Replies.error(body, "open " + range.path));
      return;
    }
    range.handle = Replies.string(body);
    if (range.refusedInCompany) {
      maxHandles = Math.max(1, grantedHandles);
    }
    if (range.failure != null) {
      settle(range);
    } else if (range.allDelivered()) {
      complete(range);
    } else {
      asking.add(range);
    }
  }

  /**
   * A server may run out of handles, which it reports as a mere failure. Such a file is opened
   * again when it is alone; if that works, this channel keeps to the number of files that worked
   * before.
   */
  private void refusedToOpen(RangeRead range, RemoteException error) {
    handles--;
    boolean inCompany = handles > 0 && error.status() == Sftp.STATUS_FAILURE;
    if (inCompany && !range.refusedInCompany) {
      range.refusedInCompany = true;
      grantedHandles = handles;
      undelivered -= range.end - range.delivered;
      refused.add(range);
    } else {
      fail(range, error);
      settle(range);
    }
  }

  void dataBegins(Ask ask, int length) throws ProtocolException {
    RangeRead range = ask.range;
    if (length > ask.length) {
      throw new ProtocolException("more data than asked for");
    }
    range.pending--;
    inFlight -= ask.length;
    current = ask;
    currentLength = length;
    if (length == 0) {
      fail(range, new RemoteException(Sftp.STATUS_FAILURE, "read " + range.path + ": no data"));
      settle(range);
    } else if (range.first != ask && range.failure == null) {
      ask.held = new byte[length];
    }
  }

  void data(byte[] bytes, int offset, int length) {
    Ask ask = current();
    if (ask.range.failure != null) {
      return;
    }
    if (ask.held != null) {
      ask.hold(bytes, offset, length);
    } else {
      append(ask.range, bytes, offset, length);
    }
  }

  void dataEnds() {
    Ask ask = current();
    RangeRead range = ask.range;
    if (range.failure != null) {
      settle(range);
      return;
    }
    ask.answered = true;
    if (currentLength < ask.length) {
      Ask rest = range.rest(ask, currentLength);
      if (range.handle != null) {
        again.add(rest);
      }
    }
    advance(range);
  }

  private Ask current() {
    if (current == null) {
      throw new IllegalStateException("data without a READ");
    }
    return current;
  }

  /** Delivers what came before its turn, and sees whether the range is complete. */
  private void advance(RangeRead range) {
    Ask ask = range.first;
    while (ask != null && ask.answered) {
      if (ask.held != null) {
        append(range, ask.held, 0, ask.length);
      }
      ask = ask.next;
    }
    range.first = ask;
    if (range.allDelivered()) {
      complete(range);
    } else if (range.handle == null) {
      undelivered -= range.end - range.delivered;
      range.restart();
      work.addFirst(range);
    }
  }

  private void append(RangeRead range, byte[] bytes, int offset, int length) {
    int at = offset;
    int left = length;
    while (left > 0) {
      ByteBuffer chunk = range.chunk;
      if (chunk == null) {
        chunk = chunks.take(range.end - range.delivered);
        range.chunk = chunk;
      }
      int n = Math.min(left, chunk.remaining());
      chunk.put(bytes, at, n);
      at += n;
      left -= n;
      range.delivered += n;
      undelivered -= n;
      if (!chunk.hasRemaining()) {
        flush(range);
      }
    }
  }

  private void flush(RangeRead range) {
    ByteBuffer chunk = range.chunk;
    if (chunk != null) {
      range.chunk = null;
      queued += chunk.flip().remaining();
      channel.writer().execute(() -> write(range, chunk));
    }
  }

  private void complete(RangeRead range) {
    flush(range);
    close(range);
    channel.writer().execute(() -> finish(range));
  }

  /** The server refused a READ. */
  private void unreadable(Ask ask, ByteBuffer body) throws ProtocolException {
    RangeRead range = ask.range;
    range.pending--;
    inFlight -= ask.length;
    fail(range, Replies.error(body, "read " + range.path + " at " + ask.offset));
    settle(range);
  }

  private void fail(RangeRead range, IOException cause) {
    if (range.failure == null) {
      range.failure = cause;
    }
  }

  /** Lets go of a failed range once nothing of it is on its way. */
  private void settle(RangeRead range) {
    if (range.pending > 0) {
      return;
    }
    asking.remove(range);
    again.removeIf(ask -> ask.range == range);
    undelivered -= range.end - range.delivered;
    close(range);
    channel.writer().execute(() -> finish(range));
  }

  /** Ends all ranges that this channel has. Those with requests on their way end through these. */
  void lost(IOException cause) {
    List<RangeRead> idle =
        Stream.of(asking.stream(), refused.stream(), again.stream().map(ask -> ask.range))
            .flatMap(ranges -> ranges)
            .filter(range -> range.pending == 0)
            .distinct()
            .toList();
    idle.forEach(range -> lost(range, cause));
  }

  private void lost(RangeRead range, IOException cause) {
    fail(
        range,
        new ConnectionLostException("read " + range.path + ": " + cause.getMessage(), cause));
    range.handle = null;
    settle(range);
  }

  // --- the writer thread

  private void write(RangeRead range, ByteBuffer chunk) {
    int length = chunk.remaining();
    IOException failure = range.failure == null ? tryWrite(range, chunk) : null;
    chunks.give(chunk);
    channel.locked(() -> written(range, length, failure));
  }

  private static @Nullable IOException tryWrite(RangeRead range, ByteBuffer chunk) {
    try {
      range.sink.write(chunk);
      return null;
    } catch (IOException e) {
      return e;
    }
  }

  private void written(RangeRead range, int length, @Nullable IOException failure) {
    queued -= length;
    if (failure != null) {
      fail(range, failure);
      if (!range.allDelivered() && range.handle != null) {
        settle(range);
      }
    }
  }

  private static void finish(RangeRead range) {
    IOException failure = range.failure;
    if (failure == null) {
      range.done.complete(null);
    } else {
      range.done.completeExceptionally(failure);
    }
  }

  /** An OPEN on its way. */
  private final class Opening implements Waiting {
    private final RangeRead range;

    Opening(RangeRead range) {
      this.range = range;
    }

    @Override
    public void answered(int type, ByteBuffer body) throws ProtocolException {
      opened(range, type, body);
    }

    @Override
    public void lost(IOException cause) {
      Ranges.this.lost(range, cause);
    }
  }

  /** A READ on its way; its data comes through {@link #dataBegins}. */
  final class Reading implements Waiting {
    private final Ask ask;

    Reading(Ask ask) {
      this.ask = ask;
    }

    Ask ask() {
      return ask;
    }

    @Override
    public void answered(int type, ByteBuffer body) throws ProtocolException {
      if (type != Sftp.STATUS) {
        throw new ProtocolException("reply of type " + type + " to READ");
      }
      unreadable(ask, body);
    }

    @Override
    public void lost(IOException cause) {
      ask.range.pending--;
      Ranges.this.lost(ask.range, cause);
    }
  }
}
