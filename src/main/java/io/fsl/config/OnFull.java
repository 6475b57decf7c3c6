package io.fsl.config;

/** What becomes of a file that a destination's quota has no room for. */
public enum OnFull {
  /** It stays in incoming until it fits. */
  WAIT,
  /** This destination goes without it. */
  SKIP
}
