package io.fsl.controller;

import io.fsl.action.Outcome;
import io.fsl.action.Trouble;
import java.util.List;

/**
 * Hears what becomes of each file, and of sources that fail: for logs, progress and JSON. Called
 * from any thread.
 */
public interface Listener {
  /** A file came to its end for this loop. */
  void ended(Outcome outcome);

  /** Several files came to their end together. */
  default void allEnded(List<? extends Outcome> outcomes) {
    outcomes.forEach(this::ended);
  }

  /**
   * A whole source failed, or waits for space, or one of its destinations does: no file is to
   * blame.
   *
   * @param source its name, or what else failed, such as {@code ledger}
   */
  default void sourceFailed(String source, Trouble trouble, String reason) {}

  /** So many more bytes arrived. */
  default void transferred(long bytes) {}

  /** So many more bytes are to come. */
  default void expected(long bytes) {}
}
