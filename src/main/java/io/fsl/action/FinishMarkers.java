package io.fsl.action;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.stream.Collectors.groupingBy;

import io.fsl.action.FetchLedger.Gone;
import io.fsl.action.SafeName.UnsafeNameException;
import io.fsl.config.FetchSource;
import io.fsl.sftp.Entry;
import io.fsl.sftp.Remote;
import io.fsl.sftp.RemoteException;
import io.fsl.sftp.RemotePath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The done files of files that are deleted or moved on the server: they go with them. One that
 * several files may have goes at the end of the loop, if no file is left that needs it: to know
 * that, their folders are listed once more, as files may have come since they were listed. The
 * ledger has the files whose done files are still to go so, as a loop may not get that far.
 */
final class FinishMarkers {
  private final Remote remote;
  private final RemoteNames names;
  private final FetchSource source;
  private final DoneMarkers markers;
  private final FetchLedger ledger;
  private final Act act;

  /** What is done with a marker. */
  @FunctionalInterface
  interface Act {
    /**
     * Deletes or moves a marker; that it is gone is no error.
     *
     * @param file the path that its file had
     */
    CompletableFuture<@Nullable Void> on(RemotePath marker, RemotePath file);
  }

  /** All files that may have the same marker are in one: markers are not above their files. */
  private record Folder(RemotePath path, Path relative) {
    static Folder of(Gone file) {
      return new Folder(file.path().parent(), file.relative().resolveSibling(""));
    }
  }

  FinishMarkers(
      Remote remote,
      RemoteNames names,
      FetchSource source,
      DoneMarkers markers,
      FetchLedger ledger,
      Act act) {
    this.remote = remote;
    this.names = names;
    this.source = source;
    this.markers = markers;
    this.ledger = ledger;
    this.act = act;
  }

  /**
   * Its file is gone from its place, be it one that was listed or one of an earlier run. A newer
   * version that came meanwhile needs the marker, which may be its own.
   */
  CompletableFuture<@Nullable Void> gone(RemoteFile file) {
    Gone gone = new Gone(file.path(), file.relative());
    Optional<RemotePath> marker = marker(Folder.of(gone), gone.name());
    if (marker.isEmpty()) {
      return completedFuture(null);
    }
    if (markers.isShared()) {
      ledger.putGone(gone);
      return completedFuture(null);
    }
    return names
        .find(file.path())
        .thenCompose(
            newer -> newer != null ? completedFuture(null) : act.on(marker.get(), file.path()));
  }

  /**
   * To be called when the files that are to be finished are: removes the markers that no file needs
   * any more, those of earlier loops too.
   *
   * @throws RemoteException when a folder cannot be listed, or the server refuses to remove a
   *     marker: it stays until the next loop, the others are dealt with
   */
  void end() throws IOException {
    List<Gone> files = ledger.gone();
    if (files.isEmpty()) {
      return;
    }
    if (!markers.isShared()) {
      files.forEach(ledger::removeGone); // of an earlier configuration
      ledger.commit();
      return;
    }
    @Nullable RemoteException refused = null;
    for (var each : files.stream().collect(groupingBy(Folder::of)).entrySet()) {
      try {
        end(each.getKey(), each.getValue());
      } catch (RemoteException e) {
        refused = e;
      }
    }
    ledger.commit();
    if (refused != null) {
      throw refused;
    }
  }

  private void end(Folder folder, List<Gone> files) throws IOException {
    Set<RemotePath> needed = needed(folder);
    Map<RemotePath, List<Gone>> byMarker =
        files.stream().collect(groupingBy(file -> marker(folder, file.name()).orElseThrow()));
    try {
      CompletableFuture.allOf(
              byMarker.entrySet().stream()
                  .map(each -> end(each.getKey(), each.getValue(), needed))
                  .toArray(CompletableFuture[]::new))
          .join();
    } catch (CompletionException e) {
      throw Outcomes.exception(e);
    }
  }

  /** One that is needed goes with the last of the files that it is for. */
  private CompletableFuture<@Nullable Void> end(
      RemotePath marker, List<Gone> files, Set<RemotePath> needed) {
    CompletableFuture<@Nullable Void> done =
        needed.contains(marker) ? completedFuture(null) : act.on(marker, files.getFirst().path());
    return done.thenRun(() -> files.forEach(ledger::removeGone)).thenApply(removed -> null);
  }

  /** The markers of the files that a folder has now. */
  private Set<RemotePath> needed(Folder folder) throws IOException {
    Set<RemotePath> needed = new HashSet<>();
    try {
      remote.list(
          folder.path(),
          entry ->
              fileOf(folder, entry).flatMap(name -> marker(folder, name)).ifPresent(needed::add));
    } catch (RemoteException e) {
      if (!e.noSuchFile()) {
        throw e;
      }
    }
    return needed;
  }

  /** The name of an entry that is a file to be fetched, or may be one. */
  private Optional<Path> fileOf(Folder folder, Entry entry) {
    return switch (entry.attributes().type()) {
      case FILE, LINK, UNKNOWN -> fileOf(folder, entry.name());
      case FOLDER, OTHER -> Optional.empty();
    };
  }

  private Optional<Path> fileOf(Folder folder, RemotePath name) {
    try {
      Path file = SafeName.of(name, source.charset());
      Path relative = folder.relative().resolve(file);
      boolean wanted =
          !markers.isMarker(relative)
              && !AsideName.isOne(file)
              && source.files().selects(relative.toString());
      return wanted ? Optional.of(file) : Optional.empty();
    } catch (UnsafeNameException e) {
      return Optional.empty();
    }
  }

  private Optional<RemotePath> marker(Folder folder, Path name) {
    return markers
        .markerOf(name)
        .map(marker -> RemotePath.of(marker.toString(), source.charset()))
        .map(marker -> folder.path().resolve(marker));
  }
}
