package io.fsl.sftp;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Requests that no channel has taken yet. All channels of a remote take from here. Thread-safe. */
final class Work {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Call<?>> calls = new ArrayDeque<>();
  private final ArrayDeque<RangeRead> ranges = new ArrayDeque<>();
  private long wakes;
  private long rangeBytes;
  private Load enough = Load.NEVER;

  void add(Call<?> call) {
    lock.lock();
    try {
      calls.add(call);
    } finally {
      lock.unlock();
    }
  }

  void add(RangeRead range) {
    lock.lock();
    try {
      ranges.add(range);
      rangeAdded(range);
    } finally {
      lock.unlock();
    }
  }

  /** Gives a range back that another channel, or this one again, is to go on with. */
  void addFirst(RangeRead range) {
    lock.lock();
    try {
      ranges.addFirst(range);
      rangeAdded(range);
    } finally {
      lock.unlock();
    }
  }

  @Nullable Call<?> nextCall() {
    lock.lock();
    try {
      return calls.poll();
    } finally {
      lock.unlock();
    }
  }

  @Nullable RangeRead nextRange() {
    lock.lock();
    try {
      RangeRead range = ranges.poll();
      if (range != null) {
        rangeBytes -= range.left();
      }
      return range;
    } finally {
      lock.unlock();
    }
  }

  boolean isEmpty() {
    lock.lock();
    try {
      return calls.isEmpty() && ranges.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** The ranges that wait. */
  Load waiting() {
    lock.lock();
    try {
      return new Load(ranges.size(), rangeBytes);
    } finally {
      lock.unlock();
    }
  }

  /** How often somebody was to be woken: see {@link #await}. */
  long wakes() {
    lock.lock();
    try {
      return wakes;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until there have been more wakes than that, or so much waits; at most so long. For one
   * thread.
   */
  void await(long seen, Load waiting, long nanos) throws InterruptedException {
    lock.lock();
    try {
      enough = waiting;
      long left = nanos;
      while (wakes == seen && !isEnough() && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      enough = Load.NEVER;
      lock.unlock();
    }
  }

  /** Wakes the one who waits. */
  void wake() {
    lock.lock();
    try {
      wakes++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Nobody is woken for a single file of many. */
  private void rangeAdded(RangeRead range) {
    rangeBytes += range.left();
    if (isEnough()) {
      changed.signalAll();
    }
  }

  private boolean isEnough() {
    return ranges.size() >= enough.files() && rangeBytes >= enough.bytes();
  }

  /** Ends all that waits here. */
  void fail(IOException cause) {
    List<Call<?>> lostCalls;
    List<RangeRead> lostRanges;
    lock.lock();
    try {
      lostCalls = new ArrayList<>(calls);
      lostRanges = new ArrayList<>(ranges);
      calls.clear();
      ranges.clear();
      rangeBytes = 0;
    } finally {
      lock.unlock();
    }
    lostCalls.forEach(call -> call.fail(cause));
    lostRanges.forEach(range -> range.done.completeExceptionally(cause));
  }

  /** One second, in nanoseconds. */
  static final long SECOND = TimeUnit.SECONDS.toNanos(1);
}
