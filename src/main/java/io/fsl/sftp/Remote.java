package io.fsl.sftp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One SFTP server, as the actions see it. Requests are pipelined: a method that returns a future
 * returns at once, and its future completes on a thread that must not be blocked.
 *
 * <p>Futures complete exceptionally with a {@link RemoteException} when the server answers with an
 * error, with a {@link ConnectionLostException} when the connection breaks (the request may be
 * tried again), with an {@link UnreachableException} when there is none and will be none, and with
 * what a {@link Sink} threw.
 */
public interface Remote extends AutoCloseable {
  /** In how many ranges at once a single big file comes fastest. */
  int lanes();

  /** How many files on their way at once are enough to be as fast as can be. */
  int files();

  /**
   * Streams a folder's entries, {@code .} and {@code ..} left out, in the server's order.
   *
   * @param each called on the calling thread; it may block, which holds up the listing
   * @throws IOException when the listing is not complete
   */
  void list(RemotePath folder, Consumer<Entry> each) throws IOException;

  /**
   * Announces that a folder is listed soon, so that its first entries may be asked for already.
   *
   * @return whether another one may be announced
   */
  default boolean listSoon(RemotePath folder) {
    return false;
  }

  /** Attributes of what the path leads to; symbolic links are followed. */
  CompletableFuture<Attributes> stat(RemotePath path);

  /** Attributes of what has this very name; a symbolic link is not followed. */
  CompletableFuture<Attributes> statLink(RemotePath path);

  /** Attributes of the file that opening the path gives, for servers that refuse {@link #stat}. */
  CompletableFuture<Attributes> statOpened(RemotePath path);

  /**
   * The path with all that its folders, and itself, lead to as links, as far as the server tells.
   */
  CompletableFuture<RemotePath> realPath(RemotePath path);

  /**
   * Reads a range of a file. The bytes reach the sink in order, from the offset on. The future
   * fails when the file ends before.
   *
   * @param offset in bytes from the start of the file
   * @param length in bytes; with 0 the file is only opened, which shows that it can be
   * @return completes after the sink has taken the last byte, with the attributes that the opened
   *     file had after that byte was read, whatever has its path by now; with null when they are
   *     not known
   */
  CompletableFuture<@Nullable Attributes> read(
      RemotePath path, long offset, long length, Sink sink);

  /**
   * Reads a whole file, as {@link #read} does, but shows what its path leads to, as {@link #stat}
   * does; where it can be, that is asked for in the same breath, as a server answers requests about
   * one file as if each came after the reply to the one before (draft-ietf-secsh-filexfer-02,
   * section 6.1).
   *
   * @param length in bytes
   * @return completes after the sink has taken the last byte, with the attributes that the file had
   *     after that byte was read; with null when they are still to be asked for
   */
  default CompletableFuture<@Nullable Attributes> readWhole(
      RemotePath path, long length, Sink sink) {
    return read(path, 0, length, sink).thenApply(done -> null);
  }

  /** Renames; fails when the new name exists. */
  CompletableFuture<@Nullable Void> rename(RemotePath from, RemotePath to);

  /**
   * Renames in one step; a file of the new name is replaced. The plain {@link #rename} of OpenSSH's
   * server is two steps, a link and an unlink: what takes the old name in between is lost.
   *
   * @return false when the server has no such operation; then nothing is done
   */
  CompletableFuture<Boolean> replace(RemotePath from, RemotePath to);

  /** Removes a file. */
  CompletableFuture<@Nullable Void> remove(RemotePath path);

  /** Creates a folder; fails when the name exists. */
  CompletableFuture<@Nullable Void> makeFolder(RemotePath path);

  /**
   * Drops all connections; requests under way and later ones fail with an {@link
   * UnreachableException}.
   */
  @Override
  void close();

  /** Takes the bytes of one range, one call at a time and in order. */
  interface Sink {
    /** Takes all remaining bytes of the buffer, which is the caller's again afterwards. */
    void write(ByteBuffer bytes) throws IOException;

    /** Hears that the file is opened once more: bytes that come from now on may be of another. */
    default void reopened() {}
  }
}
