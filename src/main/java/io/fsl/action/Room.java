package io.fsl.action;

import io.fsl.config.ByteSize;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How much more a destination may hold: measured once per loop, then kept up to date with what
 * comes and goes, from other sources too. Files count by the blocks that they will occupy, and so
 * do folders.
 */
final class Room {
  private static final long BLOCK = 4096;

  private final List<Bound> bounds;
  private final long block;

  /**
   * @param bounds of the destination's folder and of those around it; empty: none is to be kept to
   */
  Room(List<Bound> bounds) {
    this(bounds, BLOCK);
  }

  private Room(List<Bound> bounds, long block) {
    this.bounds = List.copyOf(bounds);
    this.block = block;
  }

  /**
   * The same room, where the file system has blocks of that size, if they are larger than usual.
   */
  Room inBlocksOf(long bytes) {
    return new Room(bounds, Math.max(BLOCK, bytes));
  }

  /**
   * What one folder may hold.
   *
   * @param quota null: the folder has none here, but what comes counts
   * @param used shared with all whose files count there
   */
  record Bound(Path folder, @Nullable ByteSize quota, Used used) {
    boolean has(long more) {
      return quota == null || used.bytes + more <= quota.bytes();
    }
  }

  /** What a folder holds; guarded by the lock that it shares with all of a run. */
  static final class Used {
    private final Object lock;
    private long bytes;

    Used(Object lock, long bytes) {
      this.lock = lock;
      this.bytes = bytes;
    }
  }

  /** Whether there is a quota to keep to. */
  boolean isBounded() {
    return !bounds.isEmpty();
  }

  /**
   * Reserves room for a file.
   *
   * @param replacedBytes on disk, of the file that it replaces
   * @param folders that are made for it; they stay, whatever becomes of the file
   * @return the folder whose quota has not enough; empty: the room is reserved
   */
  Optional<Path> reserve(long bytes, long replacedBytes, int folders) {
    if (bounds.isEmpty()) {
      return Optional.empty();
    }
    long more = blocks(bytes) - blocks(replacedBytes) + folders * block;
    synchronized (bounds.getFirst().used().lock) {
      for (Bound bound : bounds) {
        if (!bound.has(more)) {
          return Optional.of(bound.folder());
        }
      }
      bounds.forEach(bound -> bound.used().bytes += more);
    }
    return Optional.empty();
  }

  /**
   * Takes a reservation back: the file was not brought.
   *
   * @param folders that were not made for it either
   */
  void release(long bytes, long replacedBytes, int folders) {
    if (bounds.isEmpty()) {
      return;
    }
    long less = blocks(bytes) - blocks(replacedBytes) + folders * block;
    synchronized (bounds.getFirst().used().lock) {
      bounds.forEach(bound -> bound.used().bytes -= less);
    }
  }

  private long blocks(long bytes) {
    return (bytes + block - 1) / block * block;
  }
}
