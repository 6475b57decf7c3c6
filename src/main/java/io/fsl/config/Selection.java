package io.fsl.config;

import java.nio.file.FileSystems;
import java.nio.file.Path;
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
    Path file = Path.of(path);
    return globs.stream().anyMatch(glob -> matches(glob, file));
  }

  private static boolean matches(String glob, Path file) {
    return FileSystems.getDefault().getPathMatcher("glob:" + glob).matches(file.getFileName());
  }
}
