package io.fsl.action;

import io.fsl.config.ByteSize;
import io.fsl.config.Destination;
import io.fsl.config.FolderIdentity;
import io.fsl.linux.PathBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The room in the destinations of all sources: those that are the same folder share it, so that
 * together they keep to its quota, and what lies inside another counts there too. Thread-safe; none
 * waits for another's folder to be measured, unless it lies inside it.
 */
public final class Rooms {
  private static final Logger LOG = Logger.getLogger("io.fsl.copy");

  private final Map<Path, Folder> folders = new HashMap<>();

  /** Held while room is reserved, in one folder and in those around it. */
  private final Object reserving = new Object();

  /** What is known of one folder. */
  private static final class Folder {
    final Path path;
    final FolderIdentity identity;
    final List<Folder> around = new ArrayList<>();

    /** The least of those that it has; null: none. */
    @Nullable ByteSize quota;

    /** How many count here: those that are this folder, or lie inside it. */
    int destinations;

    /** Null: not measured yet in this loop; guarded by this folder. */
    Room.@Nullable Used used;

    Folder(Path path, FolderIdentity identity) {
      this.path = path;
      this.identity = identity;
    }

    void keepTo(@Nullable ByteSize bound) {
      if (bound != null && (quota == null || bound.bytes() < quota.bytes())) {
        quota = bound;
      }
    }
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
      FolderIdentity identity = FolderIdentity.of(each.dir());
      Folder folder = same.computeIfAbsent(identity.self(), _ -> new Folder(each.dir(), identity));
      folder.keepTo(each.quota());
      folder.destinations++;
      folders.put(each.dir(), folder);
    }
    same.values().forEach(inner -> nest(inner, same));
  }

  private static void nest(Folder inner, Map<Object, Folder> same) {
    for (Object identity : inner.identity.line()) {
      Folder outer = same.get(identity);
      if (outer != null && outer != inner && outer.quota != null) {
        inner.around.add(outer);
        outer.destinations++;
      }
    }
  }

  /** Has all destinations measured anew, for another loop. */
  public void forget() {
    folders.values().forEach(Rooms::forget);
  }

  /**
   * Has destinations measured anew to which nothing is on its way, unless other destinations count
   * there.
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
      folder.used = null;
    }
  }

  /**
   * The room in a destination, which exists; where there is a quota to keep to, it is measured, and
   * so are those around it.
   */
  Room of(Destination destination) throws IOException {
    List<Room.Bound> bounds = new ArrayList<>();
    Folder folder = folders.get(destination.dir());
    if (folder != null) {
      if (folder.quota != null) {
        bounds.add(new Room.Bound(destination.dir(), destination.quota(), used(folder)));
      }
      for (Folder outer : folder.around) {
        bounds.add(new Room.Bound(outer.path, outer.quota, used(outer)));
      }
    }
    return new Room(bounds);
  }

  private Room.Used used(Folder folder) throws IOException {
    synchronized (folder) {
      Room.Used used = folder.used;
      if (used == null) {
        used = new Room.Used(reserving, measure(folder.path));
        folder.used = used;
      }
      return used;
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
