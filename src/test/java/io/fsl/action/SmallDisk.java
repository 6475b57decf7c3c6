package io.fsl.action;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of its own with little room. Only root can mount one. */
public final class SmallDisk implements AutoCloseable {
  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /** Mounts one on a new folder; the test is passed over where that is not possible. */
  public static SmallDisk mount(Path folder, String size) throws IOException {
    Files.createDirectory(folder);
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", folder.toString()) == 0,
        "needs root");
    return new SmallDisk(folder);
  }

  private static int run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return process.onExit().join().exitValue();
  }

  public Path folder() {
    return folder;
  }

  /** Leaves no room at all. */
  public void fill() throws IOException {
    try (var out = Files.newOutputStream(folder.resolve("filler"))) {
      byte[] block = new byte[4096];
      while (true) {
        out.write(block);
      }
    } catch (IOException _) {
      return;
    }
  }

  /** Gives the room back. */
  public void clear() throws IOException {
    Files.deleteIfExists(folder.resolve("filler"));
  }

  @Override
  public void close() throws IOException {
    run("umount", "-l", folder.toString());
  }
}
