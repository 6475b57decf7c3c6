package io.fsl.action;

/** What a copy under way asks and tells. Called from any thread. */
public interface CopyControl {
  /** Whether to end soon. */
  boolean isStopped();

  /** So many more bytes were copied. */
  void copied(long bytes);
}
