package io.fsl.controller;

/** Waits for threads that come to their end by themselves. */
final class Join {
  private Join() {}

  /** Returns when the thread has ended. An interruption of the caller is kept for afterwards. */
  static void uninterruptibly(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
