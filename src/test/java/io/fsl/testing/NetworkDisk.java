package io.fsl.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder that an SFTP server on this machine shows, mounted by sshfs: while the server hangs, all
 * that is asked of the file system waits. Only root has one.
 */
public record NetworkDisk(Path folder, OpenSshServer server) implements AutoCloseable {
  /**
   * Mounts one; the test is skipped where that is not possible.
   *
   * @param served the folder on the server
   */
  public static NetworkDisk mount(Path folder, OpenSshServer server, Path served)
      throws IOException {
    assumeTrue(OpenSshServer.isRoot(), "only root can mount a file system");
    assumeTrue(Files.exists(Path.of("/dev/fuse")), "the kernel has no FUSE");
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/sshfs")),
        "sshfs is missing: run toolchain/need.sh sshfs");
    Files.createDirectories(folder);
    Files.createDirectories(served);
    Commands.Result mounted =
        Commands.result(
            "",
            "sshfs",
            "-p",
            String.valueOf(server.port()),
            "-o",
            "IdentityFile=" + server.userKey().file() + ",StrictHostKeyChecking=no",
            "-o",
            "UserKnownHostsFile=/dev/null,dir_cache=no,attr_timeout=0,entry_timeout=0",
            "root@127.0.0.1:" + served,
            folder.toString());
    assumeTrue(mounted.status() == 0, () -> "sshfs cannot mount here: " + mounted.output());
    return new NetworkDisk(folder, server);
  }

  /** From now on nothing is answered. */
  public void hang() {
    signal("STOP");
  }

  /** What was asked meanwhile is answered. */
  public void goOn() {
    signal("CONT");
  }

  private void signal(String name) {
    server
        .process()
        .descendants()
        .forEach(each -> Commands.run("kill", "-" + name, String.valueOf(each.pid())));
  }

  @Override
  public void close() {
    goOn();
    Commands.result("", "umount", "-l", folder.toString());
  }
}
