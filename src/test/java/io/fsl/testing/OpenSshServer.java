package io.fsl.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fsl.config.Credentials;
import io.fsl.config.HostKeyCheck;
import io.fsl.config.HostKeyPolicy;
import io.fsl.config.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A private OpenSSH server on the loopback interface, with a host key and a user key of its own,
 * for the user who runs the tests. Its files live in one folder; {@link #close} ends it and the
 * sessions it started.
 */
public final class OpenSshServer implements AutoCloseable {
  private static final Path SSHD = Path.of("/usr/sbin/sshd");
  private static final String HOST = "127.0.0.1";
  private static final int ATTEMPTS = 5;

  private final Path folder;
  private final int port;
  private final Process process;

  private OpenSshServer(Path folder, int port, Process process) {
    this.folder = folder;
    this.port = port;
    this.process = process;
  }

  /**
   * Starts a server. It offers SFTP unless an option names another subsystem.
   *
   * @param folder for its files; keys named {@code host_key} and {@code user_key} are made when
   *     they are not there
   * @param options lines of sshd_config, which go before the fixture's own and so win over them
   */
  public static OpenSshServer start(Path folder, String... options) throws IOException {
    assumeTrue(
        Files.isExecutable(SSHD),
        SSHD + " is missing: run toolchain/need.sh sshd:openssh-server ssh-keygen:openssh-client");
    keys(folder);
    for (int attempt = 1; ; attempt++) {
      int port = freePort();
      Process process = launch(folder, port, options);
      Await.until(
          "sshd listens or ends",
          () -> !process.isAlive() || log(folder).contains("Server listening on " + HOST));
      if (process.isAlive()) {
        return new OpenSshServer(folder, port, process);
      }
      if (attempt == ATTEMPTS || !log(folder).contains("Address already in use")) {
        throw new AssertionError("sshd does not start: " + log(folder));
      }
    }
  }

  private static void keys(Path folder) throws IOException {
    if (!Files.exists(folder.resolve("host_key"))) {
      SshKey.create(folder.resolve("host_key"), "-t", "ed25519");
    }
    if (!Files.exists(folder.resolve("user_key"))) {
      SshKey.create(folder.resolve("user_key"), "-t", "ed25519");
    }
    Path authorized = folder.resolve("authorized_keys");
    if (!Files.exists(authorized)) {
      Files.copy(folder.resolve("user_key.pub"), authorized);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Process launch(Path folder, int port, String... options) throws IOException {
    List<String> lines = new ArrayList<>(List.of(options));
    lines.addAll(
        List.of(
            "ListenAddress " + HOST + ":" + port,
            "AuthorizedKeysFile " + folder.resolve("authorized_keys"),
            "PidFile none",
            "StrictModes no",
            "UsePAM no",
            "LogLevel VERBOSE"));
    addUnlessNamed(lines, "HostKey", "HostKey " + folder.resolve("host_key"));
    addUnlessNamed(lines, "Subsystem", "Subsystem sftp internal-sftp");
    Path config = Files.write(folder.resolve("sshd_config"), lines);
    if (isRoot()) {
      Files.createDirectories(Path.of("/run/sshd")); // where it separates its privileges
    }
    Path log = folder.resolve("sshd.log");
    Files.deleteIfExists(log);
    return new ProcessBuilder(SSHD.toString(), "-D", "-e", "-f", config.toString())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private static void addUnlessNamed(List<String> lines, String keyword, String line) {
    if (lines.stream().noneMatch(given -> given.startsWith(keyword + " "))) {
      lines.add(line);
    }
  }

  /** Whether the tests run as root, who may make users. */
  public static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private static String log(Path folder) {
    try {
      return Files.readString(folder.resolve("sshd.log"));
    } catch (IOException e) {
      return "";
    }
  }

  /** What sshd logged so far. */
  public String log() {
    return log(folder);
  }

  public int port() {
    return port;
  }

  /** Of sshd itself; its sessions are its descendants. */
  public ProcessHandle process() {
    return process.toHandle();
  }

  public SshKey hostKey() {
    return new SshKey(folder.resolve("host_key"));
  }

  public SshKey userKey() {
    return new SshKey(folder.resolve("user_key"));
  }

  /** How to reach and trust it, and to log in with {@link #userKey()}. */
  public Server server() throws IOException {
    return server(new Credentials(null, List.of(userKey().file()), null));
  }

  /** How to reach and trust it. */
  public Server server(Credentials credentials) throws IOException {
    Path known = folder.resolve("known_hosts");
    Files.writeString(known, "[" + HOST + "]:" + port + " " + hostKey().publicLine() + "\n");
    return server(credentials, new HostKeyPolicy(List.of(known), List.of(), HostKeyCheck.STRICT));
  }

  /** How to reach it. */
  public Server server(Credentials credentials, HostKeyPolicy hostKeys) {
    return new Server(HOST, port, System.getProperty("user.name"), credentials, hostKeys);
  }

  /** Sessions end before sshd, which reaps them: nobody else may do so soon. */
  @Override
  public void close() {
    Await.until(
        "sshd's sessions have ended",
        () -> {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          return process.descendants().findAny().isEmpty();
        });
    process.destroyForcibly();
    Await.until("sshd has ended", () -> !process.isAlive());
  }
}
