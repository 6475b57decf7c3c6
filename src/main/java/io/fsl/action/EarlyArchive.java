package io.fsl.action;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Begins to copy big files to the archive while their bytes still come, as far as they are on disk,
 * so that little is left to be copied after the last one. Thread-safe; one thread does the copying.
 */
public final class EarlyArchive implements Closeable {
  /** Less is soon copied. */
  static final long BIG_BYTES = 128 << 20;

  /** Each has two files open. */
  private static final int COPIES_MAX = 4;

  private final ArchiveFile archive;
  private final WorkFolder folder;
  private final FileWriter writer;
  private final LongConsumer progress;
  private final Semaphore free = new Semaphore(COPIES_MAX);
  private final ExecutorService copier;

  /**
   * @param folder working folder on the archive's file system
   * @param progress is told how many bytes were copied early, and, negative, how many of these need
   *     not be told apart any more, as the copy is complete or given up
   */
  public EarlyArchive(
      ArchiveFile archive, WorkFolder folder, FileWriter writer, LongConsumer progress) {
    this.archive = archive;
    this.folder = folder;
    this.writer = writer;
    this.progress = progress;
    this.copier =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("fsl-archiver").factory());
  }

  /** A copy of a part, if it is worth beginning it early; null: it is not. */
  @Nullable EarlyCopy begin(PartFile part) throws IOException {
    RemoteFile file = part.file();
    if (file.size() < BIG_BYTES || archive.find(file).isPresent() || !free.tryAcquire()) {
      return null;
    }
    // A name of its own: one that was given up may still be there when another is written.
    return new EarlyCopy(
        part.path(),
        folder.resolve("early-" + file.partName()),
        writer,
        copier,
        progress,
        free::release);
  }

  /** Waits for what is being copied, and for what is given up to be gone. */
  @Override
  public void close() {
    copier.shutdown();
    try {
      boolean _ = copier.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
