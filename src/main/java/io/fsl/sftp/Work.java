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
  private long changes;

  void add(Call<?> call) {
    lock.lock();
    try {
      calls.add(call);
      changed();
    } finally {
      lock.unlock();
    }
  }

  void add(RangeRead range) {
    lock.lock();
    try {
      ranges.add(range);
      changed();
    } finally {
      lock.unlock();
    }
  }

  /** Gives a range back that another channel, or this one again, is to go on with. */
  void addFirst(RangeRead range) {
    lock.lock();
    try {
      ranges.addFirst(range);
      changed();
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
      return ranges.poll();
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

  int waitingRanges() {
    lock.lock();
    try {
      return ranges.size();
    } finally {
      lock.unlock();
    }
  }

  /** How many changes there have been: see {@link #await}. */
  long changes() {
    lock.lock();
    try {
      return changes;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until there have been more changes than that, at most so long. */
  void await(long seen, long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (changes == seen && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Wakes those who wait for a change. */
  void wake() {
    lock.lock();
    try {
      changed();
    } finally {
      lock.unlock();
    }
  }

  private void changed() {
    changes++;
    changed.signalAll();
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
    } finally {
      lock.unlock();
    }
    lostCalls.forEach(call -> call.fail(cause));
    lostRanges.forEach(range -> range.done.completeExceptionally(cause));
  }

  /** One second, in nanoseconds. */
  static final long SECOND = TimeUnit.SECONDS.toNanos(1);
}
