package io.fsl.controller;

import io.fsl.action.DoneMarkers;
import io.fsl.action.LocalFile;
import io.fsl.action.RemoveIncoming;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Removes the done files of files that were removed: only the very one by which the file was found
 * ready, as a producer may have written another meanwhile, for the next version. One that several
 * files may have, or that a crash left, goes at the end of the loop, if no file is there that it
 * could be for. One that cannot be dealt with is told of, and keeps no other.
 */
final class MarkersOfRemoved {
  private final DoneMarkers markers;
  private final RemoveIncoming remove;
  private final Path incoming;
  private final BiConsumer<Path, IOException> failed;

  /** By path below incoming, as they were when their files were found ready. */
  private final Map<Path, Judged> judged = new HashMap<>();

  /** Markers that lost a file, each with the folder of that file. */
  private final Map<Path, Path> orphaned = new HashMap<>();

  /** A marker, with the file that was found ready by it; null: a file that is gone. */
  private record Judged(@Nullable LocalFile file, LocalFile marker) {}

  /**
   * @param failed is told of each marker, or folder with markers, that cannot be dealt with, by its
   *     path below incoming
   */
  MarkersOfRemoved(
      DoneMarkers markers,
      RemoveIncoming remove,
      Path incoming,
      BiConsumer<Path, IOException> failed) {
    this.markers = markers;
    this.remove = remove;
    this.incoming = incoming;
    this.failed = failed;
  }

  /** Notes the marker by which a file was found ready. */
  synchronized void judged(LocalFile file, LocalFile marker) {
    judged.put(marker.relative(), new Judged(file, marker));
  }

  /**
   * Removes the marker of a file that was removed, now or, if other files may share it, at the end.
   */
  synchronized void removed(LocalFile file) {
    if (!markers.isUsed()) {
      return;
    }
    Path marker = markers.markerOf(file.relative()).orElseThrow();
    if (markers.isShared()) {
      orphaned.put(marker, folder(file.relative()));
    } else if (isFor(file, judged.get(marker))) {
      remove(marker);
    }
  }

  /** Has the marker of a delivered file that was gone before this loop removed at the end. */
  synchronized void goneBefore(Path file) {
    if (!markers.isUsed()) {
      return;
    }
    Path marker = markers.markerOf(file).orElseThrow();
    try {
      if (LocalFile.look(incoming.resolve(marker), marker)
          instanceof LocalFile.Found.File(LocalFile found)) {
        judged.put(marker, new Judged(null, found));
        orphaned.put(marker, folder(file));
      }
    } catch (IOException e) {
      failed.accept(marker, e);
    }
  }

  private Path folder(Path file) {
    return incoming.resolve(file).resolveSibling("");
  }

  /** Whether a marker was written for this very version of the file, not for the next one. */
  private static boolean isFor(LocalFile file, @Nullable Judged marker) {
    return marker != null && file.equals(marker.file());
  }

  private void remove(Path marker) {
    Judged known = judged.remove(marker);
    if (known == null) {
      return;
    }
    try {
      boolean _ = remove.remove(known.marker());
    } catch (IOException e) {
      failed.accept(marker, e);
    }
  }

  /** Removes the markers that no file in their folders needs any more; for the end of a loop. */
  synchronized void end() {
    for (Path folder : new HashSet<>(orphaned.values())) {
      try {
        keepThoseInUse(folder);
      } catch (IOException e) {
        orphaned.values().removeIf(folder::equals);
        failed.accept(incoming.relativize(folder), e);
      }
    }
    orphaned.keySet().forEach(this::remove);
  }

  private void keepThoseInUse(Path folder) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        Path file = incoming.relativize(entry);
        if (!markers.isMarker(file) && !Files.isDirectory(entry)) {
          markers.markerOf(file).ifPresent(orphaned::remove);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    } catch (NoSuchFileException _) {
      return; // with all markers in it
    }
  }
}
