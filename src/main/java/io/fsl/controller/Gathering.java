package io.fsl.controller;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;

/**
 * Collects things that become ready one by one, to be taken in batches: what is done once per
 * batch, however small, costs as much as several of them. Many threads add, one takes.
 */
final class Gathering<T> {
  /** Taken together at most: more would hold up the first of them for little gain. */
  private static final int MOST = 64;

  /** With so many there is little to gain by waiting for more. */
  private static final int ENOUGH = 32;

  /** So long the first of them waits for others that are on their way. */
  private static final Duration PATIENCE = Duration.ofMillis(3);

  private final IntSupplier onTheirWay;
  private final Duration patience;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<T> ready = new ArrayList<>();

  /** The taker is woken when so many are ready. */
  private int wanted = 1;

  private boolean ended;

  /**
   * @param onTheirWay how many there are, with those that wait here: none is waited for in vain
   */
  Gathering(IntSupplier onTheirWay) {
    this(onTheirWay, PATIENCE);
  }

  /**
   * @param patience so long the first waits for others
   */
  Gathering(IntSupplier onTheirWay, Duration patience) {
    this.onTheirWay = onTheirWay;
    this.patience = patience;
  }

  void add(T one) {
    lock.lock();
    try {
      ready.add(one);
      if (ready.size() >= wanted || isLast()) {
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** No more come. */
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Whether no more come, and all were taken. */
  boolean isAtEnd() {
    lock.lock();
    try {
      return ended && ready.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for some.
   *
   * @param nanos at most so long
   * @return those to be taken together, in the order they came; empty: none came
   */
  List<T> take(long nanos) throws InterruptedException {
    lock.lock();
    try {
      await(1, nanos);
      if (!ready.isEmpty()) {
        await(ENOUGH, patience.toNanos());
      }
      List<T> first = ready.subList(0, Math.min(MOST, ready.size()));
      List<T> taken = List.copyOf(first);
      first.clear();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private void await(int enough, long nanos) throws InterruptedException {
    wanted = enough;
    long left = nanos;
    while (ready.size() < enough && !ended && left > 0 && (ready.isEmpty() || !isLast())) {
      left = changed.awaitNanos(left);
    }
    wanted = 1;
  }

  private boolean isLast() {
    return ready.size() >= onTheirWay.getAsInt();
  }
}
