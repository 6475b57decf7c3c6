package io.fsl.sftp;

import static io.fsl.sftp.Connections.TIMEOUT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.config.Server;
import io.fsl.testing.OpenSshServer;
import io.fsl.testing.SshKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.connection.channel.direct.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each algorithm that fsl offers, with an OpenSSH server that has no other. */
class SshAlgorithmsIT {
  /** More than a packet, and no multiple of a block. */
  private static final int BYTES = 100_001;

  @TempDir Path folder;

  private static Stream<String> names(List<? extends Factory.Named<?>> factories) {
    return factories.stream().map(Factory.Named::getName);
  }

  static Stream<String> keyExchanges() {
    return names(SshAlgorithms.keyExchanges());
  }

  static Stream<String> ciphers() {
    return names(SshAlgorithms.ciphers());
  }

  static Stream<String> macs() {
    return names(SshAlgorithms.macs());
  }

  static Stream<String> keys() {
    return names(SshAlgorithms.keys());
  }

  @ParameterizedTest
  @MethodSource
  void keyExchanges(String name) throws Exception {
    assertEchoes("KexAlgorithms " + name);
  }

  @ParameterizedTest
  @MethodSource
  void ciphers(String name) throws Exception {
    assertEchoes("Ciphers " + name);
  }

  @ParameterizedTest
  @MethodSource
  void macs(String name) throws Exception {
    assertEchoes("MACs " + name, "Ciphers aes128-ctr"); // AES-GCM needs none
  }

  @ParameterizedTest
  @MethodSource("keys")
  void hostKeys(String name) throws Exception {
    SshKey key = key("host_key", name);
    String[] options = {"HostKeyAlgorithms " + name, "HostKey " + key.file()};
    if (name.contains("-cert-")) {
      certify(key, "-h");
      options[1] += "\nHostCertificate " + key.certificateFile();
    }
    assertEchoes(options);
  }

  @ParameterizedTest
  @MethodSource("keys")
  void userKeys(String name) throws Exception {
    SshKey key = key("user_key", name);
    String options = "PubkeyAcceptedAlgorithms " + name;
    if (name.contains("-cert-")) {
      certify(key, "-n", System.getProperty("user.name"));
      options += "\nTrustedUserCAKeys " + folder.resolve("authority.pub");
    }
    assertEchoes(options);
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
    assertEchoes("RekeyLimit 16K");
  }

  private SshKey key(String file, String algorithm) {
    String type = HostKey.type(algorithm).replaceAll("^ecdsa-sha2-nistp.*", "ecdsa");
    String bits = algorithm.replaceAll("^ecdsa-sha2-nistp(\\d+).*", "$1");
    return type.equals("ecdsa")
        ? SshKey.create(folder.resolve(file), "-t", type, "-b", bits)
        : SshKey.create(folder.resolve(file), "-t", type.replace("ssh-", ""));
  }

  private void certify(SshKey key, String... options) {
    SshKey authority = SshKey.create(folder.resolve("authority"), "-t", "ed25519");
    key.certify(
        authority, Stream.concat(Stream.of("-I", "id"), Stream.of(options)).toArray(String[]::new));
  }

  private void assertEchoes(String... options) throws IOException {
    try (OpenSshServer sshd = OpenSshServer.start(folder, options)) {
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
