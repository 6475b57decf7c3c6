package io.fsl.fetch;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fsl.testing.KeptKeys;
import io.fsl.testing.SshKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Private keys of all kinds, as the program that is shipped reads them. */
class KeyFilesIT extends AtOpenSsh {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-t ed25519",
        "-t ecdsa -b 256",
        "-t ecdsa -b 384 -m PEM",
        "-t ecdsa -b 521 -m PKCS8",
        "-t rsa",
        "-t rsa -m PEM",
        "-t rsa -m PKCS8"
      })
  void keysOfSshKeygen(String options) throws IOException {
    assertLogsIn(authorized(options).file());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-t ed25519",
        "-t ecdsa -b 521",
        "-t ecdsa -b 256 -m PEM",
        "-t ecdsa -b 384 -m PKCS8",
        "-t rsa",
        "-t rsa -m PEM",
        "-t rsa -m PKCS8",
        "-t ed25519 -Z aes128-cbc",
        "-t ed25519 -Z aes192-cbc",
        "-t ed25519 -Z aes256-cbc",
        "-t ed25519 -Z aes128-ctr",
        "-t ed25519 -Z aes192-ctr",
        "-t ed25519 -Z aes128-gcm@openssh.com",
        "-t ed25519 -Z aes256-gcm@openssh.com",
        "-t ed25519 -Z 3des-cbc"
      })
  void encryptedKeysOfSshKeygen(String options) throws IOException {
    assertLogsIn(authorized(options + " -N pässwörd").file(), "passphrase: pässwörd");
  }

  private SshKey authorized(String options) throws IOException {
    SshKey key = SshKey.create(temporary.resolve("key"), options.split(" ", -1));
    Files.writeString(home.resolve("authorized_keys"), key.publicLine() + "\n");
    return key;
  }

  private void assertLogsIn(Path key, String... more) throws IOException {
    site.put("a/x", "1");
    String[] lines = Arrays.copyOf(more, more.length + 1);
    lines[more.length] = "ssh_key: " + key;
    site.source("a", lines).fetch(0);
    assertEquals("x=1", site.tree("in/a"));
  }

  @ParameterizedTest
  @CsvSource(textBlock = KeptKeys.WITH_PUBLIC_KEYS)
  void keysOfPuttyAndOpenSsl(String file, String publicFile) throws IOException {
    Files.copy(
        KeptKeys.FOLDER.resolve(publicFile), home.resolve("authorized_keys"), REPLACE_EXISTING);
    assertLogsIn(KeptKeys.FOLDER.resolve(file), "passphrase: " + KeptKeys.PASSPHRASE);
  }
}
