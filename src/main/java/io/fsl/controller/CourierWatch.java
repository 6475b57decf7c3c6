package io.fsl.controller;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Waits for the couriers of a source. All waiting ends soon when the run is to end. */
final class CourierWatch {
  private static final long LOOK_MILLIS = 500;

  /** Between two listings, if there is no pause between loops. */
  private static final long LISTING_MILLIS_MIN = 1_000;

  private final Duration pause;
  private final BooleanSupplier stopped;

  /**
   * @param pause between loops: so long new files may wait in any case
   */
  CourierWatch(Duration pause, BooleanSupplier stopped) {
    this.pause = pause;
    this.stopped = stopped;
  }

  /** Called by a courier that has finished a batch. */
  synchronized void progressed() {
    notifyAll();
  }

  /**
   * Waits until another listing is worth it: one that is behind has nothing to do, or some have had
   * nothing to do for the pause while others are busy, which may be for very long.
   *
   * @return all that have nothing to do; empty: none is behind or busy
   */
  synchronized Set<Courier> awaitIdle(List<Courier> all, Set<Courier> behind) {
    long start = System.nanoTime();
    long patience = Math.max(pause.toMillis(), LISTING_MILLIS_MIN);
    try {
      while (!stopped.getAsBoolean()) {
        Set<Courier> idle = new HashSet<>();
        all.stream().filter(Courier::isIdle).forEach(idle::add);
        if (idle.size() == all.size() && behind.isEmpty()) {
          break;
        }
        boolean over = (System.nanoTime() - start) / 1_000_000 > patience;
        if (over ? !idle.isEmpty() : behind.stream().anyMatch(idle::contains)) {
          return idle;
        }
        wait(LOOK_MILLIS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return Set.of();
  }

  /**
   * Those who take one more file now. One that is only a little slower is waited for, since each
   * that is left behind costs another listing; how long counts only while another has nothing to
   * do. Where only full ones want the file, the others can wait as long again as between two loops:
   * what is listed after it may be for them.
   *
   * @param all the couriers of the source
   */
  synchronized List<Courier> awaitRoom(List<Courier> takers, List<Courier> all) {
    List<Courier> ready = withRoom(takers);
    try {
      while (ready.size() < takers.size() && !stopped.getAsBoolean()) {
        List<Courier> full = takers.stream().filter(c -> !c.hasRoom()).toList();
        boolean othersIdle = all.stream().anyMatch(c -> !full.contains(c) && c.isIdle());
        long least = ready.isEmpty() ? -pause.toNanos() : 0;
        if ((!ready.isEmpty() || othersIdle)
            && full.stream().noneMatch(c -> c.patienceNanos() > least)) {
          break;
        }
        long start = System.nanoTime();
        wait(LOOK_MILLIS);
        if (othersIdle) {
          long waited = System.nanoTime() - start;
          full.forEach(courier -> courier.waited(waited));
        }
        ready = withRoom(takers);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return ready;
  }

  private static List<Courier> withRoom(List<Courier> takers) {
    List<Courier> ready = new ArrayList<>(takers.size());
    for (Courier courier : takers) {
      if (courier.hasRoom()) {
        ready.add(courier);
      }
    }
    return ready;
  }
}
