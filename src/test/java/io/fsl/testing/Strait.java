package io.fsl.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file system of its own that lacks something, until it is {@link #heal}ed. Only root has one.
 */
public record Strait(Path folder) implements AutoCloseable {
  /** What is lacking. */
  public enum Lack {
    BYTES("size=256k", "No space left"),
    INODES("nr_inodes=9", "No space left"),
    PERMISSION("ro", "ead-only file system");

    private final String option;
    private final String message;

    Lack(String option, String message) {
      this.option = option;
      this.message = message;
    }

    /** Part of what the user is told. */
    public String message() {
      return message;
    }
  }

  /** Mounts one; the test is skipped where that is not possible. */
  public static Strait mount(Path folder, Lack lack) throws IOException {
    Files.createDirectories(folder);
    assumeTrue(OpenSshServer.isRoot(), "only root can mount a small file system");
    Commands.Result mounted =
        Commands.result("", "mount", "-t", "tmpfs", "-o", lack.option, "tmpfs", folder.toString());
    assumeTrue(mounted.status() == 0, () -> "nothing can be mounted here: " + mounted.output());
    return new Strait(folder);
  }

  /** Lets it have everything. */
  public void heal() {
    remount("rw,size=100m,nr_inodes=100000");
  }

  /** Takes all bytes away again. */
  public void fill() throws IOException {
    long used = Long.parseLong(Tool.words("du", "-sk", folder.toString()).getFirst());
    remount("rw,size=" + used + "k");
  }

  private void remount(String options) {
    Commands.run("mount", "-o", "remount," + options, folder.toString());
  }

  @Override
  public void close() {
    Commands.result("", "umount", "-l", folder.toString());
  }
}
