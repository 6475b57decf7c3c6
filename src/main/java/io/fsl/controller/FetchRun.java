package io.fsl.controller;

import static java.util.Objects.requireNonNull;

import io.fsl.action.DoneMarkers;
import io.fsl.action.DownloadFile;
import io.fsl.action.EarlyArchive;
import io.fsl.action.FetchLedger;
import io.fsl.action.FinishRemote;
import io.fsl.action.Ledger;
import io.fsl.action.ListRemoteFiles;
import io.fsl.action.Outcome;
import io.fsl.action.Outcomes;
import io.fsl.action.Phase;
import io.fsl.action.Readiness;
import io.fsl.action.RebuildFetch;
import io.fsl.action.RemoteFile;
import io.fsl.action.Retries;
import io.fsl.action.SpaceGuard;
import io.fsl.action.Trouble;
import io.fsl.action.WarnOfStrays;
import io.fsl.config.FetchConfig;
import io.fsl.config.FetchSource;
import io.fsl.linux.OwnMemory;
import io.fsl.sftp.PoolLimits;
import io.fsl.sftp.Remote;
import io.fsl.sftp.RemotePath;
import io.fsl.sftp.SshConnector;
import io.fsl.sftp.SshRemote;
import io.fsl.text.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One source in one loop: space, folders, recovery, connection, then listing, fetching, publishing
 * and finishing side by side. All that is specific to the source is wired here.
 */
final class FetchRun {
  private final FetchConfig config;
  private final FetchSource source;
  private final Ledger ledger;
  private final FetchLedger known;
  private final FetchResources resources;
  private final InstantSource clock;
  private final Tally tally;
  private final boolean dryRun;
  private final SpaceGuard space;
  private final FetchFolders folders;
  private final DoneMarkers markers;
  private final Retries retries;
  private final SshRemote remote;

  /** How it ended. */
  enum End {
    /** Everything was listed. */
    COMPLETE,
    /** Not everything was listed; the tally says why. */
    INCOMPLETE,
    /** Authentication or host key. */
    DENIED
  }

  FetchRun(
      FetchConfig config,
      FetchSource source,
      Ledger ledger,
      FetchResources resources,
      InstantSource clock,
      Tally tally,
      boolean dryRun) {
    this.config = config;
    this.source = source;
    this.ledger = ledger;
    this.known = new FetchLedger(ledger, source.name());
    this.resources = resources;
    this.clock = clock;
    this.tally = tally;
    this.dryRun = dryRun;
    this.space =
        new SpaceGuard(source.freeSpace(), source.incoming(), source.archive(), resources.space());
    this.folders =
        new FetchFolders(
            source, ledger, known, resources.writer(), resources.claims(), clock, tally::ended);
    this.markers = new DoneMarkers(source.readiness().doneFile());
    this.retries = new Retries(config.retry());
    this.remote =
        SshRemote.of(
            new SshConnector(
                dryRun ? source.server().unwritten() : source.server(), config.timeout()),
            new PoolLimits(source.connections(), config.retry(), config.timeout()),
            source.rateLimit(),
            resources.chunks(),
            resources.faults());
  }

  /** Runs to the end. All that goes wrong is told to the tally. */
  End run() {
    try (SpaceGuard guard = space;
        Remote connected = remote) {
      guard.open();
      if (!hasSpace() || !(dryRun || prepare()) || tally.isStopped()) {
        return End.INCOMPLETE;
      }
      remote.open(firstListed());
      OwnMemory.releaseCode();
      return dryRun ? preview(connected) : fetch(connected);
    } catch (IOException e) {
      return failed(e);
    } catch (UncheckedIOException e) {
      return failed(requireNonNull(e.getCause()));
    }
  }

  /**
   * The folder that is listed first; null while remote files of earlier runs are still to be
   * removed or moved: they would be listed.
   */
  private @Nullable RemotePath firstListed() {
    return known.transfers(Phase.PUBLISHED, null, 1).isEmpty() ? FinishRemote.folder(source) : null;
  }

  private End failed(IOException e) {
    if (tally.isStopped()) {
      return End.INCOMPLETE;
    }
    Trouble trouble = Outcomes.trouble(e);
    failed(trouble == Trouble.FILE ? Trouble.INPUT_OUTPUT : trouble, e);
    return trouble == Trouble.ACCESS ? End.DENIED : End.INCOMPLETE;
  }

  private void failed(Trouble trouble, IOException e) {
    tally.sourceFailed(source.name(), trouble, Reason.of(e));
  }

  private boolean hasSpace() throws IOException {
    Optional<String> obstacle = space.obstacle();
    obstacle.ifPresent(
        reason -> tally.sourceFailed(source.name(), Trouble.SPACE, "no further files: " + reason));
    return obstacle.isEmpty();
  }

  /** Folders, and what an earlier run left half-way: all that needs no server. */
  private boolean prepare() throws IOException {
    try {
      folders.create();
    } catch (IOException e) {
      failed(Outcomes.ofCreating(e), e);
      return false;
    }
    folders.recovery().run();
    return true;
  }

  private End fetch(Remote connected) throws IOException {
    ListRemoteFiles files = files(connected);
    Readiness readiness = readiness();
    FetchChoice choice = choice(connected, files, readiness);
    FinishRemote finish = new FinishRemote(connected, source, markers, known);
    try (EarlyArchive archive = folders.earlyArchive(bytes -> space.expectCopy(-bytes));
        FetchPipeline pipeline = pipeline(connected, archive, finish, readiness)) {
      pipeline.finishEarlier();
      Listing listing = start(files, choice, pipeline);
      pipeline.drain();
      OwnMemory.releaseCode();
      boolean complete = listing == Listing.COMPLETE;
      if (complete) {
        choice.prune();
        known.commit();
      }
      if (listing != Listing.BROKEN_OFF && !tally.isStopped()) {
        retries.blocking(() -> source.name() + ": done files", finish::end);
      }
      if (complete) {
        warnOfStrays(connected, files.removing());
      }
      return complete ? End.COMPLETE : End.INCOMPLETE;
    }
  }

  private FetchPipeline pipeline(
      Remote connected, @Nullable EarlyArchive archive, FinishRemote finish, Readiness readiness) {
    return new FetchPipeline(
        source,
        new DownloadFile(connected, folders.incoming(), known, retries, archive, space::hasRoom),
        folders.publish(),
        new FinishPublished(source.keepsRemote(), finish, known, readiness, retries, tally),
        known,
        resources.limit().forSome(connected.files()),
        space,
        tally);
  }

  private void warnOfStrays(Remote connected, Set<RemotePath> removing) throws IOException {
    WarnOfStrays strays = new WarnOfStrays(connected, ledger);
    retries.blocking(() -> source.name() + ": stray files", () -> strays.warn(removing));
  }

  /** How much of the source was listed, and its files begun. */
  private enum Listing {
    COMPLETE,
    /** But for folders that cannot be listed, or files for which there is no space. */
    PARTIAL,
    /** Until it failed. */
    BROKEN_OFF
  }

  /** Starts to fetch the listed files that are wanted. */
  private Listing start(ListRemoteFiles files, FetchChoice choice, FetchPipeline pipeline) {
    RebuildFetch rebuild =
        ledger.rebuilt() ? folders.rebuilding(isAlone(), tally::transferred) : null;
    try {
      boolean all =
          new StartFiles(
                  files,
                  choice,
                  known,
                  rebuild,
                  config.batchSize(),
                  this::hasSpace,
                  pipeline,
                  tally)
              .run();
      return all ? Listing.COMPLETE : Listing.PARTIAL;
    } catch (IOException e) {
      failed(e);
      return Listing.BROKEN_OFF;
    }
  }

  private boolean isAlone() {
    return config.sources().stream()
        .filter(other -> !other.name().equals(source.name()))
        .noneMatch(source::sharesFolderWith);
  }

  private ListRemoteFiles files(Remote connected) throws IOException {
    return new ListRemoteFiles(
        connected,
        source,
        FinishRemote.listedMoveFolder(connected, source),
        markers,
        retries,
        tally::ended);
  }

  private Readiness readiness() {
    return Readiness.ofRemote(source.readiness(), ledger.table("observations"), clock);
  }

  private FetchChoice choice(Remote connected, ListRemoteFiles files, Readiness readiness) {
    return new FetchChoice(
        source,
        known,
        folders.places(),
        readiness,
        new MarkerTimes(source, files, connected, markers),
        clock,
        config.settings().ledgerKeep());
  }

  private End preview(Remote connected) throws IOException {
    ListRemoteFiles files = files(connected);
    FetchChoice choice = choice(connected, files, readiness());
    boolean all =
        files.forEach(file -> {
          if (choice.isNew(file) && choice.wants(file, tally)) {
            tally.ended(wouldBeFetched(file));
          }
        });
    return all ? End.COMPLETE : End.INCOMPLETE;
  }

  private Outcome wouldBeFetched(RemoteFile file) {
    return new Outcome.Skipped(
        source.name(),
        file.name(),
        "would be fetched to " + source.incoming().resolve(file.relative()));
  }

  /** Ends the run soon: requests under way are lost, and their parts put aside. */
  void stop() {
    retries.stop();
    remote.close();
  }
}
