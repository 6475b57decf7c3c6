package io.fsl.controller;

import io.fsl.action.DoneMarkers;
import io.fsl.action.LocalFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Removes the done files of files that were removed. One that several files may have goes at the
 * end of the loop, if none of them is left.
 */
final class MarkersOfRemoved {
  private final DoneMarkers markers;
  private final Map<Path, Integer> left = new HashMap<>();
  private final Set<Path> orphaned = new HashSet<>();

  MarkersOfRemoved(DoneMarkers markers) {
    this.markers = markers;
  }

  /** A file that is there. */
  synchronized void listed(LocalFile file) {
    if (markers.isShared()) {
      markers.markerOf(file.path()).ifPresent(marker -> left.merge(marker, 1, Integer::sum));
    }
  }

  /** It is gone. */
  synchronized void removed(LocalFile file) throws IOException {
    if (!markers.isUsed()) {
      return;
    }
    Path marker = markers.markerOf(file.path()).orElseThrow();
    if (markers.isShared()) {
      left.merge(marker, -1, Integer::sum);
      orphaned.add(marker);
    } else {
      Files.deleteIfExists(marker);
    }
  }

  /** The loop is at its end. */
  synchronized void end() throws IOException {
    for (Path marker : orphaned) {
      if (left.getOrDefault(marker, 0) <= 0) {
        Files.deleteIfExists(marker);
      }
    }
  }
}
