package io.fsl.config;

/** What becomes of a new version whose earlier one is still in incoming. */
public enum OnChange {
  /** It is fetched once the name is free. */
  WAIT,
  /** It gets a name of its own: {@code name.~2~.ext}. */
  KEEP_BOTH,
  /** It takes the place of the earlier one. */
  REPLACE,
  /** It counts as failed. */
  FAIL
}
