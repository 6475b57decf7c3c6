package io.fsl.sftp;

import static io.fsl.sftp.Connections.TIMEOUT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.config.Server;
import io.fsl.testing.OpenSshServer;
import io.fsl.testing.SshKey;
import java.io.IOException;
import java.nio.file.Path;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.channel.direct.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each algorithm that fsl offers, both ways, with an OpenSSH server that has no other. */
class SshAlgorithmsIT {
  /** More than a packet, and no multiple of a block. */
  private static final int BYTES = 100_001;

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("io.fsl.sftp.OfferedAlgorithm#all")
  void echoesWith(OfferedAlgorithm algorithm) throws Exception {
    try (OpenSshServer sshd = algorithm.start(folder)) {
      assertEchoes(sshd.server());
    }
  }

  @Test
  void aesGcmComesFirst() throws Exception {
    try (OpenSshServer sshd = OpenSshServer.start(folder, "LogLevel DEBUG")) {
      assertEchoes(sshd.server());
      assertTrue(
          sshd.log().contains("kex: client->server cipher: aes128-gcm@openssh.com"), sshd.log());
      assertTrue(sshd.log().contains("kex: algorithm: curve25519-sha256"), sshd.log());
    }
  }

  @Test
  void nothingOldIsOffered() throws Exception {
    try (OpenSshServer sshd =
        OpenSshServer.start(
            folder,
            "HostKeyAlgorithms ssh-rsa",
            "HostKey " + SshKey.create(folder.resolve("host_key"), "-t", "rsa").file())) {
      String fault = Connections.fault(sshd.server(), TIMEOUT);
      assertTrue(
          fault.endsWith("no algorithm in common: for HostKeyAlgorithms it has ssh-rsa"), fault);
    }
  }

  /** Rekeying by the server in the middle of a transfer changes nothing. */
  @Test
  void survivesRekeying() throws Exception {
    try (OpenSshServer sshd = OpenSshServer.start(folder, "RekeyLimit 16K")) {
      assertEchoes(sshd.server());
    }
  }

  private static void assertEchoes(Server server) throws IOException {
    SSHClient client = new SshConnector(server, TIMEOUT).connect();
    try (Session session = client.startSession()) {
      Session.Command command = session.exec("head -c " + BYTES + " /dev/zero; cat");
      command.getOutputStream().write(new byte[BYTES]);
      command.getOutputStream().close();
      byte[] echo = command.getInputStream().readAllBytes();
      assertArrayEquals(new byte[2 * BYTES], echo);
    } finally {
      SshConnector.drop(client);
    }
  }
}
