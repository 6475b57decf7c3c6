package io.fsl.action;

import io.fsl.config.FreeSpaceBound;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
  private final Set<SpaceGuard> atWork;
  private final FreeSpace freeSpace = new FreeSpace();
  private final AtomicLong stillToCome = new AtomicLong();
  private final AtomicLong stillToArchive = new AtomicLong();
  private volatile boolean wasFull;

  /**
   * @param incoming where files come
   * @param archive where they are copied to; null: nowhere
   * @param atWork those of all sources that have files in flight, shared by them
   */
  public SpaceGuard(
      List<FreeSpaceBound> bounds, Path incoming, @Nullable Path archive, Set<SpaceGuard> atWork) {
    this.bounds = List.copyOf(bounds);
    this.incoming = incoming;
    this.archive = archive;
    this.atWork = atWork;
  }

  /** From here on its files in flight count, for other sources as well. */
  public void open() {
    atWork.add(this);
  }

  /** It has no files in flight any more. */
  @Override
  public void close() {
    atWork.remove(this);
  }

  /** So many bytes more, or, negative, fewer are to come. */
  public void expect(long bytes) {
    stillToCome.addAndGet(bytes);
  }

  /** So many bytes more, or, negative, fewer are to be copied to the archive, if there is one. */
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

  /** The disk had no room for a file. */
  public void foundFull() {
    wasFull = true;
  }

  /**
   * Whether there is room in incoming for all that is to come. Nobody looks before the disk was
   * found full once: not every file system tells how much is free, and most are never full.
   *
   * @param there bytes of it that are on disk already
   */
  public boolean hasRoom(long there) {
    try {
      return !wasFull || available(incoming) + there >= 0;
    } catch (IOException _) {
      return true; // the one who writes will be told
    }
  }

  /** What is free and not for files in flight; negative: they need more. */
  private long available(Path path) throws IOException {
    long available = freeSpace.measure(path).available();
    for (SpaceGuard each : atWork) {
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
