package io.fsl.action;

import static java.util.concurrent.CompletableFuture.allOf;
import static java.util.concurrent.CompletableFuture.completedFuture;

import io.fsl.sftp.RemotePath;
import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The done files of files that are deleted or moved on the server: they go with them. One that
 * several files may have goes at the end of the loop, if none of them is left.
 */
final class FinishMarkers {
  private final DoneMarkers markers;
  private final Charset charset;
  private final Map<RemotePath, Set<RemotePath>> left = new HashMap<>();
  private final Map<RemotePath, Function<RemotePath, CompletableFuture<@Nullable Void>>> orphaned =
      new HashMap<>();

  FinishMarkers(DoneMarkers markers, Charset charset) {
    this.markers = markers;
    this.charset = charset;
  }

  /** A file that is there; it may be told again. */
  synchronized void listed(RemoteFile file) {
    if (markers.isShared()) {
      marker(file)
          .ifPresent(marker -> left.computeIfAbsent(marker, m -> new HashSet<>()).add(file.path()));
    }
  }

  /** Whether files have markers. */
  boolean isUsed() {
    return markers.isUsed();
  }

  /**
   * Its file is gone from its place, be it one that was listed or one of an earlier run.
   *
   * @param act what is to be done with the marker
   */
  CompletableFuture<@Nullable Void> gone(
      RemoteFile file, Function<RemotePath, CompletableFuture<@Nullable Void>> act) {
    Optional<RemotePath> marker = marker(file);
    if (marker.isEmpty()) {
      return completedFuture(null);
    }
    if (!markers.isShared()) {
      return act.apply(marker.get());
    }
    synchronized (this) {
      Set<RemotePath> others = left.get(marker.get());
      if (others != null) {
        others.remove(file.path());
      }
      orphaned.put(marker.get(), act);
    }
    return completedFuture(null);
  }

  /** All files were listed, and what was to be finished is. */
  synchronized CompletableFuture<@Nullable Void> end() {
    return allOf(
            orphaned.entrySet().stream()
                .filter(each -> left.getOrDefault(each.getKey(), Set.of()).isEmpty())
                .map(each -> each.getValue().apply(each.getKey()))
                .toArray(CompletableFuture[]::new))
        .thenApply(all -> null);
  }

  private Optional<RemotePath> marker(RemoteFile file) {
    return markers
        .markerOf(file.relative().getFileName())
        .map(marker -> RemotePath.of(marker.toString(), charset))
        .map(marker -> file.path().parent().resolve(marker));
  }
}
