package io.fsl.action;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Copies files to the archive while their bytes come, so that little is left to be copied after the
 * last one. A big file is copied as far as it is on disk, by one thread for all of them; one that
 * comes in one go may be written twice, so that it need not be read again. Thread-safe.
 */
public final class EarlyArchive implements Closeable {
  /** A smaller file is copied quickly enough in one go. */
  static final long BIG_BYTES = 128 << 20;

  /** Copies at once at most, since each has two files open. */
  private static final int COPIES_MAX = 4;

  private static final AtomicLong COUNT = new AtomicLong();
  private static final Logger LOG = Logger.getLogger("io.fsl.archive");

  private final ArchiveFile archive;
  private final WorkFolder folder;
  private final FileWriter writer;
  private final boolean writesTwice;
  private final LongConsumer progress;
  private final Semaphore free = new Semaphore(COPIES_MAX);
  private final ExecutorService copier;
  private final Set<EarlyCopy> begun = ConcurrentHashMap.newKeySet();

  /**
   * @param folder working folder on the archive's file system
   * @param writesTwice whether to write a file twice that comes in one go
   * @param progress is told how many bytes were copied early, and takes them back, as a negative
   *     number, when the copy is complete or given up: then they count with the whole file again
   */
  EarlyArchive(
      ArchiveFile archive,
      WorkFolder folder,
      FileWriter writer,
      boolean writesTwice,
      LongConsumer progress) {
    this.archive = archive;
    this.folder = folder;
    this.writer = writer;
    this.writesTwice = writesTwice;
    this.progress = progress;
    this.copier =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("fsl-archiver").factory());
  }

  /** A copy of a part, if it is worth beginning it early; null: it is not. */
  @Nullable EarlyCopy begin(PartFile part) {
    RemoteFile file = part.file();
    if (file.size() < BIG_BYTES || mayHave(file) || !free.tryAcquire()) {
      return null;
    }
    // A name of its own: one that was given up may still be there when another is written.
    String name = "early-" + COUNT.incrementAndGet() + "-" + file.partName();
    EarlyCopy copy =
        new EarlyCopy(part.path(), folder.resolve(name), writer, copier, progress, this::ended);
    begun.add(copy);
    return copy;
  }

  /**
   * Writes the copy of a file that has come in one go.
   *
   * @param bytes all of them
   * @return the copy, still to be verified, dressed and forced, and to be {@linkplain #forget
   *     forgotten} then; null: there is none, and {@link ArchiveFile} makes it in the end
   */
  @Nullable TempFile write(PartFile part, ByteBuffer bytes) {
    if (!writesTwice) {
      return null;
    }
    TempFile temp = null;
    try {
      temp = writer.createAnew(folder.resolve(ArchiveFile.tempName(part)));
      temp.append(bytes);
      progress.accept(temp.written());
      return temp;
    } catch (IOException e) {
      LOG.log(Level.FINE, e, () -> part.file().name() + ": copied anew in the end");
      if (temp != null) {
        temp.discard();
      }
      return null;
    }
  }

  /** A copy that was written counts with the whole file again, or is gone. */
  void forget(TempFile copy) {
    progress.accept(-copy.written());
  }

  private void ended(EarlyCopy copy) {
    begun.remove(copy);
    free.release();
  }

  /**
   * Whether the archive may need a copy; also true if that cannot be told: archiving will say why.
   */
  private boolean mayHave(RemoteFile file) {
    try {
      return archive.find(file).isPresent();
    } catch (IOException e) {
      LOG.log(Level.FINE, e, () -> file.name() + ": not copied early");
      return true;
    }
  }

  /** Gives up what nobody has asked for, and waits until it is gone. */
  @Override
  public void close() {
    begun.forEach(EarlyCopy::discard);
    copier.shutdown();
    try {
      boolean _ = copier.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
