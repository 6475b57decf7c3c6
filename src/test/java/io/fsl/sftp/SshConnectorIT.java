package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.OpenSshServer;
import java.nio.file.Path;
import java.time.Duration;
import net.schmizz.sshj.SSHClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SshConnectorIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  @Test
  void logsInWithAKey(@TempDir Path folder) throws Exception {
    try (OpenSshServer sshd = OpenSshServer.start(folder)) {
      SSHClient client = new SshConnector(sshd.server(), TIMEOUT).connect();
      assertTrue(client.isAuthenticated());
      SshConnector.drop(client);
    }
  }
}
