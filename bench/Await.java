package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Waits until a process says that it is ready. */
final class Await {
  private static final int PAUSE_MILLIS = 20;

  private Await() {}

  /**
   * Waits for a line of its output.
   *
   * @return the line
   */
  static String line(Process process, Path output, String part) throws IOException {
    while (true) {
      boolean alive = process.isAlive();
      String text = Files.readString(output);
      Optional<String> line = text.lines().filter(l -> l.contains(part)).findFirst();
      if (line.isPresent() && text.endsWith("\n")) {
        return line.get();
      }
      if (!alive) {
        throw new Failure(process.info() + " ended: " + text);
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      throw new Failure("interrupted");
    }
  }
}
