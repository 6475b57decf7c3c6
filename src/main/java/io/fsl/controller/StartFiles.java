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

/**
 * Goes through the listing of a source once, and starts to fetch what is to be fetched.
 *
 * @param known the source's ledger
 * @param rebuild finds out what the ledger knew before it was lost; null: it was not lost
 * @param batchSize before the first file, and again after so many, the free space is checked
 */
record StartFiles(
    ListRemoteFiles listing,
    FetchChoice choice,
    FetchLedger known,
    @Nullable RebuildFetch rebuild,
    int batchSize,
    SpaceCheck space,
    FetchPipeline pipeline,
    Tally tally) {

  /** Checks that the file systems have as much free space as is configured. */
  interface SpaceCheck {
    boolean hasSpace() throws IOException;
  }

  /**
   * Starts the files that are wanted; ends early when the run is to stop or space runs short.
   *
   * @return whether the whole listing was seen
   */
  boolean run() throws IOException {
    int[] started = new int[1];
    try {
      return listing.forEach(file -> {
        if (tally.isStopped()) {
          throw new EndOfListing(null);
        }
        if (isWanted(file)) {
          if (started[0]++ % batchSize == 0) {
            requireRoom();
          }
          pipeline.start(file);
        }
      });
    } catch (EndOfListing e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      return false;
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

  private void requireRoom() {
    try {
      if (!space.hasSpace()) {
        throw new EndOfListing(null);
      }
    } catch (IOException e) {
      throw new EndOfListing(e);
    }
  }

  /** Thrown out of the listing to end it early; the cause, if any, is why. */
  private static final class EndOfListing extends RuntimeException {
    private static final long serialVersionUID = 1;

    EndOfListing(@Nullable IOException cause) {
      super(null, cause, false, false);
    }
  }
}
