package io.fsl.sftp;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/**
 * A thread that runs what touches the disk, in order, so that the thread that reads from the
 * network never waits for it. After {@link #finish()} what comes late runs on its caller's thread.
 */
final class DiskWriter implements Executor {
  private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
  private final Thread thread;
  private boolean finished;

  DiskWriter(String name) {
    thread = Thread.ofPlatform().name(name).daemon().start(this::run);
  }

  @Override
  public void execute(Runnable step) {
    synchronized (queue) {
      if (!finished) {
        queue.add(step);
        if (queue.size() == 1) {
          queue.notifyAll();
        }
        return;
      }
    }
    step.run();
  }

  /** Ends the thread once all that was given to it is done. */
  void finish() {
    synchronized (queue) {
      finished = true;
      queue.notifyAll();
    }
  }

  /** Waits until the thread has ended. */
  void join() throws InterruptedException {
    if (Thread.currentThread() != thread) {
      thread.join();
    }
  }

  private void run() {
    ArrayDeque<Runnable> steps = new ArrayDeque<>();
    try {
      while (take(steps)) {
        while (!steps.isEmpty()) {
          steps.remove().run();
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  /** Waits for steps, and takes all there are; none: the end. */
  private boolean take(ArrayDeque<Runnable> steps) throws InterruptedException {
    synchronized (queue) {
      while (queue.isEmpty() && !finished) {
        queue.wait();
      }
      steps.addAll(queue);
      queue.clear();
      return !steps.isEmpty();
    }
  }
}
