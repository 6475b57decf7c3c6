package io.fsl.action;

import io.fsl.action.CopyLedger.Entry;
import io.fsl.action.CopyLedger.Phase;
import io.fsl.config.Destination;
import io.fsl.config.OnConflict;
import io.fsl.linux.FolderEntry;
import io.fsl.text.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Delivers files to one destination, many at a time:
 *
 * <ol>
 *   <li>each is copied to a temp in the working folder; the forces overlap
 *   <li>the working folder is forced, and the ledger records durably which temps are ready
 *   <li>each temp is renamed
 *   <li>the folders are forced, and the ledger records durably what is delivered
 * </ol>
 *
 * <p>A ready temp that is gone was renamed, so an entry goes from the ledger before its temp goes
 * from the disk. One thread uses it.
 */
public final class DeliverFiles implements Closeable {
  private final Destination destination;
  private final CopyLedger entries;
  private final CopyControl control;
  private final FileWriter writer;
  private final Rooms rooms;
  private final Folders folders;
  private final WorkFolder work;
  private @Nullable StageFiles stageFiles;

  public DeliverFiles(
      String source,
      Destination destination,
      Ledger ledger,
      CopyLedger entries,
      FileWriter writer,
      Rooms rooms,
      CopyControl control) {
    this.destination = destination;
    this.entries = entries;
    this.control = control;
    this.writer = writer;
    this.rooms = rooms;
    this.folders = new Folders(destination.dir(), writer);
    this.work =
        new WorkFolder(
            destination.dir(), ledger, WorkFolder.owner(source, destination.name()), writer);
  }

  /** Makes ready to deliver: folders, what an earlier run left, and how much room there is. */
  public void open() throws IOException {
    folders.createRoot();
    if (!work.isKnown()) {
      // What was ready there cannot be told from what was delivered: it is copied again.
      forgetReady();
    }
    work.create();
    Set<String> ready = new HashSet<>();
    forEachReady((file, entry) -> ready.add(entry.temp()));
    // Temps of a destination that had another name stay: if it gets that name again, a ready one
    // that is gone would count as published.
    work.sweep(name -> ready.contains(name) || !name.startsWith(work.prefix()));
    Room room = rooms.of(destination).inBlocksOf(work.smallFileBytes());
    stageFiles = new StageFiles(destination, entries, writer, folders, work, room, control);
  }

  /** Told of each entry that is ready here. */
  private interface ReadyVisitor {
    void visit(Path file, Entry entry);
  }

  private void forEachReady(ReadyVisitor visitor) {
    entries.forEach((file, name, entry) -> {
      if (name.equals(destination.name()) && entry.phase() == Phase.READY) {
        visitor.visit(file, entry);
      }
    });
  }

  private void forgetReady() throws IOException {
    List<Path> ready = new ArrayList<>();
    forEachReady((file, entry) -> ready.add(file));
    ready.forEach(file -> entries.remove(file, destination.name()));
    entries.commit();
  }

  /**
   * Delivers files to the destination.
   *
   * @return what became of each, in the order of the items
   */
  public List<Delivery> deliver(List<CopyItem> items) {
    List<Delivery> deliveries = new ArrayList<>();
    StageFiles stage = Objects.requireNonNull(stageFiles, "open comes first");
    List<PendingDelivery> batch = stage.stage(items);
    try {
      record(batch);
      publish(batch, stage);
      finish(batch);
    } catch (IOException | UncheckedIOException e) {
      // What became of the ledger is not known, so the temps stay, and so do ready entries.
      batch.stream()
          .filter(PendingDelivery::isOnItsWay)
          .forEach(each -> each.delivery = failure(e));
    }
    batch.forEach(
        each -> deliveries.add(each.delivery == null ? new Delivery.Stopped() : each.delivery));
    return deliveries;
  }

  /**
   * Has the ledger record which temps are ready. They are durable before: a commit by another
   * thread may bring the entries to disk at once.
   */
  private void record(List<PendingDelivery> batch) throws IOException {
    List<PendingDelivery> ready =
        batch.stream()
            .filter(each -> each.isOnItsWay() && !each.isRecorded && !each.isPublished)
            .toList();
    if (!ready.isEmpty()) {
      writer.forceFolders(List.of(work.path()));
      ready.forEach(each -> entries.put(each.file(), destination.name(), each.entry(Phase.READY)));
      entries.commit();
    }
  }

  private void publish(List<PendingDelivery> batch, StageFiles stage) throws IOException {
    List<PendingDelivery> failed = new ArrayList<>();
    for (PendingDelivery pending : batch) {
      if (pending.isOnItsWay() && !pending.isPublished) {
        try {
          publish(pending, stage);
          pending.isPublished = true;
        } catch (IOException e) {
          pending.delivery = StageFiles.failure(pending.item, e);
          failed.add(pending);
        }
      }
    }
    if (!failed.isEmpty()) {
      failed.forEach(pending -> entries.remove(pending.file(), destination.name()));
      entries.commit();
      failed.forEach(stage::discard);
    }
  }

  private void publish(PendingDelivery pending, StageFiles stage) throws IOException {
    Path temp = work.resolve(pending.temp);
    boolean isPublished = folders.use(pending.target, target -> isPublished(pending, temp, target));
    if (!isPublished) {
      publishBeside(pending, temp, stage);
    }
  }

  /** Whether it got its name; if not, another file has it. */
  private boolean isPublished(PendingDelivery pending, Path temp, FolderEntry target)
      throws IOException {
    pending.folder = target.path().resolveSibling("");
    if (pending.isRecorded && LocalNames.isOneFile(temp, target.path())) {
      // On a file system without a journal, a power cut may leave both names of a rename.
      Files.delete(temp);
      return true;
    }
    if (destination.onConflict() == OnConflict.REPLACE) {
      writer.publish(FolderEntry.of(temp), target);
      return true;
    }
    return writer.publishNew(FolderEntry.of(temp), target);
  }

  /**
   * Publishes a file whose name was taken meanwhile under the next free one, which the ledger knows
   * before the file gets it.
   */
  private void publishBeside(PendingDelivery pending, Path temp, StageFiles stage)
      throws IOException {
    if (destination.onConflict() != OnConflict.KEEP_BOTH) {
      throw new IOException(destination.dir().resolve(pending.target) + ": another file is there");
    }
    FolderEntry file = FolderEntry.of(temp);
    do {
      pending.target = stage.freeName(pending.file());
      entries.put(pending.file(), destination.name(), pending.entry(Phase.READY));
      entries.commit();
    } while (!folders.use(pending.target, target -> writer.publishNew(file, target)));
  }

  private void finish(List<PendingDelivery> batch) throws IOException {
    forceFolders(batch);
    for (PendingDelivery pending : batch) {
      if (pending.isOnItsWay()) {
        entries.put(pending.file(), destination.name(), pending.entry(Phase.DELIVERED));
      }
    }
    entries.commit();
    for (PendingDelivery pending : batch) {
      if (pending.isOnItsWay()) {
        pending.delivery = new Delivery.Delivered(destination.dir().resolve(pending.target));
      }
    }
  }

  /** Where a folder cannot be forced, its files stay ready; those of others are delivered. */
  private void forceFolders(List<PendingDelivery> batch) {
    if (!writer.isDurable()) {
      return;
    }
    Map<Path, List<PendingDelivery>> changed = new LinkedHashMap<>();
    for (PendingDelivery pending : batch) {
      if (pending.isOnItsWay()) {
        Path folder = pending.folder;
        if (folder == null) {
          folder = destination.dir().resolve(pending.target).resolveSibling("");
        }
        changed.computeIfAbsent(folder, _ -> new ArrayList<>()).add(pending);
      }
    }
    changed.forEach((folder, its) -> {
      try {
        writer.forceFolders(List.of(folder));
      } catch (IOException e) {
        its.forEach(pending -> pending.delivery = StageFiles.failure(pending.item, e));
      }
    });
  }

  /** The ledger or the destination as a whole failed. */
  static Delivery failure(Exception e) {
    return new Delivery.Failed(Trouble.INPUT_OUTPUT, Reason.of(e));
  }

  @Override
  public void close() {
    writer.close();
  }
}
