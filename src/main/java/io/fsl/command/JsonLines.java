package io.fsl.command;

import io.fsl.action.Outcome;
import io.fsl.action.Trouble;
import io.fsl.controller.Report;
import io.fsl.text.Printable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Writes a JSON object per file and per loop, and one for a run that cannot begin: {@code event} is
 * {@code file}, {@code summary} or {@code error}.
 *
 * @param out takes a line without its end
 * @param command fetch or copy
 */
record JsonLines(Consumer<String> out, String command) implements Observer {
  @Override
  public void ended(Outcome outcome) {
    Json json = event("file").put("source", outcome.source()).put("file", outcome.file());
    switch (outcome) {
      case Outcome.Done done ->
          json.put("outcome", "done").put("targets", done.targets()).put("bytes", done.bytes());
      case Outcome.Skipped skipped ->
          json.put("outcome", "skipped").put("reason", Printable.of(skipped.reason()));
      case Outcome.Failed failed ->
          json.put("outcome", "failed")
              .put("trouble", name(failed.trouble()))
              .put("reason", Printable.of(failed.reason()));
    }
    out.accept(json.toString());
  }

  @Override
  public void ended(LoopResult result) {
    Report report = result.report();
    out.accept(
        event("summary")
            .put("loop", result.number())
            .put("done", report.done())
            .put("skipped", report.skipped())
            .put("failed", report.failed())
            .put("bytes", report.bytes())
            .put("milliseconds", result.time().toMillis())
            .put("troubles", report.troubles().stream().sorted().map(JsonLines::name).toList())
            .put("status", result.status().status())
            .toString());
  }

  /** Tells that the run does not begin. */
  void refused(Refusal refusal) {
    out.accept(
        event("error")
            .put("reasons", refusal.messages())
            .put("status", refusal.exit().status())
            .toString());
  }

  private Json event(String event) {
    String time = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    return new Json().put("event", event).put("time", time).put("command", command);
  }

  private static String name(Trouble trouble) {
    return trouble.name().toLowerCase(Locale.ROOT);
  }
}
