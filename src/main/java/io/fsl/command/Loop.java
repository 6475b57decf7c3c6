package io.fsl.command;

import io.fsl.Exit;
import io.fsl.action.Trouble;
import io.fsl.controller.Controller;
import io.fsl.controller.Report;
import java.time.Duration;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Runs the loops of a controller, so many or without end, with a pause after each. A loop that
 * fails is reported, and the next one follows.
 */
final class Loop {
  static final long ENDLESS = Long.MAX_VALUE;

  private static final Report FAULT = new Report(0, 0, 0, 0, Set.of(Trouble.INTERNAL));

  private final Logger log;
  private final long loops;
  private final Shutdown shutdown;
  private final Observer observer;

  /** What the loops run. */
  record Work(Controller controller, Duration pause) {}

  /** Reads the configuration again. */
  interface Reload {
    /** The new work, or the old one when the new configuration is no good. */
    Work after(Work old);
  }

  Loop(Logger log, long loops, Shutdown shutdown, Observer observer) {
    this.log = log;
    this.loops = loops;
    this.shutdown = shutdown;
    this.observer = observer;
  }

  /** Returns the gravest status of all loops, or that of the signal that ended them. */
  Exit run(Work first, Reload reload) {
    Work work = first;
    Exit worst = Exit.OK;
    try {
      for (long number = 1; !shutdown.stopped(); number++) {
        worst = Exit.worst(worst, once(number, work.controller()));
        if (number == loops || !shutdown.pause(work.pause())) {
          break;
        }
        work = shutdown.takeReload() ? reload.after(work) : work;
      }
    } finally {
      work.controller().close();
    }
    return Exit.worst(worst, shutdown.status());
  }

  private Exit once(long number, Controller controller) {
    long start = System.nanoTime();
    shutdown.guard(controller);
    Report report = work(controller);
    Exit status = Exit.of(report.troubles());
    status = report.failed() > 0 ? Exit.worst(status, Exit.FILES) : status;
    status = Exit.worst(status, shutdown.status());
    observer.ended(
        new LoopResult(number, report, Duration.ofNanos(System.nanoTime() - start), status));
    return status;
  }

  /**
   * Runs one loop. An internal error in it becomes part of the report: an unattended run goes on.
   */
  private Report work(Controller controller) {
    try {
      return controller.loop();
    } catch (RuntimeException | Error e) {
      log.severe("internal error: " + e);
      log.log(Level.FINE, "internal error", e);
      return FAULT;
    }
  }
}
