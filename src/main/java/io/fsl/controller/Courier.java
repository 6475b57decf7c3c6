package io.fsl.controller;

import io.fsl.action.CopyItem;
import io.fsl.action.DeliverFiles;
import io.fsl.action.Delivery;
import io.fsl.action.LocalFile;
import io.fsl.action.Outcomes;
import io.fsl.action.Trouble;
import io.fsl.config.Destination;
import io.fsl.text.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Serves one destination on a thread of its own, so that a slow destination holds up no other. It
 * delivers together what is in its queue.
 */
final class Courier implements Runnable {
  /** Two batches: one under way, and one to come. What waits is held in memory. */
  private static final int QUEUE_MAX = 512;

  private static final long PATIENCE_NANOS = 2_000_000_000;
  private static final int BATCH_FILES_MAX = 256;
  private static final long BATCH_BYTES_MAX = 64 << 20;

  private final Destination destination;
  private final DeliverFiles deliverFiles;
  private final int batchFilesMax;
  private final Consumer<List<CopyTask>> completed;
  private final Consumer<Delivery.Failed> broken;
  private final Runnable progressed;
  private final Deque<CopyTask> queue = new ArrayDeque<>();

  /** The files that were tried in this loop and did not come. */
  private final PathSet unserved = new PathSet();

  /** Why nothing can be brought there in this loop; for its own thread alone. */
  private Optional<Delivery.Failed> failure = Optional.empty();

  private int pending;
  private long patienceNanos;
  private boolean ending;
  private boolean ended;

  /**
   * @param completed takes the tasks for which this was the last destination
   * @param broken told each time that the destination cannot be used at all
   * @param progressed told after each batch
   */
  Courier(
      Destination destination,
      DeliverFiles deliverFiles,
      int batchFilesMax,
      Consumer<List<CopyTask>> completed,
      Consumer<Delivery.Failed> broken,
      Runnable progressed) {
    this.destination = destination;
    this.deliverFiles = deliverFiles;
    this.batchFilesMax = Math.min(batchFilesMax, BATCH_FILES_MAX);
    this.completed = completed;
    this.broken = broken;
    this.progressed = progressed;
  }

  String name() {
    return destination.name();
  }

  /** Whether it takes one more file now. */
  synchronized boolean hasRoom() {
    return pending < QUEUE_MAX || ended;
  }

  /**
   * How much longer, in this listing, the others wait for it when it has no room; in nanoseconds.
   */
  synchronized long patienceNanos() {
    return patienceNanos;
  }

  /**
   * To be called when a listing starts: until it ends, the others may wait for this courier again.
   */
  synchronized void bePatient() {
    patienceNanos = PATIENCE_NANOS;
  }

  /** Counts time for which the others have waited for this courier. */
  synchronized void waited(long nanos) {
    patienceNanos -= nanos;
  }

  synchronized void add(CopyTask task) {
    pending++;
    queue.add(task);
    notifyAll();
  }

  /** No more files come. */
  synchronized void end() {
    ending = true;
    notifyAll();
  }

  synchronized boolean isIdle() {
    return pending == 0 || ended;
  }

  /** Whether the file was tried in this loop and did not come. */
  synchronized boolean isUnserved(LocalFile file) {
    return unserved.contains(file.relative());
  }

  @Override
  public void run() {
    try (deliverFiles) {
      failure = open();
      failure.ifPresent(broken);
      List<CopyTask> batch = next();
      while (!batch.isEmpty()) {
        deliverSafely(batch);
        batch = next();
      }
    } catch (Error e) {
      broken.accept(new Delivery.Failed(Trouble.INTERNAL, destination.dir() + ": " + e));
      throw e;
    } finally {
      markEnded();
    }
  }

  private synchronized void markEnded() {
    ended = true;
  }

  private Optional<Delivery.Failed> open() {
    try {
      deliverFiles.open();
      return Optional.empty();
    } catch (UncheckedIOException e) {
      return Optional.of(failed(Trouble.INPUT_OUTPUT, e));
    } catch (IOException e) {
      return Optional.of(failed(Outcomes.ofCreating(e), e));
    } catch (RuntimeException | Error e) {
      return Optional.of(failed(Trouble.INTERNAL, e));
    }
  }

  /** The reason starts with the destination's path, once. */
  private Delivery.Failed failed(Trouble trouble, Throwable e) {
    String dir = destination.dir().toString();
    String reason = Reason.of(e);
    boolean told = reason.startsWith(dir + ": ") || reason.startsWith(dir + "/");
    return new Delivery.Failed(trouble, told ? reason : dir + ": " + reason);
  }

  private void deliverSafely(List<CopyTask> batch) {
    try {
      deliver(batch);
    } catch (RuntimeException | Error e) {
      broken.accept(failed(Trouble.INTERNAL, e));
    } finally {
      served(batch.size());
      progressed.run();
    }
  }

  private void deliver(List<CopyTask> batch) {
    List<Delivery> deliveries = failure.isPresent() ? all(batch, failure.get()) : bring(batch);
    List<CopyTask> last = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      CopyTask task = batch.get(i);
      note(task, deliveries.get(i));
      if (task.delivered(name(), deliveries.get(i))) {
        last.add(task);
      }
    }
    completed.accept(last);
  }

  /**
   * Delivers a batch. After an error of the Java machine nothing more is delivered, since nobody
   * knows what it interrupted.
   */
  private List<Delivery> bring(List<CopyTask> batch) {
    try {
      List<CopyItem> items = batch.stream().map(CopyTask::item).toList();
      return deliverFiles.deliver(items);
    } catch (RuntimeException e) {
      return all(batch, failed(Trouble.INTERNAL, e));
    } catch (Error e) {
      Delivery.Failed last = failed(Trouble.INTERNAL, e);
      failure = Optional.of(last);
      return all(batch, last);
    }
  }

  private static List<Delivery> all(List<CopyTask> batch, Delivery delivery) {
    Delivery[] deliveries = new Delivery[batch.size()];
    Arrays.fill(deliveries, delivery);
    return List.of(deliveries);
  }

  private synchronized void note(CopyTask task, Delivery delivery) {
    if (delivery instanceof Delivery.Failed || delivery instanceof Delivery.Waiting) {
      unserved.add(task.file().relative());
    }
  }

  private synchronized void served(int files) {
    pending -= files;
  }

  /**
   * Waits for at least one file and takes up to a batch of those that are queued; empty: no more
   * come.
   */
  private synchronized List<CopyTask> next() {
    List<CopyTask> batch = new ArrayList<>();
    long bytes = 0;
    try {
      while (queue.isEmpty() && !ending) {
        wait();
      }
      while (!queue.isEmpty() && batch.size() < batchFilesMax && bytes < BATCH_BYTES_MAX) {
        CopyTask task = queue.remove();
        bytes += task.file().size();
        batch.add(task);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return batch;
  }
}
