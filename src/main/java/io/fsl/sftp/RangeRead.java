package io.fsl.sftp;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A range of a remote file on its way to a sink. Guarded by the lock of the channel that has it.
 */
final class RangeRead {
  final RemotePath path;
  final Remote.Sink sink;
  final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();

  /** Offset behind the last byte. */
  final long end;

  /** Bytes before this offset have been asked for. */
  long asked;

  /** Bytes before this offset have come, in order, and are in a chunk or further. */
  long delivered;

  /** The handle of the open file; null before it is open and after the CLOSE was sent. */
  byte @Nullable [] handle;

  /** How many READs have no reply yet. */
  int pending;

  /** READs whose bytes are not delivered yet, by offset; the first one's bytes come next. */
  @Nullable Ask first;

  /** The buffer in which bytes are collected for the next write. */
  @Nullable ByteBuffer chunk;

  /** What came before its turn, in bytes of memory. */
  long held;

  /** Whether the server once refused to open it while it had other files open. */
  boolean refusedInCompany;

  /** Whether a READ brought fewer bytes than it asked for: more may do so. */
  boolean cameShort;

  /** Whether it has failed and all is done about that. */
  boolean settled;

  private final Look wanted;

  /** Shows the file behind the READ of its last byte; null: it was not sent, or too early. */
  private @Nullable Call<Attributes> look;

  /** Set once; read by the writer thread too. */
  volatile @Nullable Throwable failure;

  private @Nullable Ask last;

  /** How the file is looked at once all bytes have been asked for. */
  enum Look {
    /** Not at all. */
    NONE,

    /** By its path, if one READ asked for all of it: it is closed before. */
    AT_PATH,

    /** As the file that was opened, whatever has that path by now, unless READs came short. */
    AT_OPENED
  }

  RangeRead(RemotePath path, long offset, long length, Remote.Sink sink, Look wanted) {
    this.path = path;
    this.sink = sink;
    this.wanted = wanted;
    this.asked = offset;
    this.delivered = offset;
    this.end = offset + length;
  }

  /** Appends the READ of the next bytes. */
  Ask ask(int length) {
    Ask ask = new Ask(this, asked, length);
    asked += length;
    if (first == null || last == null) {
      first = ask;
    } else {
      last.next = ask;
    }
    last = ask;
    return ask;
  }

  /** The first failure is the one that counts. */
  void fail(Throwable cause) {
    if (failure == null) {
      failure = cause;
    }
  }

  /** The look at the open file, to be sent before its CLOSE. */
  Optional<Call<Attributes>> lookAtOpened() {
    if (wanted == Look.AT_OPENED && handle != null && !cameShort) {
      look = Call.fstat(path, handle);
      return Optional.of(look);
    }
    return Optional.empty();
  }

  /** The look at the file's path, to be sent behind its CLOSE. */
  Optional<Call<Attributes>> lookAtPath() {
    if (wanted == Look.AT_PATH) {
      look = Call.stat(path);
      return Optional.of(look);
    }
    return Optional.empty();
  }

  /** The attributes that the file had after its last byte was read; null: they are not known. */
  CompletableFuture<@Nullable Attributes> shown() {
    return look == null
        ? CompletableFuture.completedFuture(null)
        : look.future().handle((attributes, refused) -> attributes);
  }

  /** Splits a READ that brought only some of its bytes; returns the READ for the others. */
  Ask rest(Ask shorter, int got) {
    Ask rest = new Ask(this, shorter.offset + got, shorter.length - got);
    look = null;
    rest.next = shorter.next;
    shorter.next = rest;
    shorter.length = got;
    if (last == shorter) {
      last = rest;
    }
    return rest;
  }

  /** Forgets the READs under way: the file will be opened again for what was not delivered. */
  void restart() {
    first = null;
    last = null;
    asked = delivered;
  }

  /** Bytes that have not come. */
  long left() {
    return end - delivered;
  }

  boolean allAsked() {
    return asked == end;
  }

  boolean allDelivered() {
    return delivered == end;
  }

  /** One READ of a range. */
  static final class Ask {
    final RangeRead range;
    final long offset;
    int length;
    boolean answered;

    /** Bytes that came before their turn. */
    byte @Nullable [] held;

    private int heldBytes;

    @Nullable Ask next;

    Ask(RangeRead range, long offset, int length) {
      this.range = range;
      this.offset = offset;
      this.length = length;
    }

    /** Keeps bytes until it is their turn; {@link #held} has room for them. */
    void hold(byte[] bytes, int offset, int count) {
      if (held != null) {
        System.arraycopy(bytes, offset, held, heldBytes, count);
        heldBytes += count;
      }
    }
  }
}
