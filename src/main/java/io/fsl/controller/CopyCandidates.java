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
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Which listed files are to be copied, and where to. */
final class CopyCandidates {
  private final CopySource source;
  private final CopyLedger entries;
  private final DoneMarkers markers;
  private final Readiness readiness;
  private final BiConsumer<LocalFile, LocalFile> judged;

  /**
   * @param judged told of each file that has a marker, and of the marker
   */
  CopyCandidates(
      CopySource source,
      CopyLedger entries,
      Ledger ledger,
      DoneMarkers markers,
      InstantSource clock,
      BiConsumer<LocalFile, LocalFile> judged) {
    this.source = source;
    this.entries = entries;
    this.markers = markers;
    this.judged = judged;
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
    return readiness.waitsFor(entries.key(file.relative()), file.size(), mtime, () -> marked(file));
  }

  /** Notes the marker of a file that an earlier run found ready, as {@link #waitsFor} would. */
  void judgeAgain(LocalFile file) throws IOException {
    if (markers.isUsed()) {
      Instant _ = marked(file);
    }
  }

  private @Nullable Instant marked(LocalFile file) throws IOException {
    Path marker = markers.markerOf(file.relative()).orElseThrow();
    Path path = source.incoming().resolve(marker);
    if (LocalFile.look(path, marker) instanceof LocalFile.Found.File(LocalFile found)) {
      judged.accept(file, found);
      return found.mtime().toInstant();
    }
    try {
      return Files.getLastModifiedTime(path).toInstant();
    } catch (NoSuchFileException _) {
      return null;
    }
  }
}
