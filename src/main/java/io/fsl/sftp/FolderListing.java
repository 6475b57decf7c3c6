package io.fsl.sftp;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a remote folder, with several READDIRs on their way. What has come waits as it
 * came, in no more memory than the server took to send it: entries are made of it when they are
 * taken.
 */
final class FolderListing {
  /** READDIR requests that are kept on their way. */
  private static final int REQUESTS = 16;

  /** At first there are more: a small folder comes to its end before another is sent. */
  private static final int FIRST_REQUESTS = 20;

  /** The same, before anyone takes the entries: until then, what has come takes up memory. */
  private static final int REQUESTS_AHEAD = 4;

  private final SftpChannel channel;
  private final RemotePath folder;

  /** Bodies of replies, in the order of the requests; null: the end. */
  private final ArrayDeque<CompletableFuture<byte @Nullable []>> replies = new ArrayDeque<>();

  private @Nullable CompletableFuture<byte[]> begun;
  private long begunAt;

  /** Whether somebody has entries of it. */
  private boolean handedOn;

  /** Whether a reply said that there are no more entries. */
  private volatile boolean endSeen;

  FolderListing(SftpChannel channel, RemotePath folder) {
    this.channel = channel;
    this.folder = folder;
  }

  /** Asks for the folder and its first entries, for {@link #forEach} some time later. */
  void begin() {
    var _ = begin(REQUESTS_AHEAD);
  }

  /** Whether it was begun so long ago. */
  boolean isOlderThan(Duration age) {
    return System.nanoTime() - begunAt > age.toNanos();
  }

  /** What was begun is not wanted any more. */
  void abandon() {
    if (begun != null) {
      var _ = begun.thenAccept(this::close);
    }
  }

  /** Whether {@link #forEach} has handed on any entry. */
  boolean hasHandedOn() {
    return handedOn;
  }

  private void close(byte[] handle) {
    channel.close(handle, folder);
  }

  private CompletableFuture<byte[]> begin(int requests) {
    Call<byte[]> open =
        new Call<>(
            Sftp.OPENDIR,
            () -> "list " + folder,
            out -> out.string(folder.raw()),
            channel.handles()::opened);
    channel.submit(open);
    CompletableFuture<byte[]> future =
        open.future()
            .thenApply(handle -> {
              for (int i = 0; i < requests; i++) {
                readMore(handle);
              }
              return handle;
            });
    begun = future;
    begunAt = System.nanoTime();
    return future;
  }

  /**
   * Hands on every entry; throws when the listing is not complete. A reply without entries is how
   * some servers tell the end, as OpenSSH's client understands it: none is asked for after it, and
   * once all those on their way have come like that, it was the end.
   */
  void forEach(Consumer<Entry> each) throws IOException {
    byte[] handle = get(begun == null ? begin(FIRST_REQUESTS) : begun);
    boolean ended = false;
    try {
      while (!replies.isEmpty()) {
        byte[] body = next(ended);
        ended |= body == null;
        List<Entry> entries = entries(body);
        if (!entries.isEmpty()) {
          while (replies.size() < REQUESTS && !endSeen) {
            readMore(handle);
          }
          handedOn = true;
          entries.forEach(each);
        }
      }
    } finally {
      close(handle);
    }
  }

  /**
   * The next reply. Behind the end nothing is missing: a server that closes the folder there
   * answers the READDIRs that are on their way with whatever failure.
   */
  private byte @Nullable [] next(boolean ended) throws IOException {
    try {
      return get(replies.remove());
    } catch (RemoteException e) {
      if (ended) {
        return null;
      }
      throw e;
    }
  }

  /** A reply that makes no sense ends the session, as any other. */
  private List<Entry> entries(byte @Nullable [] body) throws IOException {
    if (body == null) {
      return List.of();
    }
    try {
      return Replies.entries(ByteBuffer.wrap(body));
    } catch (ProtocolException e) {
      throw lost(e);
    } catch (BufferUnderflowException e) {
      throw lost(new ProtocolException("a list of names is cut short"));
    }
  }

  private IOException lost(ProtocolException cause) {
    channel.ended(cause);
    return ConnectionLostException.of("list " + folder, cause);
  }

  private void readMore(byte[] handle) {
    Call<byte[]> call =
        new Call<>(
            Sftp.READDIR,
            () -> "list " + folder,
            out -> out.string(handle),
            (type, body) -> {
              Replies.require(Sftp.NAME, type);
              byte[] raw = new byte[body.remaining()];
              body.get(raw);
              return raw;
            });
    channel.submit(call);
    replies.add(call.future().<byte @Nullable []>thenApply(raw -> raw).exceptionally(this::atEnd));
  }

  /**
   * The end of the folder is an error to the protocol, but none to us. A file that vanishes while
   * the server reads the folder, which Apache MINA SSHD tells as if there were no such folder, is
   * one: entries are missing.
   */
  private byte @Nullable [] atEnd(Throwable failure) {
    Throwable cause = Call.cause(failure);
    if (cause instanceof RemoteException answer && answer.status() == Sftp.STATUS_EOF) {
      endSeen = true;
      return null;
    }
    if (cause instanceof RemoteException answer && answer.noSuchFile()) {
      cause =
          new RemoteException(
              Sftp.STATUS_FAILURE, "list " + folder + ": not complete: " + answer.getMessage());
    }
    throw new CompletionException(cause);
  }

  private static <T extends @Nullable Object> T get(CompletableFuture<T> reply) throws IOException {
    try {
      return reply.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConnectionLostException("interrupted", e);
    }
  }
}
