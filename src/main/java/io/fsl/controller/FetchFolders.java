package io.fsl.controller;

import io.fsl.action.ArchiveFile;
import io.fsl.action.EarlyArchive;
import io.fsl.action.FetchLedger;
import io.fsl.action.FileWriter;
import io.fsl.action.Folders;
import io.fsl.action.Ledger;
import io.fsl.action.Outcome;
import io.fsl.action.PlaceFile;
import io.fsl.action.PublishFiles;
import io.fsl.action.RebuildFetch;
import io.fsl.action.RecoverFetch;
import io.fsl.action.WorkFolder;
import io.fsl.config.FetchSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** The local side of a source: its folders, and the actions that work on them alone. */
final class FetchFolders {
  private final FetchSource source;
  private final FetchLedger ledger;
  private final FileWriter writer;
  private final WorkFolder incoming;
  private final @Nullable ArchiveFile archive;
  private final PlaceFile places;
  private final PublishFiles publish;
  private final Consumer<Outcome> outcomes;

  FetchFolders(
      FetchSource source,
      Ledger ledger,
      FetchLedger known,
      FileWriter writer,
      PlaceFile.Claims claims,
      InstantSource clock,
      Consumer<Outcome> outcomes) {
    this.source = source;
    this.ledger = known;
    this.writer = writer;
    this.outcomes = outcomes;
    this.incoming =
        new WorkFolder(source.incoming(), ledger, WorkFolder.owner(source.name()), writer);
    this.archive = archive(source, ledger, writer, claims);
    this.places = new PlaceFile(source.incoming(), source.onChange(), known, claims);
    this.publish =
        new PublishFiles(
            source.incoming(),
            archive,
            writer,
            known,
            places,
            source.keepsRemote(),
            clock,
            outcomes);
  }

  private static @Nullable ArchiveFile archive(
      FetchSource source, Ledger ledger, FileWriter writer, PlaceFile.Claims claims) {
    Path path = source.archive();
    if (path == null) {
      return null;
    }
    WorkFolder work =
        new WorkFolder(path, ledger, WorkFolder.owner(source.name(), "archive"), writer);
    return new ArchiveFile(path, work, writer, claims);
  }

  /** Creates what is missing. */
  void create() throws IOException {
    new Folders(source.incoming(), writer).createRoot();
    if (archive != null) {
      archive.create();
    }
    byte[] _ = incoming.make();
  }

  WorkFolder incoming() {
    return incoming;
  }

  PlaceFile places() {
    return places;
  }

  PublishFiles publish() {
    return publish;
  }

  /**
   * What copies big files to the archive while they come; null: there is no archive.
   *
   * @param progress see {@link EarlyArchive}
   */
  @Nullable EarlyArchive earlyArchive(LongConsumer progress) {
    return archive == null ? null : archive.early(progress);
  }

  RecoverFetch recovery() {
    return new RecoverFetch(incoming, ledger, archive, publish, writer, outcomes);
  }

  /**
   * @param alone whether no other source has these folders
   */
  RebuildFetch rebuilding(boolean alone, LongConsumer progress) {
    boolean isProof = alone && source.keepsRemote();
    return new RebuildFetch(
        source.incoming(), incoming, ledger, archive, publish, isProof, progress);
  }
}
