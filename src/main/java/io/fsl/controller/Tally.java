package io.fsl.controller;

import io.fsl.action.Outcome;
import io.fsl.action.Trouble;
import java.util.EnumSet;
import java.util.Set;

/** Adds up what becomes of files during a loop, and passes it on. Thread-safe. */
final class Tally implements Listener {
  private final Listener listener;
  private long done;
  private long skipped;
  private long failed;
  private long bytes;
  private final Set<Trouble> troubles = EnumSet.noneOf(Trouble.class);

  Tally(Listener listener) {
    this.listener = listener;
  }

  @Override
  public void ended(Outcome outcome) {
    count(outcome);
    listener.ended(outcome);
  }

  private synchronized void count(Outcome outcome) {
    switch (outcome) {
      case Outcome.Done file -> {
        done++;
        bytes += file.bytes();
      }
      case Outcome.Skipped file -> skipped++;
      case Outcome.Failed file -> {
        failed++;
        troubles.add(file.trouble());
      }
    }
  }

  /** Something went wrong that is not about one file. */
  synchronized void trouble(Trouble trouble) {
    troubles.add(trouble);
  }

  @Override
  public void transferred(long more) {
    listener.transferred(more);
  }

  @Override
  public void expected(long more) {
    listener.expected(more);
  }

  synchronized Report report() {
    return new Report(done, skipped, failed, bytes, troubles);
  }
}
