package io.fsl.config;

import java.time.Duration;
import java.util.List;

/**
 * fetcher.yml.
 *
 * @param sources in the order of the file
 * @param batchSize free space is checked again after so many files
 * @param timeout without any progress, until a connection counts as dead
 * @param jobs sources worked on at the same time
 */
public record FetchConfig(
    Settings settings,
    List<FetchSource> sources,
    int batchSize,
    Duration timeout,
    Retry retry,
    int jobs,
    List<String> warnings)
    implements Config {
  public FetchConfig {
    if (batchSize < 1 || jobs < 1) {
      throw new IllegalArgumentException("not positive: " + batchSize + ", " + jobs);
    }
    sources = List.copyOf(sources);
    warnings = List.copyOf(warnings);
  }
}
