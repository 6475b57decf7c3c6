package io.fsl.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The folders of fsl's own that are given beside a configuration, and used in place of those that
 * it names.
 *
 * @param log null: that of the configuration
 * @param state null: that of the configuration
 */
public record OwnFolders(@Nullable Given log, @Nullable Given state) {
  /** The configuration alone tells. */
  public static final OwnFolders CONFIGURED = new OwnFolders(null, null);

  /**
   * A folder that is given.
   *
   * @param by what gives it, such as {@code --state-dir}
   * @param path absolute
   */
  public record Given(String by, Path path) {
    /** A path that starts at the working folder if it is relative. */
    public static Given of(String by, Path path) {
      return new Given(by, path.toAbsolutePath());
    }
  }
}
