package io.fsl.action;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;

import io.fsl.sftp.Attributes;
import io.fsl.sftp.Remote;
import io.fsl.sftp.RemotePath;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The remote folders that files are moved to. */
final class RemoteFolders {
  private final Remote remote;
  private final RemoteNames names;
  private final Map<RemotePath, CompletableFuture<@Nullable Void>> asked =
      new ConcurrentHashMap<>();

  RemoteFolders(Remote remote, RemoteNames names) {
    this.remote = remote;
    this.names = names;
  }

  /**
   * Makes a folder with those above it, once.
   *
   * @return fails where something else has the name; then it is tried again when asked for again
   */
  CompletableFuture<@Nullable Void> make(RemotePath folder) {
    CompletableFuture<@Nullable Void> made = asked.computeIfAbsent(folder, this::makeFolder);
    return made.whenComplete((done, failure) -> {
      if (failure != null) {
        asked.remove(folder, made);
      }
    });
  }

  /** Creates a folder after those above it; that it exists already is no error. */
  private CompletableFuture<@Nullable Void> makeFolder(RemotePath folder) {
    return names
        .find(folder)
        .thenCompose(found -> {
          if (found != null) {
            return isFolder(folder, found);
          }
          RemotePath parent = folder.parent();
          CompletableFuture<@Nullable Void> above =
              parent.length() == 0 || parent.equals(folder)
                  ? completedFuture(null)
                  : makeFolder(parent);
          return above
              .thenCompose(made -> remote.makeFolder(folder))
              .exceptionallyCompose(failure -> unlessThere(folder, failure));
        });
  }

  private CompletableFuture<@Nullable Void> unlessThere(RemotePath folder, Throwable failure) {
    return names
        .find(folder)
        .thenCompose(found ->
            found != null ? isFolder(folder, found) : failedFuture(Outcomes.cause(failure)));
  }

  private static CompletableFuture<@Nullable Void> isFolder(RemotePath path, Attributes found) {
    return switch (found.type()) {
      case FOLDER, UNKNOWN -> completedFuture(null);
      case FILE, LINK, OTHER ->
          failedFuture(new IOException("files cannot be moved to " + path + ": it is no folder"));
    };
  }
}
