package io.fsl.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The home folder of the user: that of the environment, else that of the system's user list. */
public final class Home {
  private Home() {}

  /** The home folder, absolute; null: not known. An empty variable is as good as none. */
  public static @Nullable Path of(Map<String, String> environment) {
    String home = environment.getOrDefault("HOME", "");
    try {
      Path path = Path.of(home.isEmpty() ? System.getProperty("user.home", "") : home);
      return path.isAbsolute() ? path : null;
    } catch (InvalidPathException _) {
      return null;
    }
  }
}
