package io.fsl.action;

import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** At most so many files in flight at once. */
public final class Limit {
  private final Semaphore free;
  private final @Nullable Limit whole;

  public Limit(int most) {
    this(most, null);
  }

  private Limit(int most, @Nullable Limit whole) {
    this.free = new Semaphore(most);
    this.whole = whole;
  }

  /** A limit for some of the files that this one is for: what enters it enters both. */
  public Limit forSome(int most) {
    return new Limit(most, this);
  }

  /** Waits for room for one more. */
  public void enter() {
    free.acquireUninterruptibly();
    if (whole != null) {
      whole.enter();
    }
  }

  /** So many are done. */
  public void leave(int files) {
    if (whole != null) {
      whole.leave(files);
    }
    free.release(files);
  }
}
