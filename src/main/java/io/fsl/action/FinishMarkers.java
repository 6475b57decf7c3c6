package io.fsl.action;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.fsl.action.SafeName.UnsafeNameException;
import io.fsl.config.FetchSource;
import io.fsl.sftp.Entry;
import io.fsl.sftp.Remote;
import io.fsl.sftp.RemoteException;
import io.fsl.sftp.RemotePath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The done files of files that are deleted or moved on the server: they go with them. One that
 * several files may have goes at the end of the loop, if no file is left that needs it: to know
 * that, their folders are listed once more, as files may have come since they were listed.
 */
final class FinishMarkers {
  private final Remote remote;
  private final RemoteNames names;
  private final FetchSource source;
  private final DoneMarkers markers;

  private final Map<RemotePath, Orphan> orphaned = new HashMap<>();

  /** All files that may have the same marker are in one: markers are not above their files. */
  private record Folder(RemotePath path, Path relative) {
    static Folder of(RemoteFile file) {
      return new Folder(file.path().parent(), file.relative().resolveSibling(""));
    }
  }

  /**
   * A marker of which a file is gone.
   *
   * @param act what is to be done with it
   */
  private record Orphan(
      Folder folder, Function<RemotePath, CompletableFuture<@Nullable Void>> act) {}

  FinishMarkers(Remote remote, RemoteNames names, FetchSource source, DoneMarkers markers) {
    this.remote = remote;
    this.names = names;
    this.source = source;
    this.markers = markers;
  }

  /**
   * Its file is gone from its place, be it one that was listed or one of an earlier run. A newer
   * version that came meanwhile needs the marker, which may be its own.
   *
   * @param act what is to be done with the marker
   */
  CompletableFuture<@Nullable Void> gone(
      RemoteFile file, Function<RemotePath, CompletableFuture<@Nullable Void>> act) {
    Folder folder = Folder.of(file);
    Optional<RemotePath> marker = marker(folder, file.relative().getFileName());
    if (marker.isEmpty()) {
      return completedFuture(null);
    }
    if (!markers.isShared()) {
      return names
          .find(file.path())
          .thenCompose(newer -> newer != null ? completedFuture(null) : act.apply(marker.get()));
    }
    synchronized (this) {
      orphaned.put(marker.get(), new Orphan(folder, act));
    }
    return completedFuture(null);
  }

  /**
   * To be called when the files that are to be finished are: removes the markers that no file needs
   * any more.
   *
   * @throws RemoteException when a folder cannot be listed: its markers stay, those of the others
   *     are dealt with
   */
  void end() throws IOException {
    Map<RemotePath, Orphan> all;
    synchronized (this) {
      all = Map.copyOf(orphaned);
    }
    Set<Folder> folders = new HashSet<>();
    all.values().forEach(orphan -> folders.add(orphan.folder()));
    @Nullable RemoteException refused = null;
    Set<RemotePath> staying = new HashSet<>();
    for (Folder folder : folders) {
      try {
        staying.addAll(needed(folder));
      } catch (RemoteException e) {
        refused = e;
        all.forEach((marker, orphan) -> {
          if (orphan.folder().equals(folder)) {
            staying.add(marker);
          }
        });
      }
    }
    act(all, staying);
    if (refused != null) {
      throw refused;
    }
  }

  /** Does what is to be done with the markers that do not stay. */
  private static void act(Map<RemotePath, Orphan> all, Set<RemotePath> staying) throws IOException {
    try {
      CompletableFuture.allOf(
              all.entrySet().stream()
                  .filter(each -> !staying.contains(each.getKey()))
                  .map(each -> each.getValue().act().apply(each.getKey()))
                  .toArray(CompletableFuture[]::new))
          .join();
    } catch (CompletionException e) {
      throw Outcomes.exception(e);
    }
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
