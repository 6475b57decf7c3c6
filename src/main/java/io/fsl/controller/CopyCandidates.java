package io.fsl.controller;

import io.fsl.action.CopyLedger;
import io.fsl.action.DoneMarkers;
import io.fsl.action.Ledger;
import io.fsl.action.LocalFile;
import io.fsl.action.Readiness;
import io.fsl.config.CopySource;
import io.fsl.config.Destination;
import io.fsl.config.ReadinessRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which listed files are to be copied, and where to. */
final class CopyCandidates {
  private final CopySource source;
  private final CopyLedger entries;
  private final DoneMarkers markers;
  private final Readiness readiness;

  CopyCandidates(
      CopySource source,
      CopyLedger entries,
      Ledger ledger,
      DoneMarkers markers,
      InstantSource clock) {
    this.source = source;
    this.entries = entries;
    this.markers = markers;
    this.readiness = new Readiness(source.readiness(), ledger.table("observations"), clock);
  }

  DoneMarkers markers() {
    return markers;
  }

  Readiness readiness() {
    return readiness;
  }

  /** The destinations that neither have the file nor go without it. */
  List<Destination> missing(LocalFile file) {
    return source.destinations().stream()
        .filter(destination -> isMissing(file, destination.name()))
        .toList();
  }

  /** Whether a destination neither has the file nor goes without it. */
  boolean isMissing(LocalFile file, String destination) {
    return !entries.isDecided(file, destination);
  }

  /**
   * Whether a file is ready.
   *
   * @param waitsFor why it has to wait; empty: it is ready
   * @param marker that was found, if it was looked for; null: none
   */
  record Verdict(Optional<String> waitsFor, @Nullable LocalFile marker) {}

  /** Decides whether a file is ready. */
  Verdict judge(LocalFile file) throws IOException {
    if (source.readiness().equals(ReadinessRules.NONE)) {
      return new Verdict(Optional.empty(), null);
    }
    Instant mtime = file.mtime().toInstant();
    Marker marker = new Marker(file);
    Optional<String> waitsFor =
        readiness.waitsFor(entries.key(file.relative()), file.size(), mtime, marker);
    return new Verdict(waitsFor, marker.found);
  }

  /** The marker of a file that an earlier run found ready; null: none. */
  @Nullable LocalFile marker(LocalFile file) throws IOException {
    Marker marker = new Marker(file);
    if (markers.isUsed()) {
      Instant _ = marker.modified();
    }
    return marker.found;
  }

  /** Looks for the marker of a file. */
  private final class Marker implements Readiness.MarkerLookup {
    private final LocalFile file;

    /** Null: none, or not looked for. */
    @Nullable LocalFile found;

    Marker(LocalFile file) {
      this.file = file;
    }

    @Override
    public @Nullable Instant modified() throws IOException {
      Path marker = markers.markerOf(file.relative()).orElseThrow();
      Path path = source.incoming().resolve(marker);
      if (LocalFile.look(path, marker) instanceof LocalFile.Found.File(LocalFile there)) {
        found = there;
        return there.mtime().toInstant();
      }
      try {
        return Files.getLastModifiedTime(path).toInstant();
      } catch (NoSuchFileException _) {
        return null;
      }
    }
  }
}
