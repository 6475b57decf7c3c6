package io.fsl.controller;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Waits for the couriers of a source. All waiting ends soon when the run is to end. */
final class CourierWatch {
  private static final long LOOK_MILLIS = 500;

  private final BooleanSupplier stopped;

  CourierWatch(BooleanSupplier stopped) {
    this.stopped = stopped;
  }

  /** One of them has done something. */
  synchronized void progressed() {
    notifyAll();
  }

  /** Waits for those of them that have nothing to do. */
  synchronized Set<Courier> awaitIdle(Set<Courier> behind) {
    Set<Courier> idle = new HashSet<>();
    try {
      while (idle.isEmpty() && !stopped.getAsBoolean()) {
        behind.stream().filter(Courier::isIdle).forEach(idle::add);
        if (idle.isEmpty()) {
          wait(LOOK_MILLIS);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return idle;
  }

  /**
   * Those who take one more file now. One that is only a little slower is waited for, since each
   * that is left behind costs another listing; how long counts only while another has nothing to
   * do.
   */
  synchronized List<Courier> awaitRoom(List<Courier> takers) {
    List<Courier> ready = withRoom(takers);
    try {
      while (ready.size() < takers.size() && !stopped.getAsBoolean()) {
        List<Courier> full = takers.stream().filter(c -> !c.hasRoom()).toList();
        if (!ready.isEmpty() && full.stream().noneMatch(c -> c.patienceNanos() > 0)) {
          break;
        }
        long start = System.nanoTime();
        wait(LOOK_MILLIS);
        if (ready.stream().anyMatch(Courier::isIdle)) {
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
