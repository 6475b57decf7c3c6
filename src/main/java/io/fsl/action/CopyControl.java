package io.fsl.action;

/**
 * How a copy under way learns that it is to end, and reports its progress. Called from any thread.
 */
public interface CopyControl {
  /** Whether to end soon. */
  boolean isStopped();

  /** So many more bytes were copied. */
  void copied(long bytes);
}
