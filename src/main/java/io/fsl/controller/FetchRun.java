package io.fsl.controller;

import static java.util.Objects.requireNonNull;

import io.fsl.action.ArchiveFile;
import io.fsl.action.DoneMarkers;
import io.fsl.action.DownloadFile;
import io.fsl.action.FetchLedger;
import io.fsl.action.FileWriter;
import io.fsl.action.FinishRemote;
import io.fsl.action.Folders;
import io.fsl.action.Ledger;
import io.fsl.action.Limit;
import io.fsl.action.ListRemoteFiles;
import io.fsl.action.Outcome;
import io.fsl.action.Outcomes;
import io.fsl.action.PlaceFile;
import io.fsl.action.PublishFiles;
import io.fsl.action.Readiness;
import io.fsl.action.RebuildFetch;
import io.fsl.action.RecoverFetch;
import io.fsl.action.RemoteFile;
import io.fsl.action.Retries;
import io.fsl.action.SpaceGuard;
import io.fsl.action.Trouble;
import io.fsl.action.WorkFolder;
import io.fsl.config.AfterFetch;
import io.fsl.config.FetchConfig;
import io.fsl.config.FetchSource;
import io.fsl.sftp.Remote;
import io.fsl.sftp.SshConnector;
import io.fsl.sftp.SshRemote;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One source in one loop: space, folders, recovery, connection, then listing, fetching, publishing
 * and finishing side by side. All that is specific to the source is wired here.
 */
final class FetchRun {
  private static final Logger LOG = Logger.getLogger("io.fsl.fetch");

  private final FetchConfig config;
  private final FetchSource source;
  private final Ledger ledger;
  private final FetchLedger known;
  private final Limit limit;
  private final InstantSource clock;
  private final Tally tally;
  private final boolean dryRun;
  private final FileWriter writer;
  private final SpaceGuard space;
  private final WorkFolder folder;
  private final @Nullable WorkFolder archiveFolder;
  private final @Nullable ArchiveFile archive;
  private final PlaceFile places;
  private final PublishFiles publish;
  private final DoneMarkers markers;
  private volatile boolean stopping;
  private volatile @Nullable Remote remote;

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
      FileWriter writer,
      Limit limit,
      PlaceFile.Claims claims,
      InstantSource clock,
      Tally tally,
      boolean dryRun) {
    this.config = config;
    this.source = source;
    this.ledger = ledger;
    this.known = new FetchLedger(ledger, source.name());
    this.limit = limit;
    this.clock = clock;
    this.tally = tally;
    this.dryRun = dryRun;
    this.writer = writer;
    this.space = new SpaceGuard(source.freeSpace());
    this.folder = new WorkFolder(source.incoming(), ledger, source.name(), writer);
    Path archivePath = source.archive();
    this.archiveFolder =
        archivePath == null
            ? null
            : new WorkFolder(archivePath, ledger, source.name() + "/archive", writer);
    this.archive =
        archivePath == null || archiveFolder == null
            ? null
            : new ArchiveFile(archivePath, archiveFolder, writer, claims);
    this.places = new PlaceFile(source.incoming(), source.onChange(), known, claims);
    this.markers = new DoneMarkers(source.readiness().doneFile());
    this.publish =
        new PublishFiles(
            source.incoming(),
            archive,
            writer,
            known,
            places,
            source.afterFetch() instanceof AfterFetch.Keep,
            clock,
            tally::ended);
  }

  /** Does all of it; failures are in the tally. */
  End run() {
    try {
      if (!hasSpace()) {
        return End.INCOMPLETE;
      }
      if (!dryRun && !prepare()) {
        return End.INCOMPLETE;
      }
      try (Remote connected = connect()) {
        return fetch(connected);
      }
    } catch (IOException e) {
      return failed(e);
    } catch (UncheckedIOException e) {
      return failed(requireNonNull(e.getCause()));
    }
  }

  private End failed(IOException e) {
    Trouble trouble = Outcomes.trouble(e);
    if (stopping) {
      return End.INCOMPLETE;
    }
    LOG.log(Level.SEVERE, source.name() + ": " + Outcomes.message(e));
    tally.trouble(trouble == Trouble.FILE ? Trouble.INPUT_OUTPUT : trouble);
    return trouble == Trouble.ACCESS ? End.DENIED : End.INCOMPLETE;
  }

  private boolean hasSpace() throws IOException {
    Optional<String> obstacle = space.obstacle();
    obstacle.ifPresent(reason -> {
      LOG.log(Level.WARNING, source.name() + ": not started: " + reason);
      tally.trouble(Trouble.SPACE);
    });
    return obstacle.isEmpty();
  }

  /** Folders, and what an earlier run left half-way: all that needs no server. */
  private boolean prepare() throws IOException {
    boolean survived;
    try {
      new Folders(source.incoming(), writer).createRoot();
      Path archivePath = source.archive();
      if (archivePath != null && archiveFolder != null) {
        new Folders(archivePath, writer).createRoot();
        archiveFolder.create();
      }
      survived = folder.isKnown();
      folder.create();
    } catch (IOException e) {
      LOG.log(Level.SEVERE, source.name() + ": " + Outcomes.message(e));
      tally.trouble(Trouble.CANNOT_CREATE);
      return false;
    }
    new RecoverFetch(folder, known, archive, publish, writer, tally::ended).run(survived);
    return true;
  }

  private Remote connect() throws IOException {
    Remote connected =
        SshRemote.open(
            new SshConnector(source.server(), config.timeout()),
            source.connections(),
            source.rateLimit(),
            config.retry(),
            config.timeout());
    remote = connected;
    if (stopping) {
      connected.close();
    }
    return connected;
  }

  private End fetch(Remote connected) throws IOException {
    ListRemoteFiles listing =
        new ListRemoteFiles(
            connected, source, FinishRemote.moveFolder(source), markers, tally::ended);
    Readiness readiness = new Readiness(source.readiness(), ledger.table("observations"), clock);
    FetchChoice choice =
        new FetchChoice(
            source,
            known,
            places,
            readiness,
            listing,
            connected,
            markers,
            clock,
            config.settings().ledgerKeep());
    if (dryRun) {
      boolean all = listing.forEach(file -> preview(file, choice));
      return all ? End.COMPLETE : End.INCOMPLETE;
    }
    Retries retries = new Retries(config.retry(), this::isStopping);
    DownloadFile download = new DownloadFile(connected, folder, known, retries);
    FinishRemote finish = new FinishRemote(connected, source, markers);
    RebuildFetch rebuild =
        new RebuildFetch(source.incoming(), folder, known, archive, publish, tally::transferred);
    try (FetchPipeline pipeline =
        new FetchPipeline(
            source,
            download,
            publish,
            finish,
            known,
            limit,
            space,
            retries,
            this::isStopping,
            tally)) {
      pipeline.finish(known.parts().stream().filter(RecoverFetch::isUnfinished).toList());
      StartFiles files =
          new StartFiles(
              listing,
              choice,
              known,
              rebuild,
              ledger.rebuilt(),
              config.batchSize(),
              this::hasSpace,
              this::isStopping,
              pipeline,
              finish,
              tally);
      boolean complete = start(files);
      pipeline.drain();
      if (complete) {
        choice.prune();
        known.commit();
        end(finish);
      }
      return complete ? End.COMPLETE : End.INCOMPLETE;
    }
  }

  private boolean start(StartFiles files) {
    try {
      return files.run();
    } catch (IOException e) {
      failed(e);
      return false;
    }
  }

  /** Done files that several files had. */
  private void end(FinishRemote finish) throws IOException {
    try {
      finish.end().join();
    } catch (CompletionException e) {
      throw Outcomes.exception(e);
    }
  }

  private void preview(RemoteFile file, FetchChoice choice) {
    if (choice.isNew(file) && choice.wants(file, tally)) {
      tally.ended(
          new Outcome.Skipped(
              source.name(),
              file.name(),
              "would be fetched to " + source.incoming().resolve(file.relative())));
    }
  }

  private boolean isStopping() {
    return stopping;
  }

  /** Ends the run soon: requests under way are lost, and their parts put aside. */
  void stop() {
    stopping = true;
    Remote connected = remote;
    if (connected != null) {
      connected.close();
    }
  }
}
