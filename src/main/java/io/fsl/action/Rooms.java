package io.fsl.action;

import io.fsl.config.Destination;
import io.fsl.config.FolderIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The room in the destinations of all sources: those that are the same folder share it, so that
 * together they keep to its quota. Thread-safe; none waits for another's folder to be measured.
 */
public final class Rooms {
  private static final Logger LOG = Logger.getLogger("io.fsl.copy");

  private final Map<Path, Folder> folders = new HashMap<>();

  /** What is known of one folder; guarded by itself. */
  private static final class Folder {
    boolean hasQuota;
    int destinations;

    /** Null: not measured yet in this loop. */
    @Nullable AtomicLong usedBytes;
  }

  /**
   * @param all the destinations of all sources
   */
  public Rooms(Collection<Destination> all) {
    if (all.stream().allMatch(destination -> destination.quota() == null)) {
      return;
    }
    Map<Object, Folder> same = new HashMap<>();
    for (Destination each : all) {
      Folder folder = same.computeIfAbsent(FolderIdentity.of(each.dir()).self(), _ -> new Folder());
      folder.hasQuota |= each.quota() != null;
      folder.destinations++;
      folders.put(each.dir(), folder);
    }
  }

  /** Has all destinations measured anew, for another loop. */
  public void forget() {
    folders.values().forEach(Rooms::forget);
  }

  /**
   * Has destinations measured anew to which nothing is on its way, unless another source has the
   * same folder.
   */
  public void forget(Collection<Destination> idle) {
    for (Destination each : idle) {
      Folder folder = folders.get(each.dir());
      if (folder != null && folder.destinations == 1) {
        forget(folder);
      }
    }
  }

  private static void forget(Folder folder) {
    synchronized (folder) {
      folder.usedBytes = null;
    }
  }

  /** The room in a destination, which exists; it is measured if there is a quota to keep to. */
  Room of(Destination destination) throws IOException {
    Folder folder = folders.get(destination.dir());
    if (folder == null || !folder.hasQuota) {
      return new Room(null, new AtomicLong());
    }
    synchronized (folder) {
      AtomicLong used = folder.usedBytes;
      if (used == null) {
        used = new AtomicLong(measure(destination.dir()));
        folder.usedBytes = used;
      }
      return new Room(destination.quota(), used);
    }
  }

  private static long measure(Path folder) throws IOException {
    DiskUsage.Usage usage = new DiskUsage().measure(folder);
    List<DiskUsage.Unreadable> unreadable = usage.unreadable();
    if (!unreadable.isEmpty()) {
      LOG.log(
          Level.WARNING,
          "{0}: the quota does not count what cannot be read, such as {1}",
          new Object[] {folder, PathBytes.printable(unreadable.getFirst().path())});
    }
    return usage.allocatedBytes();
  }
}
