package io.fsl.action;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;

import io.fsl.sftp.Attributes;
import io.fsl.sftp.Remote;
import io.fsl.sftp.RemoteException;
import io.fsl.sftp.RemotePath;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What names there are on a server, and names that are free. */
final class RemoteNames {
  private final Remote remote;

  RemoteNames(Remote remote) {
    this.remote = remote;
  }

  /** What is at a path; null: nothing. */
  CompletableFuture<@Nullable Attributes> find(RemotePath path) {
    return unless(remote.stat(path), RemoteException::noSuchFile);
  }

  /**
   * What is at a path, if only a link whose target went before it; null: nothing, or nothing that
   * the server shows.
   */
  CompletableFuture<@Nullable Attributes> findName(RemotePath path) {
    return find(path)
        .thenCompose(found ->
            found != null ? completedFuture(found) : unless(remote.statLink(path), answer -> true));
  }

  /** Gives a file another name, or one like it: never an existing one. */
  CompletableFuture<@Nullable Void> rename(RemotePath from, RemotePath target) {
    return free(target).thenCompose(name -> remote.rename(from, name));
  }

  /** A name that nothing has: this one, or one like it. */
  CompletableFuture<RemotePath> free(RemotePath target) {
    return free(target, 1);
  }

  private CompletableFuture<RemotePath> free(RemotePath target, int n) {
    RemotePath name =
        n == 1
            ? target
            : target.parent().resolve(RemotePath.of(KeepBoth.vary(target.name().bytes(), n)));
    return isFree(name).thenCompose(free -> free ? completedFuture(name) : free(target, n + 1));
  }

  /** A link that leads nowhere has its name, too; but not every server can be asked for one. */
  private CompletableFuture<Boolean> isFree(RemotePath name) {
    return remote
        .statLink(name)
        .thenApply(there -> false)
        .exceptionallyCompose(failure ->
            Outcomes.cause(failure) instanceof RemoteException answer
                ? isFree(name, answer)
                : failedFuture(failure));
  }

  private CompletableFuture<Boolean> isFree(RemotePath name, RemoteException answer) {
    return answer.noSuchFile()
        ? completedFuture(true)
        : find(name).thenApply(found -> found == null);
  }

  /** Makes nothing of a failure that says that the file is not there. */
  static CompletableFuture<@Nullable Void> unlessGone(Throwable failure) {
    return Outcomes.isGone(failure) ? completedFuture(null) : failedFuture(failure);
  }

  private static CompletableFuture<@Nullable Attributes> unless(
      CompletableFuture<Attributes> shown, Predicate<RemoteException> nothing) {
    return shown
        .<@Nullable Attributes>thenApply(attributes -> attributes)
        .exceptionallyCompose(failure ->
            Outcomes.cause(failure) instanceof RemoteException answer && nothing.test(answer)
                ? completedFuture(null)
                : failedFuture(Outcomes.cause(failure)));
  }
}
