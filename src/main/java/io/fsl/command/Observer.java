package io.fsl.command;

import io.fsl.action.Outcome;
import io.fsl.action.Trouble;
import io.fsl.controller.Listener;
import java.util.List;

/** Hears what becomes of files and of loops. */
interface Observer extends Listener {
  /** A loop came to its end. */
  void ended(LoopResult result);

  /** An observer that passes everything on to several. */
  static Observer of(List<Observer> all) {
    return new Observer() {
      @Override
      public void ended(Outcome outcome) {
        all.forEach(each -> each.ended(outcome));
      }

      @Override
      public void allEnded(List<? extends Outcome> outcomes) {
        all.forEach(each -> each.allEnded(outcomes));
      }

      @Override
      public void sourceFailed(String source, Trouble trouble, String reason) {
        all.forEach(each -> each.sourceFailed(source, trouble, reason));
      }

      @Override
      public void ended(LoopResult result) {
        all.forEach(each -> each.ended(result));
      }

      @Override
      public void transferred(long bytes) {
        all.forEach(each -> each.transferred(bytes));
      }

      @Override
      public void expected(long bytes) {
        all.forEach(each -> each.expected(bytes));
      }
    };
  }
}
