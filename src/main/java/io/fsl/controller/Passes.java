package io.fsl.controller;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * The passes over the sources of a copy that are under way: they tell whether a source is worked
 * through once more while others are busy. Thread-safe.
 */
final class Passes {
  private static final long LOOK_MILLIS = 500;

  /** Between two passes over a source, if there is no pause between loops. */
  private static final long PAUSE_NANOS_MIN = 1_000_000_000;

  private final long pauseNanos;
  private final long hangingNanos;
  private final BooleanSupplier stopped;
  private final Set<Pass> underWay = new HashSet<>();

  /** One pass over one source. */
  static final class Pass {
    private final boolean isFirst;
    private final long start = System.nanoTime();

    private Pass(boolean isFirst) {
      this.isFirst = isFirst;
    }
  }

  /**
   * @param pause between loops
   * @param hanging after so long a further pass is taken to hang
   * @param stopped whether the loop is to end soon
   */
  Passes(Duration pause, Duration hanging, BooleanSupplier stopped) {
    this.pauseNanos = Math.max(pause.toNanos(), PAUSE_NANOS_MIN);
    this.hangingNanos = hanging.toNanos();
    this.stopped = stopped;
  }

  /**
   * Begins a pass.
   *
   * @param isFirst whether it is the one that every source has in a loop; false: a further one
   */
  synchronized Pass begin(boolean isFirst) {
    Pass pass = new Pass(isFirst);
    underWay.add(pass);
    return pass;
  }

  synchronized void end(Pass pass) {
    underWay.remove(pass);
    notifyAll();
  }

  /**
   * Whether passes that are under way now still are when the pause between loops is over. Further
   * ones count only once they hang: two sources that are just slow do not keep each other going.
   */
  synchronized boolean isAnyBusyAfterPause() {
    long start = System.nanoTime();
    Set<Pass> others = new HashSet<>(underWay);
    try {
      while (!stopped.getAsBoolean() && !others.isEmpty()) {
        long now = System.nanoTime();
        if (now - start >= pauseNanos
            && others.stream().anyMatch(p -> p.isFirst || now - p.start >= hangingNanos)) {
          return true;
        }
        wait(LOOK_MILLIS);
        others.retainAll(underWay);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return false;
  }
}
