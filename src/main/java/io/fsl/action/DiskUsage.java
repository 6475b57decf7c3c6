package io.fsl.action;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much a tree occupies: a first approximation, by the lengths of its files. */
public final class DiskUsage {
  /** A tree at one moment. */
  public record Usage(long allocatedBytes) {}

  /** Measures a folder with all that is below it. */
  public Usage measure(Path root) throws IOException {
    try (var paths = Files.walk(root)) {
      long bytes = 0;
      for (Path path : paths.toList()) {
        bytes += (Files.size(path) + 4095) / 4096 * 4096;
      }
      return new Usage(bytes);
    }
  }
}
