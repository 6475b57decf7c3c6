package io.fsl.action;

import java.util.concurrent.Semaphore;

/** At most so many files in flight at once, over all sources. */
public final class Limit {
  private final Semaphore free;

  public Limit(int most) {
    free = new Semaphore(most);
  }

  /** Waits for room for one more. */
  public void enter() {
    free.acquireUninterruptibly();
  }

  /** So many are done. */
  public void leave(int files) {
    free.release(files);
  }
}
