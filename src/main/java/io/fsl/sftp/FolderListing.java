package io.fsl.sftp;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One pass over a remote folder, with several READDIRs on their way. */
final class FolderListing {
  private static final int REQUESTS = 16;

  /** More of them in a row are an endless folder. */
  private static final int EMPTY_REPLIES = 64;

  private final SftpChannel channel;
  private final RemotePath folder;
  private final ArrayDeque<CompletableFuture<@Nullable List<Entry>>> replies = new ArrayDeque<>();

  FolderListing(SftpChannel channel, RemotePath folder) {
    this.channel = channel;
    this.folder = folder;
  }

  /** Hands on every entry; throws when the listing is not complete. */
  void forEach(Consumer<Entry> each) throws IOException {
    byte[] handle = open();
    int empty = 0;
    try {
      for (int i = 0; i < REQUESTS; i++) {
        readMore(handle);
      }
      while (!replies.isEmpty()) {
        List<Entry> entries = get(replies.remove());
        if (entries != null) {
          empty = entries.isEmpty() ? empty + 1 : 0;
          if (empty > EMPTY_REPLIES) {
            throw new ProtocolException("list " + folder + ": replies without entries do not end");
          }
          readMore(handle);
          entries.forEach(each);
        }
      }
    } finally {
      channel.submit(
          Call.forStatus(Sftp.CLOSE, () -> "close " + folder, out -> out.string(handle)));
    }
  }

  private byte[] open() throws IOException {
    Call<byte[]> call =
        new Call<>(
            Sftp.OPENDIR, () -> "list " + folder, out -> out.string(folder.raw()), Replies::handle);
    channel.submit(call);
    return get(call.future());
  }

  private void readMore(byte[] handle) {
    Call<List<Entry>> call =
        new Call<>(
            Sftp.READDIR,
            () -> "list " + folder,
            out -> out.string(handle),
            (type, body) -> {
              Replies.require(Sftp.NAME, type);
              return Replies.entries(body);
            });
    channel.submit(call);
    replies.add(call.future().<@Nullable List<Entry>>thenApply(e -> e).exceptionally(this::atEnd));
  }

  /** The end of the folder is an error to the protocol, but none to us. */
  private @Nullable List<Entry> atEnd(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    if (cause instanceof RemoteException answer && answer.status() == Sftp.STATUS_EOF) {
      return null;
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
