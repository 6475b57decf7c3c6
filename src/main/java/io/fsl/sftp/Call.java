package io.fsl.sftp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request with one reply: everything but the reading of files.
 *
 * @param <T> what the reply brings
 */
final class Call<T extends @Nullable Object> implements PendingRequest {
  private final int type;
  private final Supplier<String> what;
  private final Consumer<RequestBatch> fields;
  private final Decoder<T> decoder;
  private final CompletableFuture<T> future = new CompletableFuture<>();
  private Runnable whenAnswered = () -> {};
  private Executor completions = Runnable::run;

  /**
   * @param type of the request
   * @param what the request and its path, for messages: asked only when there is one
   * @param fields writes what follows the id
   */
  Call(int type, Supplier<String> what, Consumer<RequestBatch> fields, Decoder<T> decoder) {
    this.type = type;
    this.what = what;
    this.fields = fields;
    this.decoder = decoder;
  }

  /** A call whose reply is a mere status. */
  static Call<@Nullable Void> forStatus(
      int type, Supplier<String> what, Consumer<RequestBatch> fields) {
    return new Call<>(
        type,
        what,
        fields,
        (reply, body) -> {
          Replies.require(Sftp.STATUS, reply);
          return null;
        });
  }

  /** Asks for the attributes of what the path leads to. */
  static Call<Attributes> stat(RemotePath path) {
    return forAttributes(Sftp.STAT, () -> "stat " + path, path.raw());
  }

  /** Asks for the attributes of what has this very name, be it a symbolic link. */
  static Call<Attributes> lstat(RemotePath path) {
    return forAttributes(Sftp.LSTAT, () -> "lstat " + path, path.raw());
  }

  /** Asks for the attributes of an open file. */
  static Call<Attributes> fstat(RemotePath path, byte[] handle) {
    return forAttributes(Sftp.FSTAT, () -> "fstat " + path, handle);
  }

  /** Asks for the path with all links in it resolved. */
  static Call<RemotePath> realPath(RemotePath path) {
    return new Call<>(
        Sftp.REALPATH, () -> "resolve " + path, out -> out.string(path.raw()), Replies::name);
  }

  private static Call<Attributes> forAttributes(int type, Supplier<String> what, byte[] of) {
    return new Call<>(
        type,
        what,
        out -> out.string(of),
        (reply, body) -> {
          Replies.require(Sftp.ATTRS, reply);
          return Replies.attributes(body);
        });
  }

  /** What a future failed with, behind the wrapper of those that depend on it. */
  static Throwable cause(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }

  CompletableFuture<T> future() {
    return future;
  }

  int type() {
    return type;
  }

  void encode(RequestBatch to) {
    fields.accept(to);
  }

  /** Has that run as soon as the reply is there, whatever it says, with the channel's lock held. */
  Call<T> whenAnswered(Runnable run) {
    whenAnswered = run;
    return this;
  }

  /** The future's dependents run there, not on the thread that reads from the network. */
  void completeOn(Executor executor) {
    completions = executor;
  }

  @Override
  public void answered(int reply, ByteBuffer body) throws ProtocolException {
    whenAnswered.run();
    if (reply == Sftp.STATUS && status(body) != Sftp.STATUS_OK) {
      fail(Replies.error(body, what.get()));
      return;
    }
    T value = decoder.decode(reply, body);
    completions.execute(() -> future.complete(value));
  }

  private static int status(ByteBuffer body) {
    int status = body.mark().getInt();
    body.reset();
    return status;
  }

  @Override
  public void lost(IOException cause) {
    fail(ConnectionLostException.of(what.get(), cause));
  }

  /** Ends the call without a reply. */
  void fail(IOException cause) {
    completions.execute(() -> future.completeExceptionally(cause));
  }

  /** Takes the result out of a reply's body; an OK status comes here too. */
  interface Decoder<T extends @Nullable Object> {
    T decode(int reply, ByteBuffer body) throws ProtocolException;
  }
}
