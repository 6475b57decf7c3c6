package io.fsl.controller;

/** One kind of work over all sources of a configuration. */
public interface Controller extends AutoCloseable {
  /**
   * Works once through all sources. Failures are in the report; only a fault of fsl is thrown.
   * After {@link #stop()} it returns soon, with what was in flight left resumable.
   */
  Report loop();

  /** Asks the loop under way, and any later one, to end soon. Called from any thread. */
  void stop();

  @Override
  void close();
}
