package io.fsl.action;

import io.fsl.config.FreeSpaceBound;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Whether there is room for more files of a source, counting the bytes still to come of those in
 * flight, of all sources, each against the bounds of the file system that they go to.
 */
public final class SpaceGuard implements Closeable {
  private final List<FreeSpaceBound> bounds;
  private final Path incoming;
  private final @Nullable Path archive;
  private final Shared shared;
  private final FreeSpace freeSpace = new FreeSpace();
  private final AtomicLong stillToCome = new AtomicLong();
  private final AtomicLong stillToArchive = new AtomicLong();
  private volatile boolean wasFull;

  /** What the guards of all sources have in common, from loop to loop. */
  public static final class Shared {
    /** The guards of sources that are at work, whose files still take up space. */
    private final Set<SpaceGuard> atWork = ConcurrentHashMap.newKeySet();

    /** Names of the parts of files that met a full disk. */
    private final Set<String> tooBig = ConcurrentHashMap.newKeySet();
  }

  /**
   * @param incoming where files come
   * @param archive where they are copied to; null: nowhere
   */
  public SpaceGuard(
      List<FreeSpaceBound> bounds, Path incoming, @Nullable Path archive, Shared shared) {
    this.bounds = List.copyOf(bounds);
    this.incoming = incoming;
    this.archive = archive;
    this.shared = shared;
  }

  /**
   * Has the files in flight of this source count, for other sources as well, until {@link #close}.
   */
  public void open() {
    shared.atWork.add(this);
  }

  /** It has no files in flight any more. */
  @Override
  public void close() {
    shared.atWork.remove(this);
  }

  /** Changes by so many how many bytes are still to come; negative: they came, or will not come. */
  public void expect(long bytes) {
    stillToCome.addAndGet(bytes);
  }

  /** Changes by so many how many bytes are still to be copied to the archive, if there is one. */
  public void expectCopy(long bytes) {
    stillToArchive.addAndGet(bytes);
  }

  /** Why no further files may be started; empty: they may. */
  public Optional<String> obstacle() throws IOException {
    for (FreeSpaceBound bound : bounds) {
      long available = available(bound.path());
      if (available < bound.minimum().bytes()) {
        return Optional.of(
            bound.path()
                + " has "
                + Math.max(0, available >> 20)
                + " MiB free, "
                + (bound.minimum().bytes() >> 20)
                + " MiB must be");
      }
    }
    return Optional.empty();
  }

  /** Notes that the disk had no room for a file: in later loops it is started only if it fits. */
  public void foundFull(RemoteFile file) {
    wasFull = true;
    shared.tooBig.add(file.partName());
  }

  /**
   * Whether there is room in incoming for a file and all others that are to come. Nobody looks
   * before the disk was found full once: not every file system tells how much is free, and most are
   * never full. In later loops, that is looked at of what had no room, so that it is not fetched in
   * vain each time.
   *
   * @param there bytes of it that are on disk already
   */
  public boolean hasRoom(RemoteFile file, long there) {
    try {
      return fitsByNow(file, there) && (!wasFull || available(incoming) + there >= 0);
    } catch (IOException _) {
      return true; // the one who writes will be told
    }
  }

  private boolean fitsByNow(RemoteFile file, long there) throws IOException {
    if (shared.tooBig.isEmpty() || !shared.tooBig.contains(file.partName())) {
      return true;
    }
    boolean fits = freeSpace.measure(incoming).available() + there >= file.size();
    if (fits) {
      shared.tooBig.remove(file.partName());
    }
    return fits;
  }

  /** What is free and not for files in flight; negative: they need more. */
  private long available(Path path) throws IOException {
    long available = freeSpace.measure(path).available();
    for (SpaceGuard each : shared.atWork) {
      available -= each.awaited(path);
    }
    return available;
  }

  /** The bytes that will take up room on the file system of a path. */
  private long awaited(Path path) throws IOException {
    long bytes = freeSpace.isShared(path, incoming) ? stillToCome.get() : 0;
    boolean copies = archive != null && freeSpace.isShared(path, archive);
    return copies ? bytes + stillToArchive.get() : bytes;
  }
}
