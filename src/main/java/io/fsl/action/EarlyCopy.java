package io.fsl.action;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a part that grows with it: ranges are copied once they are on disk, as from then on
 * they do not change. Whatever goes wrong, it is given up, and {@link ArchiveFile} copies the file
 * when it is complete, and can tell what is wrong. All is done on the copier's thread, in order.
 */
final class EarlyCopy {
  private static final Logger LOG = Logger.getLogger("io.fsl.archive");

  /** Copied between two looks at whether it is still wanted. */
  private static final long SLICE_BYTES = 8 << 20;

  /** File systems that share blocks do so with whole ones. */
  private static final long BLOCK_BYTES = 64 << 10;

  private final Path part;
  private final Path path;
  private final FileWriter writer;
  private final ExecutorService copier;
  private final LongConsumer progress;
  private final Runnable ended;

  /** For each range, by its first byte, up to where it is copied. */
  private final Map<Long, Long> copied = new TreeMap<>();

  private @Nullable OpenFile source;
  private @Nullable TempFile temp;
  private long early;
  private boolean over;
  private volatile boolean unwanted;

  /**
   * @param progress see {@link EarlyArchive}
   * @param ended runs once it is complete or given up
   */
  EarlyCopy(
      Path part,
      Path path,
      FileWriter writer,
      ExecutorService copier,
      LongConsumer progress,
      Runnable ended) {
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
    copier.execute(() -> {
      try {
        copy(ranges);
        if (writer.isDurable() && temp != null) {
          temp.force();
        }
      } catch (IOException e) {
        LOG.log(Level.FINE, e, () -> path + ": begun early and given up");
        giveUp();
      }
    });
  }

  /**
   * Copies what is missing, once all bytes of the part are there.
   *
   * @param ranges the same as before, complete
   * @return the copy, which has all bytes and is still to be verified, dressed and forced; empty:
   *     it was given up
   */
  Optional<TempFile> complete(List<Range> ranges) throws IOException {
    Future<Optional<TempFile>> last = copier.submit(() -> finish(ranges));
    FileWriter.await(last);
    return last.resultNow();
  }

  private Optional<TempFile> finish(List<Range> ranges) {
    try {
      copy(ranges);
    } catch (IOException e) {
      LOG.log(Level.FINE, e, () -> path + ": begun early and given up");
      giveUp();
    }
    Optional<TempFile> complete = Optional.ofNullable(temp);
    end();
    return complete;
  }

  /** Removes soon what there is of it. */
  void discard() {
    unwanted = true;
    copier.execute(this::giveUp);
  }

  private void copy(List<Range> ranges) throws IOException {
    if (over) {
      return;
    }
    for (Range range : ranges) {
      long at = copied.getOrDefault(range.start(), range.start());
      long end = range.done() == range.end() ? range.end() : range.done() & -BLOCK_BYTES;
      while (at < end && !unwanted) {
        long length = copy(at, Math.min(end - at, SLICE_BYTES));
        at += length;
        copied.put(range.start(), at);
        early += length;
        progress.accept(length);
      }
    }
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

  private void giveUp() {
    if (temp != null) {
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
    ended.run();
  }
}
