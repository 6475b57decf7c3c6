package io.fsl.action;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;

import io.fsl.sftp.ConnectionLostException;
import io.fsl.sftp.RemotePath;
import io.fsl.sftp.UnreachableException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Moves a remote file, never onto an existing name: out of the way first. If it cannot be moved
 * then, it gets its own name back.
 */
final class MoveRemote {
  private final RemoteNames names;
  private final RemoteFolders folders;
  private final PutAside aside;
  private final FetchLedger ledger;
  private final RemotePath root;
  private final RemotePath to;

  /**
   * @param root the source's folder
   * @param to the folder that files are moved to
   */
  MoveRemote(
      RemoteNames names,
      RemoteFolders folders,
      PutAside aside,
      FetchLedger ledger,
      RemotePath root,
      RemotePath to) {
    this.names = names;
    this.folders = folders;
    this.aside = aside;
    this.ledger = ledger;
    this.root = root;
    this.to = to;
  }

  CompletableFuture<@Nullable Void> move(RemoteFile file) {
    return settle(file)
        .thenCompose(settled -> aside.put(file))
        .thenCompose(found ->
            switch (found) {
              case FETCHED -> moveFromAside(file);
              case HIDDEN -> comeBack(file);
              case NOTHING -> completedFuture(null);
            });
  }

  private RemotePath target(RemotePath file) {
    return to.resolve(below(root, file));
  }

  /** The path below a folder; of a file that is elsewhere, as the source had another, its name. */
  private static RemotePath below(RemotePath folder, RemotePath path) {
    return inside(folder, path).orElse(path.name());
  }

  /** The path below a folder; empty: it is elsewhere. */
  static Optional<RemotePath> inside(RemotePath folder, RemotePath path) {
    byte[] bytes = path.bytes();
    byte[] inside = folder.resolve(RemotePath.of(new byte[] {'x'})).bytes();
    int skip = inside.length - 1;
    return bytes.length > skip && Arrays.equals(bytes, 0, skip, inside, 0, skip)
        ? Optional.of(RemotePath.of(Arrays.copyOfRange(bytes, skip, bytes.length)))
        : Optional.empty();
  }

  /**
   * Earlier versions of fsl moved files straight to their targets: the ledger has the target of one
   * that was not looked at there, which may be a newer version.
   */
  private CompletableFuture<@Nullable Void> settle(RemoteFile file) {
    RemotePath moved = ledger.moving(file.path());
    if (moved == null || moved.equals(AsideName.of(file))) {
      return completedFuture(null);
    }
    return names
        .find(file.path())
        .thenCompose(found ->
            found != null && file.isSameVersion(found)
                ? completedFuture(PutAside.Found.NOTHING)
                : aside.judge(file, moved, false))
        .thenRun(() -> ledger.removeMoving(file.path()))
        .thenApply(settled -> null);
  }

  /** Nobody else knows the name that it has now. */
  private CompletableFuture<@Nullable Void> moveFromAside(RemoteFile file) {
    RemotePath target = target(file.path());
    return folders
        .make(target.parent())
        .<@Nullable Void>thenCompose(made -> names.rename(AsideName.of(file), target))
        .exceptionallyCompose(failure -> unlessMoved(file, Outcomes.cause(failure)));
  }

  /**
   * The server may have moved it for an earlier attempt only now. What a lost connection cut off is
   * gone on with from there by the next attempt.
   */
  private CompletableFuture<@Nullable Void> unlessMoved(RemoteFile file, Throwable failure) {
    if (failure instanceof ConnectionLostException || failure instanceof UnreachableException) {
      return failedFuture(failure);
    }
    return names
        .findName(AsideName.of(file))
        .thenCompose(left ->
            left == null
                ? completedFuture(null)
                : aside.release(file).thenCompose(released -> failedFuture(failure)));
  }

  /** Where it is, it might never be found again. */
  private CompletableFuture<@Nullable Void> comeBack(RemoteFile file) {
    return aside
        .giveBack(file)
        .thenCompose(back ->
            failedFuture(
                new IOException(
                    "it cannot be moved: the server does not show it as "
                        + AsideName.of(file)
                        + ", to which it was renamed for a moment")));
  }

  /**
   * Moves a marker to where its file went, beside it or in the same folder below. That it is gone
   * is no error.
   *
   * @param from the name that it has now
   * @param marker its own
   * @param file the path that its file had
   */
  CompletableFuture<@Nullable Void> moveMarker(
      RemotePath from, RemotePath marker, RemotePath file) {
    RemotePath target = target(file).parent().resolve(below(file.parent(), marker));
    return folders
        .make(target.parent())
        .<@Nullable Void>thenCompose(made -> names.rename(from, target))
        .exceptionallyCompose(RemoteNames::unlessGone);
  }
}
