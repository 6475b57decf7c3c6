package io.fsl.action;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Forces files to disk: overlapped on many threads where that takes time, on the caller's where it
 * takes less than to wake another, as on a file system in memory. Thread-safe.
 */
final class Forces implements Closeable {
  /** Disks and their journals take in many forces at once; more gained nothing. */
  private static final int THREADS = 16;

  /** What it costs to wake a thread, about. */
  private static final long QUICK_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

  /** A disk answers at once now and then, where another's force has taken the file along. */
  static final int QUICK_IN_A_ROW = 8;

  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS, Thread.ofPlatform().daemon().name("force-", 1).factory());

  private final long quickNanos;

  /** How many of the last forces were quick, one after the other. */
  private final AtomicInteger quick = new AtomicInteger();

  Forces() {
    this(QUICK_NANOS);
  }

  /**
   * @param quickNanos a force that takes less is quick
   */
  Forces(long quickNanos) {
    this.quickNanos = quickNanos;
  }

  /** Forces a file to disk through its own descriptor, and closes it. */
  Future<?> force(TempFile temp) {
    if (quick.get() < QUICK_IN_A_ROW) {
      return threads.submit(() -> forceAndClose(temp));
    }
    try {
      return CompletableFuture.completedFuture(forceAndClose(temp));
    } catch (IOException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private @Nullable Void forceAndClose(TempFile temp) throws IOException {
    long start = System.nanoTime();
    try (temp) {
      temp.force();
    }
    if (System.nanoTime() - start < quickNanos) {
      quick.incrementAndGet();
    } else {
      quick.set(0);
    }
    return null;
  }

  /** Waits for a {@link #force}. */
  static void await(Future<?> force) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          force.get();
          return;
        } catch (InterruptedException _) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Ends the threads once the forces under way are done. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      boolean _ = threads.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
