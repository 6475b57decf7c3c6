package io.fsl.action;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.fsl.config.AfterFetch;
import io.fsl.config.FetchSource;
import io.fsl.sftp.Remote;
import io.fsl.sftp.RemoteException;
import io.fsl.sftp.RemotePath;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Deals with the remote file once every place has it: {@code after_fetch}. Only the version that
 * was fetched is touched; what a crash left half-way is completed by asking again.
 */
public final class FinishRemote {
  private final FetchSource source;
  private final FinishMarkers markers;
  private final DeleteRemote delete;
  private final MoveRemote move;

  public FinishRemote(Remote remote, FetchSource source, DoneMarkers markers, FetchLedger ledger) {
    this(remote, source, markers, ledger, RenamedTimes.PAUSE);
  }

  /**
   * @param pause until a file that is renamed is sure to get another time, if it gets one
   */
  FinishRemote(
      Remote remote, FetchSource source, DoneMarkers markers, FetchLedger ledger, Duration pause) {
    this.source = source;
    RemoteNames names = new RemoteNames(remote);
    RenamedTimes times = new RenamedTimes(remote, names, pause);
    PutAside aside = new PutAside(remote, names, times, ledger);
    this.delete = new DeleteRemote(remote, aside);
    this.move =
        new MoveRemote(
            names,
            new RemoteFolders(remote, names),
            aside,
            ledger,
            folder(source),
            moveFolder(source));
    this.markers = new FinishMarkers(remote, names, source, markers, ledger, this::finishMarker);
  }

  /**
   * For the end of a loop: done files go that no file needs any more. What fails may be tried
   * again.
   */
  public void end() throws IOException {
    markers.end();
  }

  /** The folder that the files are in. */
  public static RemotePath folder(FetchSource source) {
    return RemotePath.of(source.folder(), source.charset());
  }

  /** The folder that files are moved to; empty path: they are not moved. */
  public static RemotePath moveFolder(FetchSource source) {
    return source.afterFetch() instanceof AfterFetch.Move move
        ? folder(source).resolve(RemotePath.of(plain(move.folder()), source.charset()))
        : RemotePath.of(new byte[0]);
  }

  /**
   * The folder that files are moved to, as a listing of the source has it: on the server, links may
   * lead from the one to the other. Empty path: they are not moved.
   */
  public static RemotePath listedMoveFolder(Remote remote, FetchSource source) throws IOException {
    RemotePath to = moveFolder(source);
    if (to.length() == 0 || !source.recursive()) {
      return to;
    }
    CompletableFuture<RemotePath> from = remote.realPath(folder(source));
    CompletableFuture<RemotePath> real = remote.realPath(to);
    try {
      return MoveRemote.inside(from.join(), real.join()).map(folder(source)::resolve).orElse(to);
    } catch (CompletionException e) {
      if (Outcomes.cause(e) instanceof RemoteException) {
        return to; // it may be still to be created, or the server does not tell
      }
      throw Outcomes.exception(e);
    }
  }

  /** As a listing would spell it. Two dots stay: only the server knows where a link leads. */
  private static String plain(String folder) {
    return folder.replaceAll("/+(\\./+)*", "/").replaceAll("^\\./|(?<=.)/\\.?$", "");
  }

  /**
   * Keeps, deletes or moves the remote file, and its marker with it. Completes when that is done,
   * or was done before.
   */
  public CompletableFuture<@Nullable Void> finish(RemoteFile file) {
    return switch (source.afterFetch()) {
      case AfterFetch.Keep() -> completedFuture(null);
      case AfterFetch.Delete() -> delete.delete(file).thenCompose(gone -> markers.gone(file));
      case AfterFetch.Move _ -> move.move(file).thenCompose(gone -> markers.gone(file));
    };
  }

  private CompletableFuture<@Nullable Void> finishMarker(
      RemotePath from, RemotePath marker, RemotePath file) {
    return switch (source.afterFetch()) {
      case AfterFetch.Keep() -> completedFuture(null);
      case AfterFetch.Delete() -> delete.remove(from);
      case AfterFetch.Move _ -> move.moveMarker(from, marker, file);
    };
  }
}
