package io.fsl.action;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;

import io.fsl.sftp.Attributes;
import io.fsl.sftp.Remote;
import io.fsl.sftp.RemoteException;
import io.fsl.sftp.RemotePath;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Deletes a remote file: out of the way first, so that what is looked at is what is removed. Where
 * the server may change its time by that, it is looked at before as well.
 */
final class DeleteRemote {
  private static final Logger LOG = Logger.getLogger("io.fsl.finish");

  private final Remote remote;
  private final RemoteNames names;
  private final RenamedTimes times;
  private final FinishMarkers markers;

  /** Files that were the version that was fetched when they were put aside, if they were. */
  private final Set<RemotePath> seen = ConcurrentHashMap.newKeySet();

  DeleteRemote(Remote remote, RemoteNames names, RenamedTimes times, FinishMarkers markers) {
    this.remote = remote;
    this.names = names;
    this.times = times;
    this.markers = markers;
  }

  /** Who has the name before the file is put aside. */
  private enum Look {
    /** The version that was fetched. */
    SAME,
    /** Another one, which stays. */
    NEWER,
    /** Nobody looked, or nothing was seen. */
    NONE
  }

  CompletableFuture<@Nullable Void> delete(RemoteFile file) {
    RemotePath aside = AsideName.of(file);
    return look(file)
        .thenCompose(look -> delete(file, aside, look))
        .thenRun(() -> seen.remove(file.path()))
        .thenCompose(removed -> markers.gone(file, this::remove));
  }

  private CompletableFuture<Look> look(RemoteFile file) {
    return times.areKept()
        ? completedFuture(Look.NONE)
        : names
            .find(file.path())
            .thenApply(found -> {
              if (found == null) {
                return Look.NONE;
              }
              return file.isSameVersion(found) ? Look.SAME : Look.NEWER;
            });
  }

  private CompletableFuture<@Nullable Void> delete(RemoteFile file, RemotePath aside, Look look) {
    if (look == Look.SAME) {
      seen.add(file.path());
    }
    CompletableFuture<Boolean> renaming =
        look == Look.NEWER
            ? completedFuture(false)
            : putAside(file.path(), aside)
                .exceptionallyCompose(failure -> unlessAsideOrNewer(file, aside, failure));
    return renaming.thenCompose(renamed ->
        names
            .findName(aside)
            .thenCompose(found ->
                found == null && !renamed ? times.restore(file, aside) : completedFuture(found))
            .thenCompose(found -> removeOrPutBack(file, aside, renamed, found)));
  }

  /**
   * In one step where the server can, lest a version be lost that comes just then. The name is one
   * that only fsl gives; but what an earlier run left there may be a newer version, still to be put
   * back, which is not replaced.
   *
   * @return false: something is there already, and nothing was renamed
   */
  private CompletableFuture<Boolean> putAside(RemotePath path, RemotePath aside) {
    return remote
        .statLink(aside)
        .thenApply(there -> false)
        .exceptionallyCompose(failure ->
            DownloadFile.cause(failure) instanceof RemoteException answer
                ? replaceIf(answer.noSuchFile(), path, aside)
                : failedFuture(failure));
  }

  private CompletableFuture<Boolean> replaceIf(boolean free, RemotePath path, RemotePath aside) {
    return (free ? remote.replace(path, aside) : completedFuture(false))
        .thenCompose(replaced ->
            replaced ? completedFuture(true) : remote.rename(path, aside).thenApply(done -> true));
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
    if (!answer.noSuchFile()) {
      seen.remove(file.path());
    }
    return names
        .findName(aside)
        .thenCompose(found ->
            found != null || answer.noSuchFile()
                ? completedFuture(false)
                : names
                    .find(file.path())
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
    if (renamed && found.type() != Attributes.Type.LINK) {
      times.renamed(file, found);
    }
    if (found.type() == Attributes.Type.LINK || file.isSameVersion(found)) {
      return remove(aside);
    }
    boolean doubtful = seen.contains(file.path()) && RenamedTimes.isLike(file, found);
    return (doubtful ? times.areChanged(file, aside, found) : completedFuture(false))
        .thenCompose(changed -> changed ? remove(aside) : putBack(aside, file));
  }

  private CompletableFuture<@Nullable Void> remove(RemotePath path) {
    return remote.remove(path).exceptionallyCompose(RemoteNames::unlessGone);
  }

  /** Where yet another version took its name, it comes back beside: it is not fetched yet. */
  private CompletableFuture<@Nullable Void> putBack(RemotePath aside, RemoteFile file) {
    LOG.log(Level.INFO, "{0}: a new version came meanwhile; it stays", file.name());
    return names.rename(aside, file.path());
  }
}
