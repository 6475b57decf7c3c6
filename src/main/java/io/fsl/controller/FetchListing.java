package io.fsl.controller;

import io.fsl.action.FetchLedger;
import io.fsl.action.FetchLedger.Phase;
import io.fsl.action.FinishRemote;
import io.fsl.action.ListRemoteFiles;
import io.fsl.action.Outcomes;
import io.fsl.action.PartFile;
import io.fsl.action.RebuildFetch;
import io.fsl.action.RemoteFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Goes through the listing of a source and starts what is wanted. */
final class FetchListing {
  private final ListRemoteFiles files;
  private final FetchChoice choice;
  private final FetchPipeline pipeline;
  private final FinishRemote finish;
  private final FetchLedger ledger;
  private final Tally tally;
  private final int batchSize;
  private final BooleanSupplier hasSpace;
  private final BooleanSupplier stopping;
  private final Optional<RebuildFetch> rebuild;
  private long started;

  /**
   * @param batchSize space is looked at again after so many files
   * @param rebuild present while the ledger is not to be trusted
   */
  FetchListing(
      ListRemoteFiles files,
      FetchChoice choice,
      FetchPipeline pipeline,
      FinishRemote finish,
      FetchLedger ledger,
      Tally tally,
      int batchSize,
      BooleanSupplier hasSpace,
      BooleanSupplier stopping,
      Optional<RebuildFetch> rebuild) {
    this.files = files;
    this.choice = choice;
    this.pipeline = pipeline;
    this.finish = finish;
    this.ledger = ledger;
    this.tally = tally;
    this.batchSize = batchSize;
    this.hasSpace = hasSpace;
    this.stopping = stopping;
    this.rebuild = rebuild;
  }

  /**
   * Starts all files that are wanted.
   *
   * @return whether everything was listed: not when space ran out or fsl is told to stop
   * @throws IOException when the server does not list everything
   */
  boolean run() throws IOException {
    try {
      return files.forEach(this::take);
    } catch (EndOfListing e) {
      return false;
    }
  }

  private void take(RemoteFile file) {
    if (stopping.getAsBoolean()) {
      throw new EndOfListing();
    }
    finish.listed(file);
    if (!isWanted(file)) {
      return;
    }
    if (started++ % batchSize == 0 && !hasSpace.getAsBoolean()) {
      throw new EndOfListing();
    }
    pipeline.start(file);
  }

  private boolean isWanted(RemoteFile file) {
    return choice.isNew(file)
        && !(rebuild.isPresent() && isFoundAgain(file, rebuild.get()))
        && choice.wants(file, tally);
  }

  private boolean isFoundAgain(RemoteFile file, RebuildFetch rebuild) {
    if (ledger.part(file.path()).filter(part -> part.phase() != Phase.LOADING).isPresent()) {
      return false;
    }
    try {
      Optional<PartFile> part = rebuild.part(file);
      part.ifPresent(pipeline::publish);
      if (part.isEmpty() && !rebuild.wasPublished(file)) {
        return false;
      }
      if (part.isEmpty()) {
        ledger.part(file.path()).map(List::of).ifPresent(pipeline::finish);
      }
    } catch (IOException e) {
      tally.ended(Outcomes.of(file, e));
    }
    return true;
  }

  /** Says that the listing is not to go on. */
  private static final class EndOfListing extends RuntimeException {
    private static final long serialVersionUID = 1;

    EndOfListing() {
      super(null, null, false, false);
    }
  }
}
