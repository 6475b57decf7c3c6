package io.fsl.action;

import io.fsl.linux.OpenFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a part that grows with it: ranges are copied once they are on disk, as from then on
 * they do not change. If anything goes wrong, it is given up: then {@link ArchiveFile} copies the
 * file once it is complete, and reports what is wrong. Thread-safe.
 */
final class EarlyCopy {
  private static final Logger LOG = Logger.getLogger("io.fsl.archive");

  /** Copied at once: then others have their turn, and the end need not wait for longer. */
  private static final long SLICE_BYTES = 8 << 20;

  /**
   * Copies start and end at multiples of it, as file systems share whole blocks between files only.
   */
  private static final long BLOCK_BYTES = 64 << 10;

  private final Path part;
  private final Path path;
  private final FileWriter writer;
  private final Executor copier;
  private final LongConsumer progress;
  private final Consumer<EarlyCopy> ended;

  /** How far the ranges are on disk by the latest report; null: that was dealt with. */
  private final AtomicReference<@Nullable List<Range>> news = new AtomicReference<>();

  /** How far each range is copied: offsets, by the offset of the range's first byte. */
  private final Map<Long, Long> copied = new HashMap<>();

  private @Nullable OpenFile source;
  private @Nullable TempFile temp;
  private long early;
  private boolean over;
  private volatile boolean unwanted;

  /**
   * @param copier runs what is copied early, one after the other
   * @param progress see {@link EarlyArchive}
   * @param ended told once it is complete or given up
   */
  EarlyCopy(
      Path part,
      Path path,
      FileWriter writer,
      Executor copier,
      LongConsumer progress,
      Consumer<EarlyCopy> ended) {
    this.part = part;
    this.path = path;
    this.writer = writer;
    this.copier = copier;
    this.progress = progress;
    this.ended = ended;
  }

  /**
   * Copies soon what is new.
   *
   * @param ranges of the part, as far as they are on disk
   */
  void follow(List<Range> ranges) {
    if (news.getAndSet(ranges) == null) {
      copier.execute(this::copyNews);
    }
  }

  private void copyNews() {
    List<Range> ranges = news.getAndSet(null);
    boolean more = true;
    while (ranges != null && more && !unwanted) {
      more = isAdvanced(ranges);
    }
    force();
  }

  /** Copies a slice; whether there was one. */
  private synchronized boolean isAdvanced(List<Range> ranges) {
    try {
      return !over && copySlice(ranges);
    } catch (IOException | RuntimeException | Error e) {
      giveUp(e);
      return false;
    }
  }

  /**
   * Forces what was copied. It holds the lock, so that {@link #complete} knows of a failure, which
   * the system tells only once.
   */
  private synchronized void force() {
    try {
      if (writer.isDurable() && !over && temp != null) {
        temp.force();
      }
    } catch (IOException | RuntimeException | Error e) {
      giveUp(e);
    }
  }

  /**
   * Copies what is missing, once all bytes of the part are there.
   *
   * @param ranges the same as before, complete
   * @return the copy, which has all bytes and is still to be verified, dressed and forced; empty:
   *     it was given up
   */
  synchronized Optional<TempFile> complete(List<Range> ranges) {
    boolean more = true;
    while (more) {
      more = isAdvanced(ranges);
    }
    Optional<TempFile> complete = Optional.ofNullable(temp);
    end();
    return complete;
  }

  /** Gives the copy up; its file is removed as soon as no bytes are being copied to it. */
  void discard() {
    unwanted = true;
    copier.execute(this::giveUp);
  }

  private boolean copySlice(List<Range> ranges) throws IOException {
    for (Range range : ranges) {
      long at = copied.getOrDefault(range.start(), range.start());
      long end = range.done() == range.end() ? range.end() : range.done() & -BLOCK_BYTES;
      if (at < end) {
        long length = copy(at, Math.min(end - at, SLICE_BYTES));
        copied.put(range.start(), at + length);
        early += length;
        progress.accept(length);
        return true;
      }
    }
    return false;
  }

  private long copy(long at, long length) throws IOException {
    if (source == null || temp == null) {
      source = OpenFile.toRead(part, false);
      temp = writer.createAnew(path);
    }
    long done = temp.copy(source, at, length);
    if (done <= 0) {
      throw new IOException(part + ": it ends before byte " + (at + length));
    }
    return done;
  }

  private void giveUp(Throwable failure) {
    Level level = failure instanceof IOException ? Level.FINE : Level.WARNING;
    LOG.log(level, failure, () -> path + ": copied anew in the end");
    giveUp();
  }

  private synchronized void giveUp() {
    if (!over && temp != null) {
      temp.discard();
      temp = null;
    }
    end();
  }

  private void end() {
    if (over) {
      return;
    }
    over = true;
    progress.accept(-early);
    try {
      if (source != null) {
        source.close();
      }
    } catch (IOException e) {
      LOG.log(Level.FINE, e, () -> part + ": cannot be closed");
    }
    ended.accept(this);
  }
}
