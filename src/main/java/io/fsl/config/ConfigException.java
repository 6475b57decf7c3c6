package io.fsl.config;

import java.util.List;

/** A configuration that cannot be used, with all its problems. */
public final class ConfigException extends Exception {
  private final transient List<String> problems;

  /**
   * @param problems one line each: {@code file:line:column: key.path: what is wrong; what is
   *     expected}
   */
  public ConfigException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** All problems, in the order of the file. */
  public List<String> problems() {
    return problems;
  }
}
