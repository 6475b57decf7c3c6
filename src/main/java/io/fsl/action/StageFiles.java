package io.fsl.action;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.fsl.action.CopyLedger.Entry;
import io.fsl.action.CopyLedger.Phase;
import io.fsl.config.Destination;
import io.fsl.config.OnFull;
import io.fsl.linux.FileStatus;
import io.fsl.linux.OpenFile;
import io.fsl.text.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The first half of a delivery: decides on each file's name, and copies it to a temp, forced. What
 * an earlier run had ready is taken up again.
 */
final class StageFiles {
  /** Temps open at once, being forced. */
  private static final int OPEN_MAX = 32;

  private final Destination destination;
  private final CopyLedger entries;
  private final CopyControl control;
  private final Folders folders;
  private final WorkFolder work;
  private final Room room;
  private final CopyFile copyFile;
  private final String tempPrefix;
  private long temps;

  StageFiles(
      Destination destination,
      CopyLedger entries,
      FileWriter writer,
      Folders folders,
      WorkFolder work,
      Room room,
      CopyControl control) {
    this.destination = destination;
    this.entries = entries;
    this.control = control;
    this.folders = folders;
    this.work = work;
    this.room = room;
    this.copyFile = new CopyFile(destination, writer, control);
    this.tempPrefix =
        work.prefix() + Long.toHexString(UUID.randomUUID().getMostSignificantBits()) + "-";
  }

  /** Stages files, in their order. */
  List<PendingDelivery> stage(List<CopyItem> items) {
    List<PendingDelivery> batch = new ArrayList<>();
    Deque<PendingDelivery> forcing = new ArrayDeque<>();
    for (CopyItem item : items) {
      PendingDelivery pending = stage(item);
      batch.add(pending);
      if (pending.force != null) {
        forcing.add(pending);
      }
      if (forcing.size() >= OPEN_MAX) {
        await(forcing.remove());
      }
    }
    forcing.forEach(this::await);
    return batch;
  }

  private PendingDelivery stage(CopyItem item) {
    Path file = item.file().relative();
    String temp = tempPrefix + temps++;
    try {
      if (control.isStopped()) {
        return PendingDelivery.decided(item, new Delivery.Stopped());
      }
      Optional<Entry> known = entries.any(file, destination.name());
      if (known.isPresent()) {
        if (!known.get().identity().matches(item.file().identity())) {
          drop(file, known.get());
        } else if (known.get().isDecided()) {
          return PendingDelivery.decided(item, new Delivery.Decided());
        } else {
          return resume(item, known.get());
        }
      }
      return choose(item, temp);
    } catch (IOException | UncheckedIOException e) {
      return PendingDelivery.decided(item, failure(item, e));
    }
  }

  /** Drops what is known of an earlier version: its entry, and after that its temp. */
  private void drop(Path file, Entry entry) throws IOException {
    entries.remove(file, destination.name());
    if (entry.phase() == Phase.READY) {
      entries.commit();
      Files.deleteIfExists(work.resolve(entry.temp()));
    }
  }

  /**
   * Takes up a file that an earlier run had ready: what is left to do is to publish it, if that was
   * not done.
   */
  private PendingDelivery resume(CopyItem item, Entry entry) throws IOException {
    PendingDelivery pending = new PendingDelivery(item, entry.temp(), entry.target(), 0);
    pending.isRecorded = true;
    pending.isPublished = !LocalNames.isThere(work.resolve(entry.temp()));
    if (pending.isPublished) {
      work.mustBeKnown();
    }
    return pending;
  }

  /** Decides on the name, and copies if there is room. */
  private PendingDelivery choose(CopyItem item, String temp) throws IOException {
    Path file = item.file().relative();
    int missing = room.isBounded() ? folders.missing(file) : 0;
    if (missing > 0) {
      return copy(new PendingDelivery(item, temp, file, 0), missing);
    }
    Path target = folders.parent(file).resolve(file.getFileName());
    // What cannot be looked at is found out when the temp gets the name.
    FileStatus there = LocalNames.glance(target);
    if (there == null) {
      return copy(new PendingDelivery(item, temp, file, 0));
    }
    if (there.isFolder()) {
      return PendingDelivery.decided(
          item, new Delivery.Failed(Trouble.FILE, target + ": is a folder"));
    }
    if (entries.rebuilt() && isSame(item.file(), target)) {
      PendingDelivery pending = new PendingDelivery(item, temp, file, 0);
      pending.isPublished = true;
      return pending;
    }
    return switch (destination.onConflict()) {
      case REPLACE -> copy(new PendingDelivery(item, temp, file, LocalNames.freedWith(target)));
      case KEEP_BOTH -> copy(new PendingDelivery(item, temp, freeName(file), 0));
      case SKIP -> omit(item, target + ": is there already");
      case FAIL ->
          PendingDelivery.decided(
              item, new Delivery.Failed(Trouble.FILE, target + ": another file is there"));
    };
  }

  /** After the ledger was lost: a copy that is there already need not come twice. */
  private static boolean isSame(LocalFile file, Path target) throws IOException {
    if (!Files.isRegularFile(target, NOFOLLOW_LINKS)
        || Files.size(target) != file.size()
        || Files.mismatch(file.path(), target) != -1
        || !file.isUnchanged()) {
      return false;
    }
    try (OpenFile copy = OpenFile.toRead(target, false)) {
      copy.force();
    }
    return true;
  }

  /** The first free name of {@link KeepBoth} for a file whose own name is taken. */
  Path freeName(Path file) throws IOException {
    Path folder = folders.parent(file);
    for (int n = 2; ; n++) {
      Path name = KeepBoth.name(file, n);
      if (!LocalNames.isThere(folder.resolve(name.getFileName()))) {
        return name;
      }
    }
  }

  private PendingDelivery omit(CopyItem item, String reason) {
    PendingDelivery pending = PendingDelivery.decided(item, new Delivery.Omitted(reason));
    entries.put(item.file().relative(), destination.name(), pending.entry(Phase.SKIPPED));
    return pending;
  }

  private PendingDelivery copy(PendingDelivery pending) throws IOException {
    return copy(pending, 0);
  }

  /**
   * Copies if there is room.
   *
   * @param newFolders how many are made for the file: only if there is room for them, too
   */
  private PendingDelivery copy(PendingDelivery pending, int newFolders) throws IOException {
    long size = pending.item.file().size();
    Optional<Path> full = room.reserve(size, pending.replacedBytes, newFolders);
    if (full.isPresent()) {
      String reason = full.get() + ": the quota has no room for it";
      return destination.onFull() == OnFull.SKIP
          ? omit(pending.item, reason)
          : PendingDelivery.decided(pending.item, new Delivery.Failed(Trouble.SPACE, reason));
    }
    try {
      if (newFolders > 0) {
        Path _ = folders.parent(pending.target);
      }
      pending.force = copyFile.copy(pending.item, work.resolve(pending.temp));
      return pending;
    } catch (IOException e) {
      int notMade = newFolders > 0 ? Math.min(newFolders, folders.missing(pending.target)) : 0;
      room.release(size, pending.replacedBytes, notMade);
      throw e;
    }
  }

  private void await(PendingDelivery pending) {
    try {
      if (pending.force != null) {
        Forces.await(pending.force);
      }
    } catch (IOException e) {
      pending.delivery = failure(pending.item, e);
      discard(pending);
    }
  }

  /** Removes a temp that is not to be published. */
  void discard(PendingDelivery pending) {
    if (!pending.isRecorded) {
      room.release(pending.item.file().size(), pending.replacedBytes, 0);
    }
    try {
      Files.deleteIfExists(work.resolve(pending.temp));
    } catch (IOException _) {
      // It is swept by the next loop.
      return;
    }
  }

  /** What becomes of a file after an exception that is about it. */
  static Delivery failure(CopyItem item, Exception e) {
    return switch (e) {
      case ChangedException changed -> new Delivery.Waiting(Reason.of(changed));
      case CopyFile.StoppedException stopped -> new Delivery.Stopped();
      case NoSuchFileException gone when Files.notExists(item.file().path(), NOFOLLOW_LINKS) ->
          new Delivery.Waiting("it vanished");
      case DiskFullException full -> new Delivery.Failed(Trouble.SPACE, Reason.of(full));
      case UncheckedIOException ledgerFailed -> DeliverFiles.failure(ledgerFailed);
      default -> new Delivery.Failed(Trouble.FILE, Reason.of(e));
    };
  }
}
