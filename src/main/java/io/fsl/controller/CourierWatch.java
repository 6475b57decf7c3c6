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
   * Waits until another listing is worthwhile: a courier that is behind has nothing to do, or,
   * after the pause, any courier has nothing to do while others are busy, as they may be for very
   * long.
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
   * Waits until couriers have room for one more file. One that is only a little slower than the
   * others is waited for, since each that falls behind costs another listing; the time counts
   * against its patience only while another courier has nothing to do. If none of the takers has
   * room, it may take longer by the pause between loops, as what is listed next may be for others.
   *
   * @param takers those that the file is for
   * @param all the couriers of the source
   * @return those of the takers that have room
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
