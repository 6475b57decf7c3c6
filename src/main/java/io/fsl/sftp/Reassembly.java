package io.fsl.sftp;

import io.fsl.sftp.RangeRead.Ask;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts the bytes of a range back in order on their way from the network to its sink, as a server
 * may answer READs in any order: what comes before its turn is held; what is in order is collected
 * into chunks, which the writer thread hands to the sink. Guarded by the channel's lock, except for
 * what the writer thread does.
 */
final class Reassembly {
  /** What a reply that is held takes up beside its bytes, about; in bytes. */
  private static final int OVERHEAD = 128;

  private final SftpChannel channel;
  private final Chunks chunks;
  private final Consumer<RangeRead> whenSinkFailed;

  /** Bytes of the ranges taken that are not delivered. */
  private long undelivered;

  /** Bytes that the writer has not written. */
  private long queued;

  /** Bytes that came before their turn, with what each reply takes up beside. */
  private long held;

  /**
   * @param whenSinkFailed is told, with the channel's lock held, of a range whose failure is set
   */
  Reassembly(SftpChannel channel, Chunks chunks, Consumer<RangeRead> whenSinkFailed) {
    this.channel = channel;
    this.chunks = chunks;
    this.whenSinkFailed = whenSinkFailed;
  }

  /** Bytes still to come of the ranges taken. */
  long undelivered() {
    return undelivered;
  }

  /** Bytes that have come and take up memory. */
  long backlog() {
    return queued + held;
  }

  /** The range's bytes are about to be asked for. */
  void expect(RangeRead range) {
    undelivered += range.end - range.delivered;
  }

  /** No more bytes of the range are expected for now; those held are of no use. */
  void forget(RangeRead range) {
    undelivered -= range.end - range.delivered;
    held -= range.held;
    range.held = 0;
  }

  /** So many bytes of a READ begin to come. */
  void begins(Ask ask, int length) {
    RangeRead range = ask.range;
    if (range.first != ask) {
      ask.held = new byte[length];
      range.held += length + OVERHEAD;
      held += length + OVERHEAD;
    }
  }

  /** Some bytes of the READ that began last. */
  void take(Ask ask, byte[] bytes, int offset, int length) {
    if (ask.held != null) {
      ask.hold(bytes, offset, length);
    } else {
      append(ask.range, bytes, offset, length);
    }
  }

  /** Delivers what came before its turn, if it is its turn now. */
  void advance(RangeRead range) {
    Ask ask = range.first;
    while (ask != null && ask.answered) {
      if (ask.held != null) {
        range.held -= ask.length + OVERHEAD;
        held -= ask.length + OVERHEAD;
        append(range, ask.held, 0, ask.length);
      }
      ask = ask.next;
    }
    range.first = ask;
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
    ByteBuffer chunk = takeChunk(range);
    if (chunk != null) {
      channel.writer().execute(() -> write(range, chunk));
    }
  }

  /** Completes a range's future once the sink has all that was delivered, or has failed. */
  void finish(RangeRead range) {
    ByteBuffer last = takeChunk(range);
    channel
        .writer()
        .execute(() -> {
          try {
            if (last != null) {
              write(range, last);
            }
          } finally {
            complete(range);
          }
        });
  }

  /** What was collected for the next write, if there is anything. */
  private @Nullable ByteBuffer takeChunk(RangeRead range) {
    ByteBuffer chunk = range.chunk;
    range.chunk = null;
    if (chunk != null) {
      queued += chunk.flip().remaining();
    }
    return chunk;
  }

  // --- the writer thread

  private void write(RangeRead range, ByteBuffer chunk) {
    int length = chunk.remaining();
    Throwable failure = range.failure == null ? tryWrite(range, chunk) : null;
    try {
      chunks.give(chunk);
      channel.locked(() -> written(range, length, failure));
    } catch (Throwable e) {
      range.fail(failure == null ? e : failure);
      throw e;
    }
  }

  /** Whatever a sink throws is its range's failure, and no other's. */
  private static @Nullable Throwable tryWrite(RangeRead range, ByteBuffer chunk) {
    try {
      range.sink.write(chunk);
      return null;
    } catch (Throwable e) {
      return e;
    }
  }

  private void written(RangeRead range, int length, @Nullable Throwable failure) {
    queued -= length;
    if (failure != null) {
      range.fail(failure);
      whenSinkFailed.accept(range);
    }
  }

  private static void complete(RangeRead range) {
    Throwable failure = range.failure;
    if (failure == null) {
      range.done.complete(null);
    } else {
      range.done.completeExceptionally(failure);
    }
  }
}
