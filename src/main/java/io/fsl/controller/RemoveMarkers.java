package io.fsl.controller;

import static java.util.stream.Collectors.toSet;

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
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Removes the done files of files that were removed: only the very one by which the file was found
 * ready, as a producer may have written another meanwhile, for the next version. One that several
 * files may have, or that a crash left, goes at the end of the loop, if no file is there that it
 * could be for. One that cannot be dealt with is told of, and keeps no other.
 */
final class RemoveMarkers {
  private final DoneMarkers markers;
  private final RemoveIncoming remove;
  private final Path incoming;
  private final BiConsumer<Path, IOException> failed;

  /** By path below incoming. */
  private final Map<Path, Orphan> orphans = new HashMap<>();

  /**
   * A marker that lost a file.
   *
   * @param marker as it was when that file was found ready
   * @param folder of that file
   */
  private record Orphan(LocalFile marker, Path folder) {}

  /**
   * @param failed is told of each marker, or folder with markers, that cannot be dealt with, by its
   *     path below incoming
   */
  RemoveMarkers(
      DoneMarkers markers,
      RemoveIncoming remove,
      Path incoming,
      BiConsumer<Path, IOException> failed) {
    this.markers = markers;
    this.remove = remove;
    this.incoming = incoming;
    this.failed = failed;
  }

  /**
   * Removes the marker of a file that was removed, now or, if other files may share it, at the end.
   *
   * @param marker by which it was found ready; null: it has none
   */
  synchronized void removed(LocalFile file, @Nullable LocalFile marker) {
    if (marker == null) {
      return;
    }
    if (markers.isShared()) {
      orphan(marker, file.relative());
    } else {
      remove(marker);
    }
  }

  private void orphan(LocalFile marker, Path file) {
    orphans.put(marker.relative(), new Orphan(marker, incoming.resolve(file).resolveSibling("")));
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
        orphan(found, file);
      }
    } catch (IOException e) {
      failed.accept(marker, e);
    }
  }

  private void remove(LocalFile marker) {
    try {
      boolean _ = remove.remove(marker);
    } catch (IOException e) {
      failed.accept(marker.relative(), e);
    }
  }

  /** Removes the markers that no file in their folders needs any more; for the end of a loop. */
  synchronized void end() {
    for (Path folder : orphans.values().stream().map(Orphan::folder).collect(toSet())) {
      try {
        keepThoseInUse(folder);
      } catch (IOException e) {
        orphans.values().removeIf(orphan -> orphan.folder().equals(folder));
        failed.accept(incoming.relativize(folder), e);
      }
    }
    orphans.values().forEach(orphan -> remove(orphan.marker()));
    orphans.clear();
  }

  private void keepThoseInUse(Path folder) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        Path file = incoming.relativize(entry);
        if (!markers.isMarker(file) && !Files.isDirectory(entry)) {
          markers.markerOf(file).ifPresent(orphans::remove);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    } catch (NoSuchFileException _) {
      return; // with all markers in it
    }
  }
}
