package io.fsl.controller;

import io.fsl.action.CopyControl;
import io.fsl.action.Outcome;
import io.fsl.action.Trouble;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** Counts what a loop does, and passes it on to the listener. Thread-safe. */
final class Tally implements CopyControl {
  private final Listener listener;
  private final BooleanSupplier stopped;
  private final AtomicLong bytes = new AtomicLong();
  private final Set<Trouble> troubles = EnumSet.noneOf(Trouble.class);
  private long done;
  private long skipped;
  private long failed;

  Tally(Listener listener, BooleanSupplier stopped) {
    this.listener = listener;
    this.stopped = stopped;
  }

  void ended(Outcome outcome) {
    count(outcome);
    listener.ended(outcome);
  }

  private synchronized void count(Outcome outcome) {
    switch (outcome) {
      case Outcome.Done _ -> done++;
      case Outcome.Skipped _ -> skipped++;
      case Outcome.Failed f -> {
        failed++;
        troubles.add(f.trouble());
      }
    }
  }

  synchronized void trouble(Trouble trouble) {
    troubles.add(trouble);
  }

  void expected(long more) {
    listener.expected(more);
  }

  @Override
  public boolean isStopped() {
    return stopped.getAsBoolean();
  }

  @Override
  public void copied(long more) {
    bytes.addAndGet(more);
    listener.transferred(more);
  }

  synchronized Report report() {
    return new Report(done, skipped, failed, bytes.get(), troubles);
  }
}
