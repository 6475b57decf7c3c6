package io.fsl.controller;

import io.fsl.action.Trouble;
import java.util.Set;

/**
 * What one loop did.
 *
 * @param done files that are now where they should be
 * @param skipped files left for later or for good, as configured
 * @param failed files that failed or wait for space
 * @param bytes transferred
 * @param troubles what went wrong, if anything
 */
public record Report(long done, long skipped, long failed, long bytes, Set<Trouble> troubles) {
  public Report {
    troubles = Set.copyOf(troubles);
  }
}
