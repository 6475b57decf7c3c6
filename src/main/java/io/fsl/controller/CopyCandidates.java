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

  CopyCandidates(CopySource source, CopyLedger entries, Ledger ledger, InstantSource clock) {
    this.source = source;
    this.entries = entries;
    this.markers = new DoneMarkers(source.readiness().doneFile());
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

  /** Why a file has to wait; empty: it is ready. */
  Optional<String> waitsFor(LocalFile file) throws IOException {
    if (source.readiness().equals(ReadinessRules.NONE)) {
      return Optional.empty();
    }
    Instant mtime = file.mtime().toInstant();
    return readiness.waitsFor(
        entries.key(file.relative()), file.size(), mtime, () -> marked(file.path()));
  }

  private @Nullable Instant marked(Path file) throws IOException {
    try {
      return Files.getLastModifiedTime(markers.markerOf(file).orElseThrow()).toInstant();
    } catch (NoSuchFileException _) {
      return null;
    }
  }
}
