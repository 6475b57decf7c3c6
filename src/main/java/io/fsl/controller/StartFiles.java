package io.fsl.controller;

import io.fsl.action.FetchLedger;
import io.fsl.action.ListRemoteFiles;
import io.fsl.action.Outcomes;
import io.fsl.action.PartFile;
import io.fsl.action.Phase;
import io.fsl.action.RebuildFetch;
import io.fsl.action.RemoteFile;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Goes through the listing of a source once, and starts to fetch what is to be fetched. */
final class StartFiles {
  private final ListRemoteFiles listing;
  private final FetchChoice choice;
  private final FetchLedger known;
  private final @Nullable RebuildFetch rebuild;
  private final int batchSize;
  private final SpaceCheck space;
  private final FetchPipeline pipeline;
  private final Tally tally;
  private int started;

  /** Checks that the file systems have as much free space as is configured. */
  interface SpaceCheck {
    boolean hasSpace() throws IOException;
  }

  /**
   * @param known the source's ledger
   * @param rebuild finds out what the ledger knew before it was lost; null: it was not lost
   * @param batchSize before the first file, and again after so many, the free space is checked
   */
  StartFiles(
      ListRemoteFiles listing,
      FetchChoice choice,
      FetchLedger known,
      @Nullable RebuildFetch rebuild,
      int batchSize,
      SpaceCheck space,
      FetchPipeline pipeline,
      Tally tally) {
    this.listing = listing;
    this.choice = choice;
    this.known = known;
    this.rebuild = rebuild;
    this.batchSize = batchSize;
    this.space = space;
    this.pipeline = pipeline;
    this.tally = tally;
  }

  /**
   * Starts the files that are wanted; ends early when the run is to stop or space runs short.
   *
   * @return whether the whole listing was seen
   */
  boolean run() throws IOException {
    try {
      return listing.forEach(this::startIfWanted);
    } catch (EndOfListing e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      return false;
    }
  }

  private void startIfWanted(RemoteFile file) {
    if (tally.isStopped()) {
      throw new EndOfListing(null);
    }
    if (isWanted(file)) {
      if (started++ % batchSize == 0) {
        requireSpace();
      }
      pipeline.start(file);
    }
  }

  private boolean isWanted(RemoteFile file) {
    return !pipeline.has(file)
        && choice.isNew(file)
        && !(rebuild != null && isFoundAgain(file, rebuild))
        && choice.wants(file, tally);
  }

  /** Whether an earlier run had it, as far as parts, incoming and archive show. */
  private boolean isFoundAgain(RemoteFile file, RebuildFetch rebuild) {
    try {
      if (known
          .transfer(file.path())
          .filter(transfer -> transfer.phase() != Phase.LOADING)
          .isPresent()) {
        return false;
      }
      Optional<PartFile> part = rebuild.part(file);
      if (part.isPresent()) {
        pipeline.publish(part.get());
        return true;
      }
      return rebuild.wasPublished(file);
    } catch (IOException e) {
      tally.unrecognised();
      tally.ended(Outcomes.of(file, e));
      return true;
    }
  }

  private void requireSpace() {
    try {
      if (!space.hasSpace()) {
        throw new EndOfListing(null);
      }
    } catch (IOException e) {
      throw new EndOfListing(e);
    }
  }

  /** Ends the listing early: nothing else gets out of it. The cause, if any, is why. */
  private static final class EndOfListing extends RuntimeException {
    private static final long serialVersionUID = 1;

    EndOfListing(@Nullable IOException cause) {
      super(null, cause, false, false);
    }
  }
}
