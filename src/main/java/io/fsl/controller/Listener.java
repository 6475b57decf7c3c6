package io.fsl.controller;

import io.fsl.action.Outcome;
import java.util.List;

/** Hears what becomes of each file: for logs, progress and JSON. Called from any thread. */
public interface Listener {
  /** A file came to its end for this loop. */
  void ended(Outcome outcome);

  /** Several files came to their end together. */
  default void allEnded(List<? extends Outcome> outcomes) {
    outcomes.forEach(this::ended);
  }

  /** So many more bytes arrived. */
  default void transferred(long bytes) {}

  /** So many more bytes are to come. */
  default void expected(long bytes) {}
}
