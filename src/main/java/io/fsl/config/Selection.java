package io.fsl.config;

import java.util.List;

/** A list of globs as design says: any may match, no exclude may. */
public record Selection(List<String> globs) {
  public Selection {
    globs = List.copyOf(globs);
  }

  /**
   * Whether a file is selected.
   *
   * @param path relative to the folder, with {@code /} between names
   */
  public boolean selects(String path) {
    throw new UnsupportedOperationException(path);
  }
}
