package io.fsl.config;

import java.nio.file.Path;
import java.util.Map;

/** Makes configurations of YAML files. */
public final class ConfigReader {
  private final Map<String, String> environment;

  /**
   * @param environment for {@code ${NAME}}
   */
  public ConfigReader(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** Reads fetcher.yml. */
  public FetchConfig fetch(Path file) throws ConfigException {
    throw new UnsupportedOperationException(file + " " + environment);
  }

  /** Reads copier.yml. */
  public CopyConfig copy(Path file) throws ConfigException {
    throw new UnsupportedOperationException(file.toString());
  }
}
