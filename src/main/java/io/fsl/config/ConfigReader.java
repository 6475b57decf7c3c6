package io.fsl.config;

import java.nio.file.Path;
import java.util.Map;

/**
 * Makes configurations of YAML files. What comes out is valid; what is wrong with a file comes out
 * all at once.
 */
public final class ConfigReader {
  private final Map<String, String> environment;
  private final OwnFolders given;

  /**
   * @param environment for {@code ${NAME}}, and for HOME
   */
  public ConfigReader(Map<String, String> environment) {
    this(environment, OwnFolders.CONFIGURED);
  }

  /**
   * @param given folders that are used, and checked, in place of those of the file
   */
  public ConfigReader(Map<String, String> environment, OwnFolders given) {
    this.given = given;
    this.environment = Map.copyOf(environment);
  }

  /**
   * Reads fetcher.yml.
   *
   * @throws ConfigException with all problems of the file
   */
  public FetchConfig fetch(Path file) throws ConfigException {
    return new ConfigFile(file, environment, given).fetch();
  }

  /**
   * Reads copier.yml.
   *
   * @throws ConfigException with all problems of the file
   */
  public CopyConfig copy(Path file) throws ConfigException {
    return new ConfigFile(file, environment, given).copy();
  }
}
