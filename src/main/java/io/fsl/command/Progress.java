package io.fsl.command;

import io.fsl.action.Outcome;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Shows on one line how far the loop is. It is drawn when something moves, but not too often. */
final class Progress implements Observer, AutoCloseable {
  private static final long REDRAW_NANOS = 100_000_000;

  private final StandardError terminal;
  private final LongAdder done = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder transferred = new LongAdder();
  private final LongAdder expected = new LongAdder();
  private final AtomicLong redrawAt = new AtomicLong(System.nanoTime());
  private volatile long start = System.nanoTime();

  Progress(StandardError terminal) {
    this.terminal = terminal;
  }

  @Override
  public void ended(Outcome outcome) {
    switch (outcome) {
      case Outcome.Done _ -> done.increment();
      case Outcome.Failed _ -> failed.increment();
      case Outcome.Skipped _ -> {}
    }
    moved();
  }

  @Override
  public void transferred(long bytes) {
    transferred.add(bytes);
    moved();
  }

  @Override
  public void expected(long bytes) {
    expected.add(bytes);
    moved();
  }

  @Override
  public void ended(LoopResult result) {
    close();
    for (LongAdder each : new LongAdder[] {done, failed, transferred, expected}) {
      each.reset();
    }
    start = System.nanoTime();
  }

  /** Removes the line from the terminal. */
  @Override
  public void close() {
    terminal.status("");
  }

  private void moved() {
    long now = System.nanoTime();
    long due = redrawAt.get();
    if (now - due >= 0 && redrawAt.compareAndSet(due, now + REDRAW_NANOS)) {
      terminal.status(line(now - start));
    }
  }

  /** Short enough for a narrow terminal, since a line that wraps cannot be drawn over. */
  private String line(long nanos) {
    long bytes = transferred.sum();
    long total = Math.max(bytes, expected.sum());
    String rate = HumanSize.of((long) (bytes / Math.max(0.001, nanos / 1e9))) + "/s";
    String troubles = failed.sum() == 0 ? "" : ", " + failed.sum() + " failed";
    long files = done.sum();
    return files
        + (files == 1 ? " file" : " files")
        + troubles
        + ", "
        + HumanSize.of(bytes)
        + " of "
        + HumanSize.of(total)
        + ", "
        + rate;
  }
}
