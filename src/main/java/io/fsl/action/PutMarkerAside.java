package io.fsl.action;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;

import io.fsl.sftp.Remote;
import io.fsl.sftp.RemoteException;
import io.fsl.sftp.RemotePath;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Puts a done file out of the way before the last look at the files that may need it. Producers
 * write it after its file: if it was that of a new one, that is seen then, and it comes back; one
 * that is written later has its own name.
 */
final class PutMarkerAside {
  private final Remote remote;
  private final RemoteNames names;
  private final String source;

  PutMarkerAside(Remote remote, RemoteNames names, String source) {
    this.remote = remote;
    this.names = names;
    this.source = source;
  }

  /** The name that it has meanwhile. */
  RemotePath name(RemotePath marker) {
    return AsideName.of(new RemoteFile(source, marker, Path.of(""), 0, 0));
  }

  /**
   * Puts it out of the way.
   *
   * @return whether it is, be it since an earlier run; false: there is none
   */
  CompletableFuture<Boolean> take(RemotePath marker) {
    return remote
        .rename(marker, name(marker))
        .thenApply(done -> true)
        .exceptionallyCompose(failure ->
            Outcomes.cause(failure) instanceof RemoteException answer
                ? unlessTaken(marker, answer)
                : failedFuture(failure));
  }

  private CompletableFuture<Boolean> unlessTaken(RemotePath marker, RemoteException answer) {
    return isTaken(marker)
        .thenCompose(taken -> {
          if (taken) {
            return replaceTaken(marker);
          }
          return answer.noSuchFile() ? completedFuture(false) : failedFuture(answer);
        });
  }

  /** Where an earlier run left one, and there is another by now, that one takes its place. */
  private CompletableFuture<Boolean> replaceTaken(RemotePath marker) {
    return names
        .findName(marker)
        .thenCompose(newer ->
            newer == null
                ? completedFuture(true)
                : drop(marker)
                    .thenCompose(dropped -> remote.rename(marker, name(marker)))
                    .thenApply(done -> true));
  }

  private CompletableFuture<@Nullable Void> drop(RemotePath marker) {
    return remote.remove(name(marker)).exceptionallyCompose(RemoteNames::unlessGone);
  }

  private CompletableFuture<Boolean> isTaken(RemotePath marker) {
    return names.findName(name(marker)).thenApply(found -> found != null);
  }

  /** Gives it its name back; where another has that by now, that one is as good. */
  CompletableFuture<@Nullable Void> giveBack(RemotePath marker) {
    return names
        .findName(marker)
        .thenCompose(newer ->
            newer != null
                ? drop(marker)
                : remote
                    .rename(name(marker), marker)
                    .exceptionallyCompose(failure -> unlessNewer(marker, failure)));
  }

  private CompletableFuture<@Nullable Void> unlessNewer(RemotePath marker, Throwable failure) {
    return names
        .findName(marker)
        .thenCompose(newer -> newer != null ? drop(marker) : failedFuture(failure));
  }

  /** {@link #giveBack} of one that an earlier run has left out of the way, if any. */
  CompletableFuture<@Nullable Void> restore(RemotePath marker) {
    return isTaken(marker).thenCompose(taken -> taken ? giveBack(marker) : completedFuture(null));
  }
}
