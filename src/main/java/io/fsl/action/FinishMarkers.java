package io.fsl.action;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;
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
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Has done files go with the files that are deleted or moved on the server. One that several files
 * may have goes at the end of the loop, if no file is left that needs it: to know that, their
 * folders are listed once more, as files may have come since they were listed. The ledger has the
 * files whose done files are still to go so, as a loop may not get that far. Before one goes, it is
 * put out of the way and its files are looked for again: a producer may have written another one
 * just now.
 */
final class FinishMarkers {
  private final Remote remote;
  private final RemoteNames names;
  private final FetchSource source;
  private final DoneMarkers markers;
  private final FetchLedger ledger;
  private final PutMarkerAside aside;
  private final Act act;

  /** What is done with a marker. */
  @FunctionalInterface
  interface Act {
    /**
     * Deletes or moves a marker; that it is gone is no error.
     *
     * @param from the name that it has now
     * @param marker its own
     * @param file the path that its file had
     */
    CompletableFuture<@Nullable Void> on(RemotePath from, RemotePath marker, RemotePath file);
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
    this.aside = new PutMarkerAside(remote, names, source.name());
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
            newer -> newer != null ? aside.restore(marker.get()) : gone(marker.get(), file.path()));
  }

  private CompletableFuture<@Nullable Void> gone(RemotePath marker, RemotePath file) {
    return aside
        .take(marker)
        .thenCompose(taken ->
            taken
                ? names
                    .find(file)
                    .exceptionallyCompose(failure -> refused(marker, failure))
                    .thenCompose(newer -> end(marker, file, newer != null))
                : completedFuture(null));
  }

  /** What becomes of a marker that was put out of the way. */
  private CompletableFuture<@Nullable Void> end(
      RemotePath marker, RemotePath file, boolean needed) {
    return needed
        ? aside.giveBack(marker)
        : act.on(aside.name(marker), marker, file)
            .exceptionallyCompose(failure -> refused(marker, failure));
  }

  /** It does not stay out of the way for ever; what a lost connection cut off is gone on with. */
  private <T extends @Nullable Object> CompletableFuture<T> refused(
      RemotePath marker, Throwable failure) {
    Throwable cause = Outcomes.cause(failure);
    return Outcomes.trouble(cause) == Trouble.UNREACHABLE
        ? failedFuture(cause)
        : giveBack(List.of(marker)).thenCompose(back -> failedFuture(cause));
  }

  /** Completes when it was tried. */
  private CompletableFuture<@Nullable Void> giveBack(Collection<RemotePath> taken) {
    return CompletableFuture.allOf(
            taken.stream().map(aside::giveBack).toArray(CompletableFuture[]::new))
        .handle((back, failure) -> null);
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
    Map<RemotePath, List<Gone>> byMarker =
        files.stream().collect(groupingBy(file -> marker(folder, file.name()).orElseThrow()));
    Set<RemotePath> staying = source.keepsRemote() ? byMarker.keySet() : needed(folder);
    Map<RemotePath, CompletableFuture<Boolean>> taking = take(byMarker.keySet(), staying);
    Set<RemotePath> needed = neededStill(folder, taking);
    try {
      CompletableFuture.allOf(
              byMarker.entrySet().stream()
                  .map(each -> {
                    RemotePath marker = each.getKey();
                    return requireNonNull(taking.get(marker))
                        .thenCompose(
                            taken -> end(marker, each.getValue(), taken, needed.contains(marker)));
                  })
                  .toArray(CompletableFuture[]::new))
          .join();
    } catch (CompletionException e) {
      throw Outcomes.exception(e);
    }
  }

  /** Puts those out of the way that are not needed; whether each is, when all have been tried. */
  private Map<RemotePath, CompletableFuture<Boolean>> take(
      Set<RemotePath> markers, Set<RemotePath> needed) {
    Map<RemotePath, CompletableFuture<Boolean>> taking = new HashMap<>();
    for (RemotePath marker : markers) {
      taking.put(
          marker,
          needed.contains(marker)
              ? aside.restore(marker).thenApply(restored -> false)
              : aside.take(marker));
    }
    CompletableFuture.allOf(taking.values().toArray(CompletableFuture[]::new))
        .handle((done, failure) -> true)
        .join();
    return taking;
  }

  /** Looks once more, if any marker is out of the way. */
  private Set<RemotePath> neededStill(
      Folder folder, Map<RemotePath, CompletableFuture<Boolean>> taking) throws IOException {
    List<RemotePath> taken =
        taking.keySet().stream()
            .filter(marker -> isTaken(requireNonNull(taking.get(marker))))
            .toList();
    try {
      return taken.isEmpty() ? Set.of() : needed(folder);
    } catch (RemoteException e) {
      giveBack(taken).join();
      throw e;
    }
  }

  private static boolean isTaken(CompletableFuture<Boolean> taking) {
    return !taking.isCompletedExceptionally() && taking.join();
  }

  /** One that is needed goes with the last of the files that it is for. */
  private CompletableFuture<@Nullable Void> end(
      RemotePath marker, List<Gone> files, boolean taken, boolean needed) {
    CompletableFuture<@Nullable Void> done =
        taken ? end(marker, files.getFirst().path(), needed) : completedFuture(null);
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
