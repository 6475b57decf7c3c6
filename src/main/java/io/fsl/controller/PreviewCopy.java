package io.fsl.controller;

import io.fsl.action.CopyLedger;
import io.fsl.action.DoneMarkers;
import io.fsl.action.Ledger;
import io.fsl.action.ListLocalFiles;
import io.fsl.action.LocalFile;
import io.fsl.action.Outcome;
import io.fsl.config.CopySource;
import io.fsl.config.Destination;
import io.fsl.linux.PathBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Tells what a copy of one source would do, as far as the ledger knows; nothing is written. */
final class PreviewCopy {
  private final CopySource source;
  private final DoneMarkers markers;
  private final CopyCandidates candidates;
  private final Tally tally;

  PreviewCopy(CopySource source, Ledger ledger, InstantSource clock, Tally tally) {
    this.source = source;
    this.markers = new DoneMarkers(source.readiness().doneFile());
    this.candidates =
        new CopyCandidates(source, new CopyLedger(ledger, source.name()), ledger, markers, clock);
    this.tally = tally;
  }

  void run() throws IOException {
    if (Files.isDirectory(source.incoming())) {
      new ListLocalFiles(source.incoming(), source.files(), source.recursive(), source.order())
          .list(
              this::tell, (path, e) -> tally.unreadable(source.name(), path, e), tally::isStopped);
    }
  }

  private void tell(LocalFile file) {
    List<Destination> missing = candidates.missing(file);
    if (markers.isMarker(file.relative()) || missing.isEmpty()) {
      return;
    }
    try {
      Optional<String> reason = candidates.judge(file).waitsFor();
      String told = reason.orElseGet(() -> "would be copied to " + targets(file, missing));
      tally.ended(new Outcome.Skipped(source.name(), file.printable(), told));
    } catch (IOException e) {
      tally.unreadable(source.name(), file.relative(), e);
    }
  }

  private static String targets(LocalFile file, List<Destination> destinations) {
    return destinations.stream()
        .map(d -> PathBytes.printable(d.dir().resolve(file.relative())))
        .collect(Collectors.joining(", "));
  }
}
