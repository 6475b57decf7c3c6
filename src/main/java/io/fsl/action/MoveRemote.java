package io.fsl.action;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.fsl.sftp.Attributes;
import io.fsl.sftp.Remote;
import io.fsl.sftp.RemoteException;
import io.fsl.sftp.RemotePath;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Moves a remote file, never onto an existing name. It is looked at before and afterwards, when a
 * newer version may have come just then; the ledger knows where it went until it was looked at
 * there, as that may be in another loop.
 */
final class MoveRemote {
  private final Remote remote;
  private final RemoteNames names;
  private final RenamedTimes times;
  private final FinishMarkers markers;
  private final RemoteFolders folders;
  private final FetchLedger ledger;
  private final RemotePath root;
  private final RemotePath to;

  /**
   * @param root the source's folder
   * @param to the folder that files are moved to
   */
  MoveRemote(
      Remote remote,
      RemoteNames names,
      RenamedTimes times,
      FinishMarkers markers,
      FetchLedger ledger,
      RemotePath root,
      RemotePath to) {
    this.remote = remote;
    this.names = names;
    this.times = times;
    this.markers = markers;
    this.folders = new RemoteFolders(remote, names);
    this.ledger = ledger;
    this.root = root;
    this.to = to;
  }

  CompletableFuture<@Nullable Void> move(RemoteFile file) {
    RemotePath target = to.resolve(below(file.path()));
    return names
        .find(file.path())
        .thenCompose(found -> {
          if (found != null && file.isSameVersion(found)) {
            return folders
                .make(target.parent())
                .thenCompose(made -> names.free(target))
                .thenCompose(name -> move(file, name));
          }
          RemotePath moved = ledger.moving(file.path());
          if (moved != null) {
            return confirm(file, moved);
          }
          return found == null ? moveMarker(file, target) : completedFuture(null);
        });
  }

  private CompletableFuture<@Nullable Void> move(RemoteFile file, RemotePath name) {
    ledger.putMoving(file.path(), name);
    return remote
        .rename(file.path(), name)
        .whenComplete((moved, failure) -> {
          if (failure != null && DownloadFile.cause(failure) instanceof RemoteException) {
            ledger.removeMoving(file.path());
          }
        })
        .thenCompose(moved -> confirm(file, name));
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

  /**
   * The version was looked at before; a newer one may have come just then. So it may have where the
   * answer did not come, and the move was tried again.
   */
  private CompletableFuture<@Nullable Void> confirm(RemoteFile file, RemotePath name) {
    return names
        .find(name)
        .thenCompose(found -> found == null ? times.restore(file, name) : completedFuture(found))
        .thenCompose(found -> isMoved(file, name, found))
        .thenCompose(moved -> moved ? moveMarker(file, name) : names.rename(name, file.path()))
        .thenRun(() -> ledger.removeMoving(file.path()))
        .thenApply(done -> null);
  }

  /** Whether it is the version that was fetched which has the name, as far as the server shows. */
  private CompletableFuture<Boolean> isMoved(
      RemoteFile file, RemotePath name, @Nullable Attributes found) {
    if (found == null || file.isSameVersion(found)) {
      return completedFuture(true);
    }
    return RenamedTimes.isLike(file, found)
        ? times.areChanged(file, name, found)
        : completedFuture(false);
  }

  /** The marker goes when its file goes. */
  private CompletableFuture<@Nullable Void> moveMarker(RemoteFile file, RemotePath name) {
    return markers.gone(
        file,
        marker ->
            names
                .rename(marker, name.parent().resolve(marker.name()))
                .exceptionallyCompose(RemoteNames::unlessGone));
  }
}
