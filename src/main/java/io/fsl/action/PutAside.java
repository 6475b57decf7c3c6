package io.fsl.action;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;

import io.fsl.sftp.Attributes;
import io.fsl.sftp.Remote;
import io.fsl.sftp.RemoteException;
import io.fsl.sftp.RemotePath;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Puts a remote file out of the way, so that what is looked at is what is removed or moved then;
 * another version than the one that was fetched comes back. Where the server may change its time by
 * that, it is looked at before as well; the ledger knows that it was, as it may be looked at again
 * in another loop.
 */
final class PutAside {
  private static final Logger LOG = Logger.getLogger("io.fsl.finish");

  private final Remote remote;
  private final RemoteNames names;
  private final RenamedTimes times;
  private final FetchLedger ledger;

  PutAside(Remote remote, RemoteNames names, RenamedTimes times, FetchLedger ledger) {
    this.remote = remote;
    this.names = names;
    this.times = times;
    this.ledger = ledger;
  }

  /** What is there in the end. */
  enum Found {
    /** The version that was fetched. */
    FETCHED,
    /** Nothing that the server shows, though it was renamed so just now. */
    HIDDEN,
    /** Nothing: it was gone before, or another version has its own name. */
    NOTHING
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

  /** What has the {@link AsideName} when the file was put aside, be it by an earlier run. */
  CompletableFuture<Found> put(RemoteFile file) {
    RemotePath aside = AsideName.of(file);
    return look(file)
        .thenCompose(look -> rename(file, aside, look))
        .thenCompose(renamed -> judge(file, aside, renamed));
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

  /**
   * The name is one that only fsl gives; but what an earlier run left there may be a newer version,
   * still to be put back, which is not replaced.
   *
   * @return false: something is there already, or another version stays; nothing was renamed
   */
  private CompletableFuture<Boolean> rename(RemoteFile file, RemotePath aside, Look look) {
    if (look == Look.NEWER) {
      return completedFuture(false);
    }
    return remote
        .statLink(aside)
        .thenApply(there -> false)
        .exceptionallyCompose(failure ->
            Outcomes.cause(failure) instanceof RemoteException answer
                ? renameTo(file, aside, look, answer.noSuchFile())
                : failedFuture(failure))
        .exceptionallyCompose(failure -> unlessAsideOrNewer(file, aside, failure));
  }

  /** In one step where the server can, lest a version be lost that comes just then. */
  private CompletableFuture<Boolean> renameTo(
      RemoteFile file, RemotePath aside, Look look, boolean free) {
    if (look == Look.SAME) {
      ledger.putMoving(file.path(), aside);
    }
    return (free ? remote.replace(file.path(), aside) : completedFuture(false))
        .thenCompose(replaced ->
            replaced
                ? completedFuture(true)
                : remote.rename(file.path(), aside).thenApply(done -> true));
  }

  /**
   * An earlier run may have ended when it was aside, or another version may have come, which stays.
   *
   * @return false: nothing was renamed now
   */
  private CompletableFuture<Boolean> unlessAsideOrNewer(
      RemoteFile file, RemotePath aside, Throwable failure) {
    Throwable cause = Outcomes.cause(failure);
    if (!(cause instanceof RemoteException answer)) {
      return failedFuture(cause);
    }
    if (!answer.noSuchFile()) {
      ledger.removeMoving(file.path());
    }
    return names
        .findName(aside)
        .thenCompose(
            found -> found != null ? completedFuture(false) : unlessGoneOrNewer(file, answer));
  }

  /** Some servers say that there is no such file when they do not allow something. */
  private CompletableFuture<Boolean> unlessGoneOrNewer(RemoteFile file, RemoteException answer) {
    return names
        .find(file.path())
        .thenCompose(now -> {
          boolean stays = now == null ? !answer.noSuchFile() : file.isSameVersion(now);
          return stays ? failedFuture(answer) : completedFuture(false);
        });
  }

  /**
   * Looks at a name that a file was renamed to; another version gets its own name back.
   *
   * @param renamed whether it was renamed just now, and not by an earlier run, if at all
   */
  CompletableFuture<Found> judge(RemoteFile file, RemotePath name, boolean renamed) {
    return names
        .findName(name)
        .thenCompose(
            found -> found == null && !renamed ? times.restore(file, name) : completedFuture(found))
        .thenCompose(found -> judge(file, name, renamed, found));
  }

  private CompletableFuture<Found> judge(
      RemoteFile file, RemotePath name, boolean renamed, @Nullable Attributes found) {
    if (found == null) {
      return completedFuture(renamed ? Found.HIDDEN : Found.NOTHING);
    }
    if (renamed && found.type() != Attributes.Type.LINK) {
      times.renamed(file, found);
    }
    return isFetched(file, name, found)
        .thenCompose(
            fetched -> fetched ? completedFuture(Found.FETCHED) : newerComesBack(file, name));
  }

  /** As far as the server shows. A link whose target went before it shows nothing of that. */
  private CompletableFuture<Boolean> isFetched(RemoteFile file, RemotePath name, Attributes found) {
    if (found.type() == Attributes.Type.LINK || file.isSameVersion(found)) {
      return completedFuture(true);
    }
    boolean doubtful = ledger.isMoving(file.path(), name) && RenamedTimes.isLike(file, found);
    return doubtful ? times.areChanged(file, name, found) : completedFuture(false);
  }

  /** Where yet another version took its own name, it comes back beside it: it is to be fetched. */
  private CompletableFuture<Found> newerComesBack(RemoteFile file, RemotePath name) {
    LOG.log(Level.INFO, "{0}: a new version came meanwhile; it stays", file.name());
    return names.rename(name, file.path()).thenApply(back -> Found.NOTHING);
  }

  /**
   * Gives the version that was fetched its own name back, lest it stay aside for ever; not where it
   * would be taken for another one and fetched again, as the server gives it a new time.
   */
  CompletableFuture<@Nullable Void> release(RemoteFile file) {
    return times.areChanged() ? completedFuture(null) : giveBack(file);
  }

  /**
   * Gives the version that was fetched its own name back, unless a newer one has it by now: beside
   * that, it would be fetched again. So it stays aside, where the next loop goes on with it.
   */
  CompletableFuture<@Nullable Void> giveBack(RemoteFile file) {
    return names
        .findName(file.path())
        .thenCompose(newer ->
            newer != null ? completedFuture(null) : remote.rename(AsideName.of(file), file.path()));
  }
}
