package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.config.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import net.schmizz.sshj.SSHClient;
import org.junit.jupiter.api.function.Executable;

/** Connects and says how that went. */
final class Connections {
  static final Duration TIMEOUT = Duration.ofSeconds(20);

  private Connections() {}

  /** Connects, which must succeed, and hangs up. */
  static void connect(Server server) throws IOException {
    connect(new SshConnector(server, TIMEOUT));
  }

  /** The same with another home folder. */
  static void connect(Server server, Path home) throws IOException {
    connect(new SshConnector(server, TIMEOUT, home));
  }

  private static void connect(SshConnector connector) throws IOException {
    SSHClient client = connector.connect();
    try {
      assertTrue(client.isAuthenticated());
    } finally {
      SshConnector.drop(client);
    }
  }

  /** The message with which access is denied. */
  static String refusal(Server server) {
    return refusal(() -> connect(server));
  }

  /** The same with another home folder. */
  static String refusal(Server server, Path home) {
    return refusal(() -> connect(server, home));
  }

  private static String refusal(Executable connecting) {
    Exception denied = assertThrows(AuthenticationException.class, connecting);
    return Objects.requireNonNull(denied.getMessage());
  }

  /** The message with which the server is not reached. */
  static String fault(Server server, Duration timeout) {
    SshConnector connector = new SshConnector(server, timeout);
    return Objects.requireNonNull(
        assertThrows(UnreachableException.class, connector::connect).getMessage());
  }
}
