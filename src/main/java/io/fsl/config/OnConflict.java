package io.fsl.config;

/** What becomes of a file when another one of its name is at the destination. */
public enum OnConflict {
  REPLACE,
  KEEP_BOTH,
  SKIP,
  FAIL
}
