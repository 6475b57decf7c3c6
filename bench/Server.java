package bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An OpenSSH server at one end of a link, and how to reach it. It has keys of its own, lets in the
 * user who runs the benchmark, and offers one cipher, so that all programs use the same.
 */
record Server(Link link, int port, Path folder, Runnable end) implements AutoCloseable {
  private static final String CIPHER = "aes128-gcm@openssh.com";

  /** How OpenSSH's programs call it, by {@link #clientConfig()}. */
  static final String ALIAS = "bench";

  static Server start(Site site, Link link) throws IOException {
    Path folder = site.server();
    makeKeys(site, folder);
    int port = freePort();
    Files.write(folder.resolve("sshd_config"), serverConfig(folder, link.address(), port));
    String key = Files.readString(folder.resolve("host_key.pub"));
    Files.writeString(
        folder.resolve("known_hosts"), "[%s]:%d %s".formatted(link.address(), port, key));
    Files.write(folder.resolve("ssh_config"), clientConfig(folder, link.address(), port));
    Process process = launch(site, link);
    return new Server(link, port, folder, () -> site.end(process));
  }

  private static void makeKeys(Site site, Path folder) throws IOException {
    for (String name : List.of("host_key", "user_key")) {
      if (Files.notExists(folder.resolve(name))) {
        site.command(
            "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder.resolve(name).toString());
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Process launch(Site site, Link link) throws IOException {
    Path folder = site.server();
    if (user().equals("root")) {
      Files.createDirectories(Path.of("/run/sshd")); // where a root's sshd separates its privileges
    }
    List<String> command = new ArrayList<>(link.server());
    command.addAll(List.of("/usr/sbin/sshd", "-D", "-e", "-f", folder + "/sshd_config"));
    Path log = folder.resolve("sshd.log");
    Process process = site.start(command, log);
    Await.line(process, log, "Server listening on " + link.address());
    return process;
  }

  private static List<String> serverConfig(Path folder, String address, int port) {
    return List.of(
        "ListenAddress " + address,
        "Port " + port,
        "HostKey " + folder.resolve("host_key"),
        "AuthorizedKeysFile " + folder.resolve("user_key.pub"),
        "PidFile none",
        "StrictModes no",
        "UsePAM no",
        "PasswordAuthentication no",
        "KbdInteractiveAuthentication no",
        "Ciphers " + CIPHER,
        "MaxStartups 1000",
        "Subsystem sftp internal-sftp");
  }

  private static List<String> clientConfig(Path folder, String address, int port) {
    return List.of(
        "Host " + ALIAS,
        "HostName " + address,
        "Port " + port,
        "User " + user(),
        "IdentityFile " + folder.resolve("user_key"),
        "IdentitiesOnly yes",
        "UserKnownHostsFile " + folder.resolve("known_hosts"),
        "BatchMode yes",
        "Ciphers " + CIPHER);
  }

  /** For OpenSSH's programs and those that call them. */
  Path clientConfig() {
    return folder.resolve("ssh_config");
  }

  Path key() {
    return folder.resolve("user_key");
  }

  Path knownHosts() {
    return folder.resolve("known_hosts");
  }

  static String user() {
    return System.getProperty("user.name");
  }

  @Override
  public void close() {
    end.run();
  }
}
