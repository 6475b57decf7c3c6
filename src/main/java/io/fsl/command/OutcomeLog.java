package io.fsl.command;

import io.fsl.Exit;
import io.fsl.action.Outcome;
import io.fsl.action.Trouble;
import io.fsl.controller.Report;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Writes what becomes of files and loops into the log.
 *
 * @param verb what is done with a file, such as {@code fetched}
 * @param together does something, and writes what is logged meanwhile at once
 */
record OutcomeLog(Logger log, String verb, Consumer<Runnable> together) implements Observer {
  @Override
  public void ended(Outcome outcome) {
    switch (outcome) {
      case Outcome.Done done ->
          log.info(() -> verb + " " + done.file() + " -> " + targets(done) + of(done));
      case Outcome.Skipped skipped ->
          log.info(() -> "skipped " + name(skipped) + ": " + skipped.reason());
      case Outcome.Failed failed ->
          log.log(
              level(failed.trouble()),
              () -> "not " + verb + " " + name(failed) + ": " + failed.reason());
    }
  }

  @Override
  public void allEnded(List<? extends Outcome> outcomes) {
    together.accept(() -> outcomes.forEach(this::ended));
  }

  @Override
  public void sourceFailed(String source, Trouble trouble, String reason) {
    log.log(level(trouble), () -> source + ": " + reason);
  }

  private static String targets(Outcome.Done done) {
    return String.join(", ", done.targets());
  }

  private static String of(Outcome.Done done) {
    return " (" + done.source() + ", " + HumanSize.of(done.bytes()) + ")";
  }

  private static String name(Outcome outcome) {
    return outcome.file() + " (" + outcome.source() + ")";
  }

  /** Waiting for space is something to look at, but no fault. */
  private static Level level(Trouble trouble) {
    return trouble == Trouble.SPACE ? Level.WARNING : Level.SEVERE;
  }

  @Override
  public void ended(LoopResult result) {
    log.log(isWell(result.report()) ? Level.INFO : Level.WARNING, () -> summary(result));
  }

  /** Whether the loop ended without failures; that it was stopped by a signal is none. */
  private static boolean isWell(Report report) {
    return report.failed() == 0 && report.troubles().isEmpty();
  }

  private String summary(LoopResult result) {
    Report report = result.report();
    String numbers =
        String.format(
            Locale.ROOT,
            "loop %d: %d %s (%s), %d skipped, %d failed, %.1f s",
            result.number(),
            report.done(),
            verb,
            HumanSize.of(report.bytes()),
            report.skipped(),
            report.failed(),
            result.time().toMillis() / 1000.0);
    return result.status() == Exit.OK
        ? numbers
        : numbers + "; " + result.status().meaning() + " (" + result.status().status() + ")";
  }
}
