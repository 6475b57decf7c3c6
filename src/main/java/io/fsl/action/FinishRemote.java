package io.fsl.action;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;

import io.fsl.config.AfterFetch;
import io.fsl.config.FetchSource;
import io.fsl.sftp.Attributes;
import io.fsl.sftp.Remote;
import io.fsl.sftp.RemoteException;
import io.fsl.sftp.RemotePath;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Deals with the remote file once every place has it: {@code after_fetch}. Only the version that
 * was fetched is touched; what a crash left half-way is completed by asking again.
 */
public final class FinishRemote {
  private static final Logger LOG = Logger.getLogger("io.fsl.finish");

  private final Remote remote;
  private final FetchSource source;
  private final RemotePath root;
  private final FinishMarkers markers;
  private final RemoteFolders folders;

  /** The new names of files that are being moved, or were when the answer was lost. */
  private final Map<RemotePath, RemotePath> tried = new ConcurrentHashMap<>();

  public FinishRemote(Remote remote, FetchSource source, DoneMarkers markers) {
    this.remote = remote;
    this.source = source;
    this.root = RemotePath.of(source.folder(), source.charset());
    this.markers = new FinishMarkers(markers, source.charset());
    this.folders = new RemoteFolders(remote);
  }

  /** A file that is there; all of them are told before {@link #end}. */
  public void listed(RemoteFile file) {
    if (!(source.afterFetch() instanceof AfterFetch.Keep)) {
      markers.listed(file);
    }
  }

  /** All files were listed, and what was to be finished is. */
  public CompletableFuture<@Nullable Void> end() {
    return markers.end();
  }

  /** The folder that files are moved to; empty path: they are not moved. */
  public static RemotePath moveFolder(FetchSource source) {
    return source.afterFetch() instanceof AfterFetch.Move move
        ? RemotePath.of(source.folder(), source.charset())
            .resolve(RemotePath.of(plain(move.folder()), source.charset()))
        : RemotePath.of(new byte[0]);
  }

  /** As a listing would spell it. */
  private static String plain(String folder) {
    return folder.replaceAll("/+(\\./+)*", "/").replaceAll("^\\./|(?<=.)/\\.?$", "");
  }

  /** Keeps, deletes or moves the remote file. Completes when that is done, or was done before. */
  public CompletableFuture<@Nullable Void> finish(RemoteFile file) {
    return switch (source.afterFetch()) {
      case AfterFetch.Keep() -> completedFuture(null);
      case AfterFetch.Delete() -> delete(file);
      case AfterFetch.Move move -> move(file);
    };
  }

  // --- delete: out of the way first, so that what is looked at is what is removed

  private CompletableFuture<@Nullable Void> delete(RemoteFile file) {
    RemotePath aside =
        file.path()
            .parent()
            .resolve(
                RemotePath.of((ListRemoteFiles.REMOVING + file.partName()).getBytes(US_ASCII)));
    return remote
        .rename(file.path(), aside)
        .thenApply(done -> true)
        .exceptionallyCompose(failure -> unlessAsideOrNewer(file, aside, failure))
        .thenCompose(renamed ->
            findName(aside).thenCompose(found -> removeOrPutBack(file, aside, renamed, found)))
        .thenCompose(removed -> removeMarker(file));
  }

  /** A newer version that came meanwhile needs it. */
  private CompletableFuture<@Nullable Void> removeMarker(RemoteFile file) {
    if (!markers.isUsed()) {
      return completedFuture(null);
    }
    return find(file.path())
        .thenCompose(newer ->
            newer != null
                ? completedFuture(null)
                : markers.gone(
                    file, marker -> remote.remove(marker).exceptionallyCompose(this::unlessGone)));
  }

  /**
   * An earlier run may have ended between the renaming and the removal, or another version may have
   * come, which stays.
   *
   * @return false: nothing was renamed now
   */
  private CompletableFuture<Boolean> unlessAsideOrNewer(
      RemoteFile file, RemotePath aside, Throwable failure) {
    Throwable cause = DownloadFile.cause(failure);
    if (!(cause instanceof RemoteException answer)) {
      return failedFuture(cause);
    }
    return findName(aside)
        .thenCompose(found ->
            found != null || answer.noSuchFile()
                ? completedFuture(false)
                : find(file.path())
                    .thenCompose(now ->
                        now == null || file.isSameVersion(now)
                            ? failedFuture(answer)
                            : completedFuture(false)));
  }

  private CompletableFuture<@Nullable Void> removeOrPutBack(
      RemoteFile file, RemotePath aside, boolean renamed, @Nullable Attributes found) {
    if (found == null) {
      if (renamed) {
        LOG.log(
            Level.WARNING,
            "{0}: the server does not show it as {1}, to which it was renamed; it may be left there",
            new Object[] {file.name(), aside});
      }
      return completedFuture(null);
    }
    if (found.type() == Attributes.Type.LINK || file.isSameVersion(found)) {
      return remote.remove(aside).exceptionallyCompose(this::unlessGone);
    }
    LOG.log(Level.INFO, "{0}: a new version came meanwhile; it stays", file.name());
    return putBack(aside, file);
  }

  /** Where yet another version took its name, it comes back beside: it is not fetched yet. */
  private CompletableFuture<@Nullable Void> putBack(RemotePath from, RemoteFile file) {
    return rename(from, file.path());
  }

  // --- move: never onto an existing name

  private CompletableFuture<@Nullable Void> move(RemoteFile file) {
    RemotePath target = moveFolder(source).resolve(below(file.path()));
    return find(file.path())
        .<@Nullable Void>thenCompose(found -> {
          if (found != null && file.isSameVersion(found)) {
            return folders
                .make(target.parent())
                .thenCompose(made -> freeName(target, 1))
                .thenCompose(name -> move(file, name));
          }
          RemotePath to = tried.get(file.path());
          if (to != null) {
            return confirm(file, to);
          }
          return found == null ? moveMarker(file, target) : completedFuture(null);
        })
        .whenComplete((done, failure) -> {
          if (failure == null) {
            tried.remove(file.path());
          }
        });
  }

  private CompletableFuture<@Nullable Void> move(RemoteFile file, RemotePath name) {
    tried.put(file.path(), name);
    return remote.rename(file.path(), name).thenCompose(moved -> confirm(file, name));
  }

  /** The path below the source's folder; of a file that was fetched from another, its name. */
  private RemotePath below(RemotePath path) {
    byte[] bytes = path.bytes();
    byte[] inside = root.resolve(RemotePath.of(new byte[] {'x'})).bytes();
    int skip = inside.length - 1;
    return bytes.length > skip && Arrays.equals(bytes, 0, skip, inside, 0, skip)
        ? RemotePath.of(Arrays.copyOfRange(bytes, skip, bytes.length))
        : path.name();
  }

  /** Never onto an existing name. */
  private CompletableFuture<@Nullable Void> rename(RemotePath from, RemotePath target) {
    return freeName(target, 1).thenCompose(name -> remote.rename(from, name));
  }

  private CompletableFuture<RemotePath> freeName(RemotePath target, int n) {
    RemotePath name =
        n == 1
            ? target
            : target.parent().resolve(RemotePath.of(KeepBoth.vary(target.name().bytes(), n)));
    return find(name)
        .thenCompose(taken -> taken == null ? completedFuture(name) : freeName(target, n + 1));
  }

  /**
   * The version was looked at before; a newer one may have come just then. So it may have where the
   * answer did not come, and the move was tried again.
   */
  private CompletableFuture<@Nullable Void> confirm(RemoteFile file, RemotePath to) {
    return find(to)
        .thenCompose(found ->
            found == null || file.isSameVersion(found) ? moveMarker(file, to) : putBack(to, file));
  }

  // --- the marker goes when its file goes

  private CompletableFuture<@Nullable Void> moveMarker(RemoteFile file, RemotePath to) {
    return markers.gone(
        file,
        marker ->
            rename(marker, to.parent().resolve(marker.name()))
                .exceptionallyCompose(this::unlessGone));
  }

  private CompletableFuture<@Nullable Void> unlessGone(Throwable failure) {
    return DownloadFile.cause(failure) instanceof RemoteException answer && answer.noSuchFile()
        ? completedFuture(null)
        : failedFuture(failure);
  }

  /**
   * What is at a path, if only a link whose target went before it; null: nothing, or nothing that
   * the server shows.
   */
  private CompletableFuture<@Nullable Attributes> findName(RemotePath path) {
    return find(path)
        .thenCompose(found ->
            found != null ? completedFuture(found) : unless(remote.statLink(path), answer -> true));
  }

  /** What is at a path; null: nothing. */
  private CompletableFuture<@Nullable Attributes> find(RemotePath path) {
    return unless(remote.stat(path), RemoteException::noSuchFile);
  }

  static CompletableFuture<@Nullable Attributes> unless(
      CompletableFuture<Attributes> shown, Predicate<RemoteException> nothing) {
    return shown
        .<@Nullable Attributes>thenApply(attributes -> attributes)
        .exceptionallyCompose(failure ->
            DownloadFile.cause(failure) instanceof RemoteException answer && nothing.test(answer)
                ? completedFuture(null)
                : failedFuture(DownloadFile.cause(failure)));
  }
}
