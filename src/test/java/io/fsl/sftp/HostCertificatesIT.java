package io.fsl.sftp;

import static io.fsl.sftp.Connections.connect;
import static io.fsl.sftp.Connections.refusal;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.config.Credentials;
import io.fsl.config.HostKeyCheck;
import io.fsl.config.HostKeyPolicy;
import io.fsl.config.Server;
import io.fsl.testing.OpenSshServer;
import io.fsl.testing.SshKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts that prove themselves with a certificate. */
class HostCertificatesIT {
  @TempDir Path folder;
  private SshKey authority;

  @BeforeEach
  void createAuthority() {
    authority = SshKey.create(folder.resolve("authority"), "-t", "ed25519");
  }

  private OpenSshServer start(String type, String... signing) throws IOException {
    SshKey host = SshKey.create(folder.resolve("host_key"), "-t", type);
    host.certify(authority, signing);
    return OpenSshServer.start(folder, "HostCertificate " + host.certificateFile());
  }

  private Server trusting(OpenSshServer sshd, String lines) throws IOException {
    Path known =
        Files.writeString(
            folder.resolve("known"),
            lines
                .replace("%H", "[127.0.0.1]:" + sshd.port())
                .replace("%A", authority.publicLine())
                .replace("%K", sshd.hostKey().publicLine())
                .replace(" / ", "\n"));
    return sshd.server(
        new Credentials(null, List.of(sshd.userKey().file()), null),
        new HostKeyPolicy(List.of(known), List.of(), HostKeyCheck.STRICT));
  }

  private static void assertRefused(Server server, String reason) {
    String message = refusal(server);
    assertTrue(message.contains(reason), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
  void takesACertificateOfAKnownAuthority(String type) throws Exception {
    try (OpenSshServer sshd = start(type, "-h", "-I", "id", "-n", "other,127.0.0.1")) {
      connect(trusting(sshd, "@cert-authority %H %A"));
      connect(trusting(sshd, "@cert-authority * %A"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa-sha2-512", "rsa-sha2-256"})
  void takesASignatureOfAnRsaAuthority(String algorithm) throws Exception {
    authority = SshKey.create(folder.resolve("rsa_authority"), "-t", "rsa");
    try (OpenSshServer sshd =
        start("ed25519", "-t", algorithm, "-h", "-I", "id", "-n", "127.0.0.*")) {
      connect(trusting(sshd, "@cert-authority * %A"));
    }
  }

  @Test
  void takesNoSha1SignatureOfAnAuthority() throws Exception {
    authority = SshKey.create(folder.resolve("rsa_authority"), "-t", "rsa");
    try (OpenSshServer sshd = start("ed25519", "-t", "ssh-rsa", "-h", "-I", "id")) {
      assertRefused(trusting(sshd, "@cert-authority * %A"), "signature is not good");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          -h -n other.example.com                  ; it is for other hosts
          -h -n 127.0.0.1 -V 20200101:20210101     ; it has expired
          -h -n 127.0.0.1 -V 20900101:20910101     ; it is not valid yet
          -h -O critical:odd@example.com=1         ; it has critical options
          """)
  void refusesACertificateThatDoesNotHold(String signing, String reason) throws Exception {
    try (OpenSshServer sshd = start("ed25519", ("-I id " + signing).split(" ", -1))) {
      assertRefused(trusting(sshd, "@cert-authority * %A"), reason);
      connect(trusting(sshd, "@cert-authority * %A / %H %K")); // counts as the key in it
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          %H %A                                    ; changed
          @cert-authority other.example.com %A     ; is not known
          @cert-authority * %K                     ; unknown authority
          @cert-authority * %A / @revoked * %A     ; is revoked
          @cert-authority * %A / @revoked * %K     ; is revoked
          """)
  void refusesACertificateOfNoAuthority(String lines, String reason) throws Exception {
    try (OpenSshServer sshd = start("ed25519", "-h", "-I", "id", "-n", "127.0.0.1")) {
      assertRefused(trusting(sshd, lines), reason);
    }
  }

  @Test
  void verifiesTheCertificateWithAnyKeyExchange() throws Exception {
    SshKey host = SshKey.create(folder.resolve("host_key"), "-t", "ed25519");
    host.certify(authority, "-h", "-I", "id", "-n", "other.example.com");
    try (OpenSshServer sshd =
        OpenSshServer.start(
            folder,
            "HostCertificate " + host.certificateFile(),
            "KexAlgorithms diffie-hellman-group-exchange-sha256")) {
      assertRefused(trusting(sshd, "@cert-authority * %A"), "it is for other hosts");
    }
  }
}
