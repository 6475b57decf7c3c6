package io.fsl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fsl.testing.Commands;
import io.fsl.testing.OpenSshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The binary in a root folder with nothing else in it, as in a container made from scratch: no
 * shell, no libraries, no users, everything but one volume read-only, an unprivileged user.
 */
class EmptyRootIT {
  private static final String NOBODY = "65534";

  /** Arguments: the root, the volume, then the command; ends with the mount namespace. */
  private static final String INSIDE =
      """
      set -e
      root=$1 volume=$2
      shift 2
      mount --bind "$root" "$root"
      mount --bind "$volume" "$root/data"
      for device in null random urandom; do mount --bind /dev/$device "$root/dev/$device"; done
      mount -o remount,bind,ro "$root"
      exec chroot --userspec=65534:65534 "$root" "$@"
      """;

  @TempDir private Path folder;
  private Path root;
  private Path volume;

  @BeforeEach
  void makeRoot() throws IOException {
    String binary =
        System.getProperty("FSL_BINARY", System.getenv().getOrDefault("FSL_BINARY", ""));
    assumeTrue(!binary.isEmpty(), "FSL_BINARY names no binary");
    assumeTrue(
        OpenSshServer.isRoot() && Commands.result("", "unshare", "--mount", "true").status() == 0,
        "only root may mount");
    root = folder.resolve("root");
    volume = folder.resolve("volume");
    Files.createDirectories(volume);
    Files.setPosixFilePermissions(volume, PosixFilePermissions.fromString("rwxrwxrwx"));
    for (String each : new String[] {"data", "dev", "etc/fsl", "keys"}) {
      Files.createDirectories(root.resolve(each));
    }
    for (String each : new String[] {"null", "random", "urandom"}) {
      Files.createFile(root.resolve("dev").resolve(each));
    }
    Files.copy(Path.of(binary), root.resolve("fsl"));
    root.resolve("fsl").toFile().setExecutable(true, false);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void fetchesFromAServerByName() throws IOException {
    Path outgoing = Files.createDirectory(folder.resolve("outgoing"));
    Files.writeString(outgoing.resolve("grüße.txt"), "Grüße");
    Path server = Files.createDirectory(folder.resolve("server"));
    try (OpenSshServer sshd = OpenSshServer.start(server)) {
      Files.writeString(root.resolve("etc/hosts"), "127.0.0.1 feeds.example\n");
      Files.writeString(
          root.resolve("keys/known_hosts"),
          "[feeds.example]:" + sshd.port() + " " + sshd.hostKey().publicLine() + "\n");
      Files.copy(sshd.userKey().file(), root.resolve("keys/key"));
      Commands.run("chown", "-R", NOBODY, root.resolve("keys").toString());
      Files.writeString(root.resolve("etc/fsl/fetcher.yml"), config(sshd.port(), outgoing));

      Commands.Result result =
          inside("/fsl", "fetch", "-c", "/etc/fsl/fetcher.yml", "--loops", "1", "-v");

      assertEquals(0, result.status(), result.output());
      assertEquals("Grüße", Files.readString(volume.resolve("incoming/grüße.txt")));
    }
  }

  @Test
  void tellsItsVersion() {
    Commands.Result result = inside("/fsl", "--version");
    assertEquals(0, result.status(), result.output());
  }

  private static String config(int port, Path outgoing) {
    return """
    sftp_sources:
        feeds:
            host: feeds.example
            port: %d
            username: %s
            ssh_key: /keys/key
            known_hosts: /keys/known_hosts
            source: %s
            files: '*'
            local_incoming: /data/incoming
    state_dir: /data/state
    """
        .formatted(port, System.getProperty("user.name"), outgoing);
  }

  private Commands.Result inside(String... command) {
    String[] all = new String[command.length + 8];
    String[] start = {
      "unshare", "--mount", "sh", "-c", INSIDE, "sh", root.toString(), volume.toString()
    };
    System.arraycopy(start, 0, all, 0, start.length);
    System.arraycopy(command, 0, all, start.length, command.length);
    return Commands.result("", all);
  }
}
