package io.fsl.action;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.fsl.sftp.Remote;
import io.fsl.sftp.RemotePath;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Deletes a remote file: out of the way first. */
final class DeleteRemote {
  private static final Logger LOG = Logger.getLogger("io.fsl.finish");

  private final Remote remote;
  private final PutAside aside;

  DeleteRemote(Remote remote, PutAside aside) {
    this.remote = remote;
    this.aside = aside;
  }

  CompletableFuture<@Nullable Void> delete(RemoteFile file) {
    return aside
        .put(file)
        .thenCompose(found ->
            switch (found) {
              case FETCHED -> remove(AsideName.of(file));
              case HIDDEN -> warn(file);
              case NOTHING -> completedFuture(null);
            });
  }

  /** That it is gone is no error. */
  CompletableFuture<@Nullable Void> remove(RemotePath path) {
    return remote.remove(path).exceptionallyCompose(RemoteNames::unlessGone);
  }

  private static CompletableFuture<@Nullable Void> warn(RemoteFile file) {
    LOG.log(
        Level.WARNING,
        "{0}: the server does not show it as {1}, to which it was renamed; it may be left there",
        new Object[] {file.name(), AsideName.of(file)});
    return completedFuture(null);
  }
}
