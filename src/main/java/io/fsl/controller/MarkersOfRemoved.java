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
import org.jspecify.annotations.Nullable;

/**
 * Removes the done files of files that were removed: only the very one by which the file was found
 * ready, as a producer may have written another meanwhile, for the next version. One that several
 * files may have, or that a crash left, goes at the end of the loop, if no file is there that it
 * could be for.
 */
final class MarkersOfRemoved {
  private final DoneMarkers markers;
  private final RemoveIncoming remove;
  private final Path incoming;

  /** By path below incoming, as they were when their files were found ready. */
  private final Map<Path, Judged> judged = new HashMap<>();

  /** With the folders of their files. */
  private final Map<Path, Path> orphaned = new HashMap<>();

  /** A marker, and the version of a file that it was for; null: one that is gone. */
  private record Judged(@Nullable LocalFile file, LocalFile marker) {}

  MarkersOfRemoved(DoneMarkers markers, RemoveIncoming remove, Path incoming) {
    this.markers = markers;
    this.remove = remove;
    this.incoming = incoming;
  }

  /** By this marker a file is found ready. */
  synchronized void judged(LocalFile file, LocalFile marker) {
    judged.put(marker.relative(), new Judged(file, marker));
  }

  /** A file is gone. */
  synchronized void removed(LocalFile file) throws IOException {
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

  /** A file that was delivered is gone, since before this loop. */
  synchronized void goneBefore(Path file) throws IOException {
    if (markers.isUsed()) {
      Path marker = markers.markerOf(file).orElseThrow();
      if (LocalFile.look(incoming.resolve(marker), marker)
          instanceof LocalFile.Found.File(LocalFile found)) {
        judged.put(marker, new Judged(null, found));
        orphaned.put(marker, folder(file));
      }
    }
  }

  private Path folder(Path file) {
    return incoming.resolve(file).resolveSibling("");
  }

  /** By now, it may be that of the next version. */
  private static boolean isFor(LocalFile file, @Nullable Judged marker) {
    return marker != null && file.equals(marker.file());
  }

  private void remove(Path marker) throws IOException {
    Judged known = judged.remove(marker);
    if (known != null) {
      boolean _ = remove.remove(known.marker());
    }
  }

  /** The loop is at its end. */
  synchronized void end() throws IOException {
    for (Path folder : new HashSet<>(orphaned.values())) {
      keepThoseInUse(folder);
    }
    for (Path marker : orphaned.keySet()) {
      remove(marker);
    }
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
