package io.fsl.controller;

import io.fsl.action.FetchLedger;
import io.fsl.action.FetchLedger.Transfer;
import io.fsl.action.Outcome;
import io.fsl.action.Outcomes;
import io.fsl.action.Phase;
import io.fsl.action.PlaceFile;
import io.fsl.action.PlaceFile.Place;
import io.fsl.action.Readiness;
import io.fsl.action.RemoteFile;
import io.fsl.action.Trouble;
import io.fsl.config.FetchSource;
import io.fsl.sftp.RemotePath;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Which of the listed files are to be fetched now. */
final class FetchChoice {
  private final FetchSource source;
  private final FetchLedger ledger;
  private final PlaceFile places;
  private final Readiness readiness;
  private final MarkerTimes markerTimes;
  private final InstantSource clock;
  private final Duration keep;
  private final Set<RemotePath> partsUnseen = new HashSet<>();

  /**
   * @param keep how long the ledger remembers a file that no listing has any more
   */
  FetchChoice(
      FetchSource source,
      FetchLedger ledger,
      PlaceFile places,
      Readiness readiness,
      MarkerTimes markerTimes,
      InstantSource clock,
      Duration keep) {
    this.source = source;
    this.ledger = ledger;
    this.places = places;
    this.readiness = readiness;
    this.markerTimes = markerTimes;
    this.clock = clock;
    this.keep = keep;
    ledger.transfers(Phase.LOADING).forEach(transfer -> partsUnseen.add(transfer.file().path()));
  }

  /** Whether a file that was listed was not published yet, as far as is known. */
  boolean isNew(RemoteFile file) {
    if (!partsUnseen.isEmpty()) {
      partsUnseen.remove(file.path());
    }
    return !ledger.isFetched(file, clock.instant(), keep);
  }

  /** Whether to fetch a new file; if it waits for something or is refused, the listener hears. */
  boolean wants(RemoteFile file, Listener listener) {
    try {
      Optional<Outcome> obstacle = obstacle(file);
      obstacle.ifPresent(listener::ended);
      return obstacle.isEmpty();
    } catch (IOException e) {
      listener.ended(Outcomes.of(file, e));
      return false;
    }
  }

  private Optional<Outcome> obstacle(RemoteFile file) throws IOException {
    Optional<Transfer> transfer = ledger.transfer(file.path());
    if (transfer.isPresent() && transfer.get().phase() != Phase.LOADING) {
      return waits(file, "an earlier version of it is not done with");
    }
    Optional<String> unready =
        readiness.waitsFor(
            ledger.key(file.path()),
            file.size(),
            Instant.ofEpochSecond(file.mtime()),
            () -> markerTimes.of(file));
    if (unready.isPresent()) {
      return waits(file, unready.get());
    }
    return places.obstacle(file).map(place -> outcome(file, place));
  }

  private Outcome outcome(RemoteFile file, Place place) {
    return switch (place) {
      case Place.Name name -> throw new IllegalStateException("a free name is no obstacle");
      case Place.Taken taken -> new Outcome.Skipped(source.name(), file.name(), taken.reason());
      case Place.Refused refused ->
          new Outcome.Failed(source.name(), file.name(), Trouble.FILE, refused.reason());
    };
  }

  private Optional<Outcome> waits(RemoteFile file, String reason) {
    return Optional.of(new Outcome.Skipped(source.name(), file.name(), reason));
  }

  /**
   * After a complete listing: forgets what was not listed for long, and parts of files not listed.
   */
  void prune() {
    Instant now = clock.instant();
    ledger.prune(now, keep);
    readiness.forgetBefore(ledger.prefix(), now.minus(keep));
    partsUnseen.forEach(ledger::removeTransfer);
  }
}
