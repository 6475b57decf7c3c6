package io.fsl.sftp;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * A thread that runs what touches the disk, in order, so that the thread that reads from the
 * network never waits for it. After {@link #finish()} what comes late runs on its caller's thread.
 * A step that throws is an internal error, but the steps behind it run: others wait for them.
 */
final class WriterThread implements Executor {
  private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
  private final Consumer<Throwable> whenBroken;
  private boolean finished;

  /**
   * @param whenBroken is told, on the thread, what a step has thrown
   */
  WriterThread(String name, Consumer<Throwable> whenBroken) {
    this.whenBroken = whenBroken;
    Thread.ofPlatform().name(name).daemon().start(this::run);
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

  private void run() {
    ArrayDeque<Runnable> steps = new ArrayDeque<>();
    try {
      while (take(steps)) {
        while (!steps.isEmpty()) {
          run(steps.remove());
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private void run(Runnable step) {
    try {
      step.run();
    } catch (Throwable e) {
      tell(e);
    }
  }

  /** Tells of a fault as if it had ended the thread. */
  private void tell(Throwable fault) {
    Thread self = Thread.currentThread();
    try {
      try {
        whenBroken.accept(fault);
      } finally {
        self.getUncaughtExceptionHandler().uncaughtException(self, fault);
      }
    } catch (Throwable more) {
      // Such as for want of memory: what is left to do are the steps behind it.
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
