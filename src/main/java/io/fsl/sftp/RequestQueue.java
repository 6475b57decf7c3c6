package io.fsl.sftp;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a remote that no channel has sent yet: every channel takes its next request from
 * here. Thread-safe.
 */
final class RequestQueue {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Call<?>> calls = new ArrayDeque<>();
  private final ArrayDeque<RangeRead> ranges = new ArrayDeque<>();
  private long wakes;
  private long rangeBytes;
  private Backlog enough = Backlog.NEVER;

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

  /** How much reading waits in the queue. */
  Backlog waiting() {
    lock.lock();
    try {
      return new Backlog(ranges.size(), rangeBytes);
    } finally {
      lock.unlock();
    }
  }

  /** How often {@link #wake} was called, for {@link #await}. */
  long wakes() {
    lock.lock();
    try {
      return wakes;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until {@link #wake} was called or enough is queued. For one thread at a time.
   *
   * @param seen what {@link #wakes} was when the caller last looked: a later wake ends the wait
   * @param waiting so much in the queue is enough
   * @param nanos at most so long
   */
  void await(long seen, Backlog waiting, long nanos) throws InterruptedException {
    lock.lock();
    try {
      enough = waiting;
      long left = nanos;
      while (wakes == seen && !isEnough() && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      enough = Backlog.NEVER;
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

  /** Counts a range, and wakes the one who waits only if there is enough by now. */
  private void rangeAdded(RangeRead range) {
    rangeBytes += range.left();
    if (isEnough()) {
      changed.signalAll();
    }
  }

  private boolean isEnough() {
    return ranges.size() >= enough.files() && rangeBytes >= enough.bytes();
  }

  /** Empties the queue: all that waits in it fails. */
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
