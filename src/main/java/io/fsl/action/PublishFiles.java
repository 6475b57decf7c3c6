package io.fsl.action;

import io.fsl.action.FetchLedger.Transfer;
import io.fsl.action.PlaceFile.Place;
import io.fsl.linux.FileAcl;
import io.fsl.linux.FileIdentity;
import io.fsl.linux.FolderEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes verified parts to incoming, many at a time: files that are ready together share one commit
 * of the ledger and one sync of each folder. Each step drops the files that fail in it; a crash
 * between any two is mended by {@link RecoverFetch}.
 */
public final class PublishFiles {
  private final Path incoming;
  private final Folders folders;
  private final @Nullable ArchiveFile archive;
  private final FileWriter writer;
  private final FetchLedger ledger;
  private final PlaceFile places;
  private final Set<PosixFilePermission> mode;
  private final boolean keeps;
  private final InstantSource clock;
  private final Consumer<Outcome> outcomes;

  /** Of new files, by folder, as they were found for the batch under way. */
  private final Map<Path, Optional<FileAcl>> acls = new HashMap<>();

  /**
   * @param archive null: there is none
   * @param keeps whether the remote file stays, so that a published file is finished
   * @param outcomes is told of files that failed or wait
   */
  public PublishFiles(
      Path incoming,
      @Nullable ArchiveFile archive,
      FileWriter writer,
      FetchLedger ledger,
      PlaceFile places,
      boolean keeps,
      InstantSource clock,
      Consumer<Outcome> outcomes) {
    this.incoming = incoming;
    this.folders = new Folders(incoming, writer);
    this.archive = archive;
    this.writer = writer;
    this.ledger = ledger;
    this.places = places;
    this.mode = FileMetadata.modeOfNewFiles();
    this.keeps = keeps;
    this.clock = clock;
    this.outcomes = outcomes;
  }

  /**
   * Publishes verified parts; for one thread at a time. Where remote files stay, the last step is
   * durable only with the next commit of the ledger.
   *
   * @return the files that are in incoming now, and known to be
   */
  public List<Transfer> publish(List<PartFile> parts) {
    Batch<PendingPublication> batch =
        new Batch<>(parts.stream().map(PendingPublication::new).toList(), this::fail);
    acls.clear();
    try {
      batch.each(this::place);
      batch.each(this::complete);
      force(batch, file -> file.temp);
      forceFolders(batch, file -> file.part.folder());
      batch.forEach(file -> file.forced = true);
      archive(batch);
      batch.forEach(file -> file.recorded = true);
      record(batch, file -> ledger.putTransfer(file.transfer(Phase.ARCHIVED)));
      batch.each(this::rename);
      forceFolders(batch, file -> folders.of(file.target));
      settle(batch);
    } finally {
      batch.forEach(this::release);
    }
    return batch.items().stream().map(file -> file.transfer(Phase.PUBLISHED)).toList();
  }

  /**
   * Steps 7 and 8 of {@link io.fsl} for a file that an earlier run has archived and decided the
   * name of.
   *
   * @return the file as it is published: if its name is taken by now, it may have got another
   * @throws WaitingException when the name is not free
   */
  public Transfer publishArchived(Transfer transfer, Path partFile) throws IOException {
    RemoteFile file = transfer.file();
    Path target = target(places.claimAgain(file, transfer.target()));
    try {
      Transfer placed = new Transfer(file, Phase.ARCHIVED, target, transfer.archived(), List.of());
      if (!placed.equals(transfer)) {
        ledger.putTransfer(placed);
        ledger.commit();
      }
      FileIdentity identity = places.identity(partFile);
      rename(file, FolderEntry.of(partFile), target);
      writer.forceFolders(List.of(folders.parent(target)));
      recordPublished(placed, identity);
      ledger.commit();
      return placed;
    } finally {
      places.release(target);
    }
  }

  /**
   * Has the ledger record as published a file that an earlier run brought to incoming; the caller
   * commits.
   */
  void recordPublished(Transfer transfer) {
    recordPublished(transfer, places.identity(incoming.resolve(transfer.target())));
  }

  private void recordPublished(Transfer transfer, @Nullable FileIdentity identity) {
    RemoteFile file = transfer.file();
    Fetched entry =
        new Fetched(file.size(), file.mtime(), transfer.target(), false, clock.instant());
    ledger.putFetched(file.path(), identity == null ? entry : entry.published(identity));
    if (keeps) {
      ledger.removeTransfer(file.path());
    } else {
      ledger.putTransfer(transfer.in(Phase.PUBLISHED));
    }
  }

  // --- the steps

  private void place(PendingPublication file) throws IOException {
    file.target = target(places.claim(file.file()));
    file.claimed = true;
  }

  private static Path target(Place place) throws IOException {
    return switch (place) {
      case Place.Name name -> name.target();
      case Place.Taken taken -> throw new WaitingException(taken.reason());
      case Place.Refused refused -> throw new IOException(refused.reason());
    };
  }

  private void complete(PendingPublication file) throws IOException {
    TempFile temp = file.part.complete();
    file.temp = temp;
    writer.complete(temp, file.part.expected(), metadata(file, folders.of(file.target)));
  }

  private FileMetadata metadata(PendingPublication file, Path folder) {
    long millis = Math.multiplyExact(file.file().mtime(), 1000L);
    FileAcl acl =
        acls.computeIfAbsent(folder, f -> Optional.ofNullable(FileAcl.ofNewFile(f))).orElse(null);
    return new FileMetadata(FileTime.fromMillis(millis), mode, null, null, acl);
  }

  private void force(
      Batch<PendingPublication> batch, Function<PendingPublication, @Nullable TempFile> of) {
    List<TempFile> temps = new ArrayList<>();
    batch.forEach(file -> {
      TempFile temp = of.apply(file);
      if (temp != null) {
        temps.add(temp);
      }
    });
    Map<TempFile, IOException> failures = writer.forceAll(temps);
    batch.each(file -> {
      IOException failure = failures.get(of.apply(file));
      if (failure != null) {
        throw failure;
      }
    });
  }

  private void archive(Batch<PendingPublication> batch) {
    ArchiveFile into = archive;
    if (into == null) {
      return;
    }
    batch.each(file -> {
      file.copy =
          into.write(file.part, metadata(file, into.folderOf(file.file().relative()))).orElse(null);
      if (file.copy == null) {
        file.archived = into.archived(file.part).orElse(null);
      }
    });
    force(batch, file -> file.copy);
    batch.each(file -> {
      TempFile copy = file.copy;
      if (copy != null) {
        file.archived = into.publish(file.file(), copy);
      }
    });
    forceFolders(batch, file -> file.archived == null ? incoming : into.folderOf(file.archived));
  }

  private void rename(PendingPublication file) throws IOException {
    TempFile temp = file.temp;
    if (temp == null) {
      throw new IllegalStateException("a file is renamed before it is complete");
    }
    file.identity = places.identity(temp);
    rename(file.file(), temp.entry(), file.target);
  }

  private void rename(RemoteFile file, FolderEntry part, Path target) throws IOException {
    boolean isNamed = folders.use(target, name -> isNamed(file, part, target, name));
    if (!isNamed) {
      throw new WaitingException("its name was taken in incoming meanwhile");
    }
  }

  private boolean isNamed(RemoteFile file, FolderEntry part, Path target, FolderEntry name)
      throws IOException {
    if (writer.publishNew(part, name)) {
      return true;
    }
    boolean isFree = places.isFree(file, target);
    if (isFree) {
      writer.publish(part, name);
    }
    return isFree;
  }

  private void published(PendingPublication file) {
    recordPublished(file.transfer(Phase.PUBLISHED), file.identity);
  }

  /**
   * Step 8 of {@link io.fsl}. Before a remote file is dealt with, it is known for good that it was
   * published. One that stays can wait for the next commit: until then a crash leaves it archived
   * and its part gone, which says the same.
   */
  private void settle(Batch<PendingPublication> batch) {
    if (keeps) {
      batch.together(files -> files.forEach(this::published));
    } else {
      record(batch, this::published);
    }
  }

  /**
   * Records an entry for each file, durable with one commit for all; if that fails, all have
   * failed.
   */
  private void record(Batch<PendingPublication> batch, Consumer<PendingPublication> entry) {
    batch.together(files -> {
      files.forEach(entry);
      ledger.commit();
    });
  }

  private void forceFolders(
      Batch<PendingPublication> batch, Function<PendingPublication, Path> folder) {
    if (!writer.isDurable()) {
      return;
    }
    batch.together(files -> writer.forceFolders(files.stream().map(folder).toList()));
  }

  private void fail(PendingPublication file, IOException e) {
    release(file);
    file.aside();
    outcomes.accept(Outcomes.of(file.file(), e));
  }

  private void release(PendingPublication file) {
    if (file.claimed) {
      file.claimed = false;
      places.release(file.target);
    }
  }
}
