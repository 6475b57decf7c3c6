package io.fsl.controller;

import io.fsl.action.CopyControl;
import io.fsl.action.Outcome;
import io.fsl.action.Outcomes;
import io.fsl.action.RemoteFile;
import io.fsl.action.Trouble;
import io.fsl.linux.PathBytes;
import io.fsl.text.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** Counts what a loop does, and passes it on to the listener. Thread-safe. */
final class Tally implements Listener, CopyControl {
  private final Listener listener;
  private final BooleanSupplier stopped;
  private final AtomicLong bytes = new AtomicLong();
  private final Set<Trouble> troubles = EnumSet.noneOf(Trouble.class);
  private boolean isAllRecognised = true;
  private long done;
  private long skipped;
  private long failed;

  Tally(Listener listener, BooleanSupplier stopped) {
    this.listener = listener;
    this.stopped = stopped;
  }

  @Override
  public void ended(Outcome outcome) {
    count(outcome);
    listener.ended(outcome);
  }

  @Override
  public void allEnded(List<? extends Outcome> outcomes) {
    outcomes.forEach(this::count);
    listener.allEnded(outcomes);
  }

  @Override
  public void sourceFailed(String source, Trouble trouble, String reason) {
    trouble(trouble);
    listener.sourceFailed(source, trouble, reason);
  }

  /**
   * A local file or folder cannot be read, or dealt with.
   *
   * @param path below the source's folder; empty: that folder itself
   */
  void unreadable(String source, Path path, IOException e) {
    String file = PathBytes.printable(path);
    if (file.isEmpty()) {
      sourceFailed(source, Trouble.INPUT_OUTPUT, Reason.of(e));
    } else {
      ended(new Outcome.Failed(source, file, Trouble.INPUT_OUTPUT, Reason.of(e)));
    }
  }

  /**
   * A remote file failed. That its connection was closed because the run is to stop is no fault.
   */
  void failed(RemoteFile file, Throwable cause) {
    boolean interrupted = isStopped() && Outcomes.trouble(cause) == Trouble.UNREACHABLE;
    ended(
        interrupted
            ? new Outcome.Skipped(file.source(), file.name(), "stopped; the next run goes on")
            : Outcomes.of(file, cause));
  }

  private synchronized void count(Outcome outcome) {
    switch (outcome) {
      case Outcome.Done _ -> done++;
      case Outcome.Skipped _ -> skipped++;
      case Outcome.Failed failure -> {
        failed++;
        troubles.add(failure.trouble());
      }
    }
  }

  /** Notes trouble that is not about one file, for the exit status. */
  synchronized void trouble(Trouble trouble) {
    troubles.add(trouble);
  }

  /** After the ledger was lost: it is not known yet whether a file was dealt with before. */
  synchronized void unrecognised() {
    isAllRecognised = false;
  }

  synchronized boolean isAllRecognised() {
    return isAllRecognised;
  }

  @Override
  public boolean isStopped() {
    return stopped.getAsBoolean();
  }

  @Override
  public void expected(long more) {
    listener.expected(more);
  }

  @Override
  public void transferred(long more) {
    bytes.addAndGet(more);
    listener.transferred(more);
  }

  @Override
  public void copied(long more) {
    transferred(more);
  }

  synchronized Report report() {
    return new Report(done, skipped, failed, bytes.get(), troubles);
  }
}
