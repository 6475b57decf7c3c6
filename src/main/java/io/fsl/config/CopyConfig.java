package io.fsl.config;

import java.util.List;

/**
 * copier.yml.
 *
 * @param sources in the order of the file
 */
public record CopyConfig(Settings settings, List<CopySource> sources, List<String> warnings)
    implements Config {
  public CopyConfig {
    sources = List.copyOf(sources);
    warnings = List.copyOf(warnings);
  }
}
