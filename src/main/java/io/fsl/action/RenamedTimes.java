package io.fsl.action;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.fsl.sftp.Attributes;
import io.fsl.sftp.Remote;
import io.fsl.sftp.RemotePath;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Whether a server changes the mtime of a file that it renames, as some that keep objects do: a
 * renamed file of another mtime is then no newer version. That is found out where it matters, at a
 * file that had the right mtime just before and has not now: under a name that nobody else knows,
 * its time stays when it is left alone and changes when it is renamed once more.
 */
final class RenamedTimes {
  /** Longer than the second in which times may look alike. */
  static final Duration PAUSE = Duration.ofMillis(1100);

  /** In seconds: more than the clocks of this machine and of a server should differ. */
  private static final long DAY = 86400;

  private static final Logger LOG = Logger.getLogger("io.fsl.finish");

  private final Remote remote;
  private final RemoteNames names;
  private final Duration pause;

  /** Of the mtimes met, in seconds since 1970. */
  private long newest;

  private volatile boolean kept;
  private volatile boolean changed;
  private @Nullable CompletableFuture<Boolean> proof;

  RenamedTimes(Remote remote, RemoteNames names, Duration pause) {
    this.remote = remote;
    this.names = names;
    this.pause = pause;
  }

  /** Whether the server leaves mtimes as they are, as far as is known. */
  boolean areKept() {
    return kept && !changed;
  }

  /** Whether the server is known to change mtimes. */
  boolean areChanged() {
    return changed;
  }

  /**
   * What a file was found to be after it was renamed. An mtime that is the same proves nothing
   * where it may be that of the renaming: it must be older than another, or than a day.
   */
  synchronized void renamed(RemoteFile file, Attributes found) {
    if (!file.isSameVersion(found)) {
      kept = false;
    } else if (found.mtime() != Attributes.UNKNOWN) {
      long past = Math.max(newest - 1, Instant.now().getEpochSecond() - DAY);
      kept |= found.mtime() < past;
      newest = Math.max(newest, found.mtime());
    }
  }

  /** Whether a file may be the version that was fetched, but for its mtime. */
  static boolean isLike(RemoteFile file, Attributes found) {
    return found.type() == Attributes.Type.FILE
        && found.size() == file.size()
        && found.mtime() > file.mtime();
  }

  /**
   * Whether the server changes mtimes.
   *
   * @param path of a file that is like the version that was fetched
   */
  synchronized CompletableFuture<Boolean> areChanged(
      RemoteFile file, RemotePath path, Attributes found) {
    if (changed) {
      return completedFuture(true);
    }
    CompletableFuture<Boolean> running = proof;
    if (running == null || running.isDone()) {
      running = prove(path, AsideName.spare(file, path), found);
      proof = running;
    }
    return running;
  }

  private CompletableFuture<Boolean> prove(RemotePath path, RemotePath spare, Attributes found) {
    return new CompletableFuture<@Nullable Void>()
        .completeOnTimeout(null, pause.toMillis(), TimeUnit.MILLISECONDS)
        .thenCompose(over -> names.find(path))
        .thenCompose(atRest ->
            found.equals(atRest)
                ? remote
                    .rename(path, spare)
                    .thenCompose(renamed -> names.find(spare))
                    .thenCompose(again ->
                        remote
                            .rename(spare, path)
                            .thenApply(back -> again != null && isTouched(found, again)))
                : completedFuture(false))
        .thenApply(touched -> {
          if (touched) {
            changed = true;
            LOG.log(
                Level.INFO,
                "{0}: the server gives files new times when they are renamed; they are known by"
                    + " their sizes then",
                path);
          }
          return touched;
        });
  }

  private static boolean isTouched(Attributes before, Attributes after) {
    return after.size() == before.size() && after.mtime() > before.mtime();
  }

  /** Brings back what has the other name since a proof broke off; what it is, if there is any. */
  CompletableFuture<@Nullable Attributes> restore(RemoteFile file, RemotePath path) {
    RemotePath spare = AsideName.spare(file, path);
    return names
        .find(spare)
        .thenCompose(left ->
            left == null
                ? completedFuture(null)
                : remote.rename(spare, path).thenCompose(back -> names.find(path)));
  }
}
