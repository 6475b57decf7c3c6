package io.fsl.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file system with room, of which a quota grants only a little, until it is {@link #lift}ed. It
 * is a btrfs in a file: its quota binds root too. Only root has one.
 */
public record QuotaDisk(Path folder) implements AutoCloseable {
  /** Mounts one; the test is skipped where that is not possible. */
  public static QuotaDisk mount(Path folder, String quota) throws IOException {
    assumeTrue(OpenSshServer.isRoot(), "only root can mount a file system with a quota");
    assumeTrue(
        Files.isExecutable(Path.of("/usr/sbin/mkfs.btrfs"))
            || Files.isExecutable(Path.of("/sbin/mkfs.btrfs")),
        "mkfs.btrfs is missing: run toolchain/need.sh mkfs.btrfs:btrfs-progs");
    Files.createDirectories(folder);
    Path image = folder.resolveSibling(folder.getFileName() + ".img");
    Commands.run("truncate", "-s", "256M", image.toString());
    Commands.run("mkfs.btrfs", "-q", image.toString());
    Commands.Result mounted =
        Commands.result("", "mount", "-o", "loop", image.toString(), folder.toString());
    assumeTrue(mounted.status() == 0, () -> "no btrfs can be mounted here: " + mounted.output());
    QuotaDisk disk = new QuotaDisk(folder);
    try {
      Commands.run("btrfs", "quota", "enable", folder.toString());
      disk.limit(quota);
      return disk;
    } catch (AssertionError e) {
      disk.close();
      throw e;
    }
  }

  /** Lets it have everything. */
  public void lift() {
    limit("none");
  }

  private void limit(String quota) {
    Commands.run("btrfs", "qgroup", "limit", quota, folder.toString());
  }

  @Override
  public void close() {
    Commands.result("", "umount", "-l", folder.toString());
  }
}
