package io.fsl.config;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What fetcher.yml and copier.yml have in common.
 *
 * @param file the configuration file itself, absolute
 * @param fsync whether data, folders and ledger are forced to disk
 * @param ledgerKeep so long after it was last seen a file is forgotten that was fetched and kept,
 *     or that was looked at for {@code stable_for}
 * @param pause between two loops
 * @param limit files in flight at once
 */
public record Settings(
    Path file,
    boolean fsync,
    Duration ledgerKeep,
    Duration pause,
    int limit,
    Path logDir,
    Path stateDir) {
  public Settings {
    if (limit < 1) {
      throw new IllegalArgumentException("no file in flight allowed: " + limit);
    }
  }
}
