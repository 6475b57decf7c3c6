package io.fsl.sftp;

import io.fsl.sftp.RangeRead.Ask;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The ranges that one channel reads: OPEN, then as many READs as the read-ahead allows, over few
 * files at a time; a file of one READ is closed in the same breath. Replies may come short and in
 * any order. Guarded by the channel's lock.
 */
final class Ranges implements FileHandles.Opened {
  private final SftpChannel channel;
  private final RequestQueue queue;
  private final RateLimit rate;
  private final Reassembly reassembly;
  private final FileHandles handles;
  private final int readLength;
  private final ReadAhead readAhead;
  private final ArrayDeque<RangeRead> asking = new ArrayDeque<>();
  private final ArrayDeque<Ask> again = new ArrayDeque<>();

  /** Bytes asked for that have not come. */
  private long inFlight;

  /** Bytes that have come. */
  private long come;

  private long rateWait;

  /** The READ whose bytes are coming; null between two replies. */
  private @Nullable Ask current;

  private int currentLength;

  Ranges(
      SftpChannel channel,
      RequestQueue queue,
      RateLimit rate,
      Chunks chunks,
      ServerLimits limits,
      ReadAhead readAhead) {
    this.channel = channel;
    this.queue = queue;
    this.rate = rate;
    this.readAhead = readAhead;
    this.reassembly = new Reassembly(channel, chunks, this::sinkFailed);
    this.readLength = rate.portion(limits.readLength());
    this.handles = new FileHandles(channel, queue, reassembly, limits.openFiles(), this);
  }

  // --- requests: the sender thread

  /** Sends the next request, if there is one that may be sent now. */
  boolean next() {
    rateWait = 0;
    return askAgain() || handles.openAgain() || openNext() || askMore();
  }

  /** Nanoseconds until the rate limit lets the next request through; 0: it waits for nothing. */
  long rateWait() {
    return rateWait;
  }

  /** Whether to send now: short reads at once; new READs when a quarter of the room is free. */
  boolean hungry() {
    boolean more = !asking.isEmpty() || handles.waitToBeOpened() || !queue.isEmpty();
    return againNext().isPresent() || (more && outstanding() <= room() / 4 * 3);
  }

  /** How many bytes may be outstanding; files of one READ need no more than a link takes. */
  private long room() {
    RangeRead range = asking.peek();
    boolean big = range != null && range.end - range.delivered > readLength;
    return big ? readAhead.after(come) : readAhead.most();
  }

  private long outstanding() {
    return inFlight + reassembly.backlog();
  }

  /**
   * What came short is asked for at once; without room only where its turn is now, as nothing else
   * makes room then.
   */
  private boolean askAgain() {
    Optional<Ask> next = againNext();
    next.ifPresent(ask -> {
      again.remove(ask);
      send(ask);
    });
    return next.isPresent();
  }

  private Optional<Ask> againNext() {
    if (again.isEmpty()) {
      return Optional.empty();
    }
    boolean full = outstanding() >= room();
    return again.stream().filter(ask -> !full || ask.range.first == ask).findFirst();
  }

  private boolean openNext() {
    return reassembly.undelivered() < 2 * readAhead.most() && handles.openNext();
  }

  private boolean askMore() {
    RangeRead range = asking.peek();
    if (range == null || outstanding() >= room()) {
      return false;
    }
    int length = (int) Math.min(readLength, range.end - range.asked);
    rateWait = rate.take(length);
    if (rateWait > 0) {
      return false;
    }
    asking.remove();
    boolean only = range.first == null && range.asked + length == range.end && !range.cameShort;
    send(range.ask(length));
    if (!range.allAsked()) {
      asking.add(range);
      return true;
    }
    range.lookAtOpened().ifPresent(channel::submit);
    if (only) {
      handles.close(range);
      range.lookAtPath().ifPresent(channel::submit);
    }
    return true;
  }

  private void send(Ask ask) {
    byte[] handle = Objects.requireNonNull(ask.range.handle, "a READ of a closed file");
    ask.range.pending++;
    inFlight += ask.length;
    channel.send(
        Sftp.READ,
        new PendingRead(this, ask),
        out -> out.string(handle).uint64(ask.offset).uint32(ask.length));
  }

  // --- replies: the thread that reads from the network

  @Override
  public void opened(RangeRead range) {
    if (range.failure != null) {
      settle(range);
    } else if (range.allDelivered()) {
      complete(range);
    } else {
      asking.add(range);
    }
  }

  @Override
  public void notOpened(RangeRead range, IOException cause) {
    range.fail(cause);
    settle(range);
  }

  void dataBegins(Ask ask, int length) {
    RangeRead range = ask.range;
    range.pending--;
    inFlight -= ask.length;
    if (length == 0) {
      range.fail(new RemoteException(Sftp.STATUS_FAILURE, "read " + range.path + ": no data"));
      settle(range);
      return;
    }
    current = ask;
    currentLength = length;
    if (range.failure == null) {
      reassembly.begins(ask, length);
    }
  }

  void data(byte[] bytes, int offset, int length) {
    Ask ask = Objects.requireNonNull(current);
    come += length;
    if (ask.range.failure == null) {
      reassembly.take(ask, bytes, offset, length);
    }
  }

  void dataEnds() {
    Ask ask = Objects.requireNonNull(current);
    RangeRead range = ask.range;
    current = null;
    if (range.failure != null) {
      settle(range);
      return;
    }
    ask.answered = true;
    if (currentLength < ask.length) {
      askForRest(range, ask);
    }
    reassembly.advance(range);
    if (range.allDelivered()) {
      complete(range);
    } else if (range.handle == null) {
      handles.reopen(range);
    }
  }

  private void askForRest(RangeRead range, Ask ask) {
    range.cameShort = true;
    Ask rest = range.rest(ask, currentLength);
    if (range.handle != null) {
      again.add(rest);
    }
  }

  private void complete(RangeRead range) {
    handles.close(range);
    reassembly.finish(range);
  }

  /** The server refused a READ. */
  void unreadable(Ask ask, RemoteException error) {
    RangeRead range = ask.range;
    range.pending--;
    inFlight -= ask.length;
    range.fail(error);
    settle(range);
  }

  /** Nothing more is asked of a range whose sink has failed, if anything would be. */
  private void sinkFailed(RangeRead range) {
    if (!range.allDelivered() && range.handle != null) {
      settle(range);
    }
  }

  /** Asks for no more of a failed range, and lets go of it once nothing of it is on its way. */
  private void settle(RangeRead range) {
    asking.remove(range);
    again.removeIf(ask -> ask.range == range);
    if (range.pending > 0 || range.settled) {
      return;
    }
    range.settled = true;
    reassembly.forget(range);
    handles.close(range);
    reassembly.finish(range);
  }

  /** Ends all ranges that this channel has. Those with requests on their way end through these. */
  void lost(IOException cause) {
    Ask coming = current;
    current = null;
    List<RangeRead> idle =
        Stream.of(
                asking.stream(),
                handles.waiting(),
                again.stream().map(ask -> ask.range),
                Stream.ofNullable(coming).map(ask -> ask.range))
            .flatMap(ranges -> ranges)
            .filter(range -> range.pending == 0)
            .distinct()
            .toList();
    idle.forEach(range -> lost(range, cause));
  }

  void lost(RangeRead range, IOException cause) {
    range.fail(ConnectionLostException.of("read " + range.path, cause));
    range.handle = null;
    settle(range);
  }
}
