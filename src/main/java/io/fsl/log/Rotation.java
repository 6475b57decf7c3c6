package io.fsl.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * Keeps log files from growing for ever: {@code x.log} becomes {@code x.log.1}, that {@code
 * x.log.2}, and the oldest goes. Processes that share a folder agree by a lock file in it.
 *
 * @param limit a file of so many bytes is set aside
 * @param kept how many old ones there are at most
 * @param look how often a file is looked at: whether it is large, or was moved away by others
 */
record Rotation(long limit, int kept, Duration look) {
  static final Rotation USUAL = new Rotation(10 << 20, 5, Duration.ofMillis(200));

  private static final String LOCK = ".fsl-log.lock";

  /** Sets the file aside, unless another process has done so meanwhile. */
  void rotate(Path file) throws IOException {
    synchronized (Rotation.class) {
      try (FileChannel lock =
          FileChannel.open(
              file.resolveSibling(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        lock.lock();
        if (Files.size(file) >= limit) {
          shift(file);
        }
      }
    }
  }

  private void shift(Path file) throws IOException {
    for (int i = kept; i > 0; i--) {
      Path older = i == 1 ? file : numbered(file, i - 1);
      if (Files.exists(older)) {
        Files.move(older, numbered(file, i), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static Path numbered(Path file, int number) {
    return file.resolveSibling(file.getFileName() + "." + number);
  }
}
