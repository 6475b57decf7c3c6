package io.fsl.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fsl.sftp.OfferedAlgorithm;
import io.fsl.testing.Bytes;
import io.fsl.testing.OpenSshServer;
import io.fsl.testing.SshKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each algorithm that fsl offers, with the program as it is shipped and an OpenSSH server that has
 * no other of its kind.
 */
class AlgorithmsIT {
  /** More than a packet, and no multiple of a block. */
  private static final int BYTES = 100_001;

  @TempDir Path temporary;
  private Path home;

  @BeforeEach
  void makeHome() throws IOException {
    home = Files.createDirectory(temporary.toRealPath().resolve("sshd"));
  }

  @ParameterizedTest
  @MethodSource("io.fsl.sftp.OfferedAlgorithm#all")
  void fetchesWith(OfferedAlgorithm algorithm) throws IOException {
    try (OpenSshServer sshd = algorithm.start(home)) {
      assertFetches(sshd, "known_hosts: " + algorithm.knownHosts(home, sshd));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ecdsa", "rsa"})
  void trustsAHostCertificateOfAnAuthorityWithAKeyOf(String type) throws IOException {
    SshKey authority = SshKey.create(home.resolve("authority"), "-t", type);
    SshKey host = SshKey.create(home.resolve("host_key"), "-t", "ed25519");
    host.certify(authority, "-h", "-I", "id", "-n", "127.0.0.1");
    String trust = "@cert-authority * " + authority.publicLine() + "\n";
    Path known = Files.writeString(home.resolve("trusted"), trust);
    try (OpenSshServer sshd =
        OpenSshServer.start(home, "HostCertificate " + host.certificateFile())) {
      assertFetches(sshd, "known_hosts: " + known);
    }
  }

  @Test
  void survivesNewKeysInTheMiddleOfAFile() throws IOException {
    try (OpenSshServer sshd = OpenSshServer.start(home, "RekeyLimit 16K")) {
      assertFetches(sshd);
    }
  }

  private void assertFetches(OpenSshServer sshd, String... lines) throws IOException {
    FetchSite site = new FetchSite(temporary, sshd);
    Path file = Files.write(site.put("a/x", ""), Bytes.some(BYTES));
    site.source("a", lines).fetch(0);
    assertEquals(-1, Files.mismatch(file, site.path("in/a/x")));
  }
}
