package io.fsl.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.Cli;
import io.fsl.testing.Commands;
import io.fsl.testing.SshKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which servers the program trusts, by what its known_hosts files say. */
class TrustIT extends AtOpenSsh {
  private SshKey stranger;

  @BeforeEach
  void stranger() throws IOException {
    site.put("a/x", "1");
    stranger = SshKey.create(site.path("stranger"), "-t", "ed25519");
  }

  /** %H: the server as known_hosts calls it; %P: its port; %K: its key; %X: another. */
  private Path known(String name, String lines) throws IOException {
    String text =
        lines
            .replace("%H", host())
            .replace("%P", Integer.toString(sshd.port()))
            .replace("%K", sshd.hostKey().publicLine())
            .replace("%X", stranger.publicLine())
            .replace(" / ", "\n");
    return site.write(name, text + "\n");
  }

  private static String host() {
    return "[127.0.0.1]:" + sshd.port();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%H %K",
        "127.0.0.1 %K",
        "* %K",
        "[127.0.0.*]:%P %K",
        "!other,* %K",
        "@revoked %H %X / %H %K"
      })
  void aKnownKeyIsTaken(String lines) throws IOException {
    site.source("a", "known_hosts: " + known("known", lines)).fetch(0);
    assertEquals("x=1", site.tree("in/a"));
  }

  @Test
  void aHashedNameIsKnown() throws IOException {
    Path known = known("known", "%H %K");
    Commands.run("ssh-keygen", "-q", "-H", "-f", known.toString());
    assertTrue(Files.readString(known).startsWith("|1|"));
    site.source("a", "known_hosts: " + known).fetch(0);
    assertEquals("x=1", site.tree("in/a"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          other.example.com %K                     ; is not known
          127.0.0.1 %X                             ; is not known
          *,!%H %K                                 ; is not known
          @cert-authority * %K                     ; is not known
          %H %X                                    ; changed
          %H %K / @revoked * %K                    ; is revoked
          """)
  void anyOtherIsRefusedAndTheFingerprintTold(String lines, String reason) throws IOException {
    assertRefused(site.source("a", "known_hosts: " + known("known", lines)).fetch(77), reason);
  }

  @Test
  void aRevocationInAnotherFileWins() throws IOException {
    String files = "[" + known("one", "%H %K") + ", " + known("two", "@revoked * %K") + "]";
    assertRefused(site.source("a", "known_hosts: " + files).fetch(77), "is revoked");
  }

  private void assertRefused(Cli.Result result, String reason) throws IOException {
    assertTrue(result.err().contains(reason), result.err());
    assertTrue(result.err().contains(sshd.hostKey().fingerprint()), result.err());
    assertEquals("", site.names("in/a"));
  }

  @Test
  void aNewServerIsRememberedAndThenHeldToIt() throws IOException {
    Path known = site.path("sub/known");
    site.source("a", "known_hosts: " + known, "host_key_check: accept-new").fetch(0);
    assertEquals(host() + " " + sshd.hostKey().publicLine() + "\n", Files.readString(known));
    known("sub/known", "%H %X");
    site.put("a/y", "2");
    assertTrue(site.fetch(77).err().contains("changed"));
    assertEquals("x=1", site.tree("in/a"));
  }

  @Test
  void aPinnedFingerprintIsAllThatCounts() throws IOException {
    Path known = known("known", "%H %X");
    String[] lines = {"known_hosts: " + known, "host_key: " + sshd.hostKey().fingerprint()};
    site.source("a", lines).fetch(0);
    assertEquals("x=1", site.tree("in/a"));
    lines[1] = "host_key: " + stranger.fingerprint();
    site.source("a", lines).put("a/y", "2");
    assertTrue(site.fetch(77).err().contains(sshd.hostKey().fingerprint()));
    assertEquals("x=1", site.tree("in/a"));
  }
}
