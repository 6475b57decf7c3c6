package io.fsl.sftp;

import static io.fsl.sftp.Connections.connect;
import static io.fsl.sftp.Connections.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.config.Credentials;
import io.fsl.config.HostKeyCheck;
import io.fsl.config.HostKeyPolicy;
import io.fsl.config.Server;
import io.fsl.testing.Commands;
import io.fsl.testing.OpenSshServer;
import io.fsl.testing.SshKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A real server with an ed25519, an ECDSA and an RSA key, against known_hosts of all kinds. */
class HostKeysIT {
  @TempDir static Path shared;
  private static OpenSshServer sshd;
  private static SshKey ecdsa;
  private static SshKey rsa;
  private static SshKey stranger;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws Exception {
    ecdsa = SshKey.create(shared.resolve("ecdsa"), "-t", "ecdsa");
    rsa = SshKey.create(shared.resolve("rsa"), "-t", "rsa");
    stranger = SshKey.create(shared.resolve("stranger"), "-t", "ed25519");
    sshd =
        OpenSshServer.start(
            shared,
            "HostKey " + shared.resolve("host_key"),
            "HostKey " + ecdsa.file(),
            "HostKey " + rsa.file());
  }

  @AfterAll
  static void stop() {
    if (sshd != null) {
      sshd.close();
    }
  }

  /** %H: the host as known_hosts wants it; %P: its port; the keys: %E ed25519, %C ECDSA, %R RSA. */
  private static String expand(String text) {
    return text.replace("%H", host())
        .replace("%P", Integer.toString(sshd.port()))
        .replace("%E", sshd.hostKey().publicLine())
        .replace("%C", ecdsa.publicLine())
        .replace("%R", rsa.publicLine())
        .replace("%X", stranger.publicLine())
        .replace(" / ", "\n");
  }

  private static String host() {
    return "[127.0.0.1]:" + sshd.port();
  }

  private Path file(String name, String lines) throws IOException {
    return Files.writeString(folder.resolve(name), expand(lines) + "\n");
  }

  private static Server trusting(HostKeyCheck check, Path... files) {
    return trusting(new HostKeyPolicy(List.of(files), List.of(), check));
  }

  private static Server trusting(HostKeyPolicy policy) {
    return sshd.server(new Credentials(null, List.of(sshd.userKey().file()), null), policy);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%H %E",
        "%H %C",
        "%H %R",
        "%H %X / %H %E",
        "127.0.0.1 %E", // as with OpenSSH's client
        "127.0.0.1 %X / %H %E",
        "other.example.com %X / [127.0.0.*]:%P %E",
        "* %E",
        "!other.example.com,* %E",
        "@revoked %H %X / %H %E",
        "@revoked other.example.com %E / %H %E",
        "@cert-authority %H %X / %H %E",
        "%H broken / # comment / %H %E and a comment",
      })
  void takesAKnownKey(String lines) throws Exception {
    connect(trusting(HostKeyCheck.STRICT, file("known_hosts", lines)));
  }

  @Test
  void takesAHashedName() throws Exception {
    Path known = file("known_hosts", "%H %E");
    Commands.run("ssh-keygen", "-q", "-H", "-f", known.toString());
    connect(trusting(HostKeyCheck.STRICT, known));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          # known_hosts                            ; the refusal says
          other.example.com %E                     ; is not known
          127.0.0.1 %X                             ; is not known
          *,!%H %E                                 ; is not known
          @cert-authority * %E                     ; is not known
          %H %X                                    ; changed
          127.0.0.1 %E / %H %X                     ; changed
          * %X                                     ; changed
          @revoked * %E / %H %E                    ; is revoked
          %H %E / @revoked %H %E                   ; is revoked
          """)
  void refusesAKeyThatIsNot(String lines, String reason) throws Exception {
    String message = refusal(trusting(HostKeyCheck.STRICT, file("known_hosts", lines)));
    assertTrue(message.contains(reason), message);
    assertTrue(message.contains(host()), message);
    assertTrue(message.contains(sshd.hostKey().fingerprint()), message);
    assertTrue(message.contains("ssh-ed25519"), message);
    assertTrue(message.contains("hint: "), message);
  }

  @Test
  void aRevocationInAnotherFileWins() throws Exception {
    Path first = file("first", "%H %E");
    Path second = file("second", "@revoked * %E");
    String message = refusal(trusting(HostKeyCheck.STRICT, first, second));
    assertTrue(message.contains("is revoked: " + second + ":1"), message);
    assertEquals(message, refusal(trusting(HostKeyCheck.STRICT, second, first)));
  }

  @Test
  void takesNoKeyWithoutKnownHosts() {
    String message = refusal(trusting(HostKeyCheck.STRICT, folder.resolve("missing")));
    assertTrue(message.contains("ssh-keyscan -p " + sshd.port() + " 127.0.0.1"), message);
    assertTrue(message.contains("host_key: " + sshd.hostKey().fingerprint()), message);
  }

  @Test
  void takesNoKeyWhenAFileCannotBeRead() throws Exception {
    String message = refusal(trusting(HostKeyCheck.STRICT, file("known_hosts", "%H %E"), folder));
    assertTrue(message.contains("cannot be checked"), message);
  }

  @Test
  void takesAnyKeyWithoutCheck() throws Exception {
    connect(trusting(HostKeyCheck.OFF, file("known_hosts", "%H %X / @revoked * %E")));
  }

  @Nested
  class Pinned {
    private Server pinning(String... fingerprints) throws IOException {
      return trusting(
          new HostKeyPolicy(
              List.of(file("known_hosts", "%H %X")), List.of(fingerprints), HostKeyCheck.STRICT));
    }

    @Test
    void takesThePinnedKeyWhateverItsType() throws Exception {
      for (SshKey key : List.of(sshd.hostKey(), ecdsa, rsa)) {
        connect(pinning(stranger.fingerprint(), key.fingerprint()));
      }
      connect(pinning(rsa.fingerprint() + "="));
    }

    @Test
    void refusesAnyOther() throws Exception {
      String message = refusal(pinning(stranger.fingerprint()));
      assertTrue(message.contains("is not the one of the configuration"), message);
      assertTrue(message.contains(stranger.fingerprint()), message);
    }
  }

  @Nested
  class AcceptNew {
    @Test
    void remembersANewHost() throws Exception {
      Path known = folder.resolve("a/b/known_hosts");
      connect(trusting(HostKeyCheck.ACCEPT_NEW, known));
      assertEquals(expand("%H %E\n"), Files.readString(known));
      assertEquals("rw-------", permissions(known));
      assertEquals("rwx------", permissions(folder.resolve("a/b")));
      connect(trusting(HostKeyCheck.ACCEPT_NEW, known));
      connect(trusting(HostKeyCheck.STRICT, known));
      assertEquals(expand("%H %E\n"), Files.readString(known));
    }

    @Test
    void endsAnUnfinishedLineFirst() throws Exception {
      Path known = Files.writeString(folder.resolve("known_hosts"), "other " + expand("%X"));
      connect(trusting(HostKeyCheck.ACCEPT_NEW, known));
      assertEquals(expand("other %X\n%H %E\n"), Files.readString(known));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%H %X", "@revoked * %E", "%H %X / @revoked * %E"})
    void refusesAChangedOrRevokedKey(String lines) throws Exception {
      Path known = file("known_hosts", lines);
      String before = Files.readString(known);
      refusal(trusting(HostKeyCheck.ACCEPT_NEW, known));
      assertEquals(before, Files.readString(known));
    }

    @Test
    void knowsWhatTheOtherFilesKnow() throws Exception {
      Path first = folder.resolve("first");
      connect(trusting(HostKeyCheck.ACCEPT_NEW, first, file("second", "%H %R")));
      assertTrue(Files.notExists(first));
      refusal(trusting(HostKeyCheck.ACCEPT_NEW, first, file("second", "%H %X")));
      assertTrue(Files.notExists(first));
    }

    @Test
    void refusesWhatItCannotRemember() throws Exception {
      Path notAFolder = Files.writeString(folder.resolve("file"), "");
      String message =
          refusal(trusting(HostKeyCheck.ACCEPT_NEW, notAFolder.resolve("known_hosts")));
      assertTrue(message.contains("cannot be"), message);
    }

    @Test
    void severalAtOnceAddOneLine() throws Exception {
      Path known = folder.resolve("known_hosts");
      Callable<Void> connect =
          () -> {
            connect(trusting(HostKeyCheck.ACCEPT_NEW, known));
            return null;
          };
      try (var threads = Executors.newFixedThreadPool(4)) {
        for (var result : threads.invokeAll(List.of(connect, connect, connect, connect))) {
          result.get();
        }
      }
      assertEquals(expand("%H %E\n"), Files.readString(known));
    }

    private static String permissions(Path file) throws IOException {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
  }
}
