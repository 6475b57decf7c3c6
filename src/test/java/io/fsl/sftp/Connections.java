package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.config.Server;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import net.schmizz.sshj.SSHClient;

/** Connects and says how that went. */
final class Connections {
  static final Duration TIMEOUT = Duration.ofSeconds(20);

  private Connections() {}

  /** Connects, which must succeed, and hangs up. */
  static void connect(Server server) throws IOException {
    SSHClient client = new SshConnector(server, TIMEOUT).connect();
    try {
      assertTrue(client.isAuthenticated());
    } finally {
      SshConnector.drop(client);
    }
  }

  /** The message with which access is denied. */
  static String refusal(Server server) {
    Exception denied = assertThrows(AccessDeniedException.class, () -> connect(server));
    return Objects.requireNonNull(denied.getMessage());
  }

  /** The message with which the server is not reached. */
  static String fault(Server server, Duration timeout) {
    SshConnector connector = new SshConnector(server, timeout);
    return Objects.requireNonNull(
        assertThrows(UnreachableException.class, connector::connect).getMessage());
  }
}
