package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.fsl.config.Secret;
import io.fsl.testing.SshKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is in a key file: it is a key, or an error that names the file. */
class KeyFileFuzz {
  private static final String PASSPHRASE = "pass phrase";

  @TempDir static Path folder;

  @MethodSource("keys")
  @FuzzTest
  void theFileIsAKeyOrAnError(byte[] content) throws IOException {
    Path file = Files.write(folder.resolve("key"), content);
    for (Secret passphrase : new Secret[] {null, new Secret(PASSPHRASE)}) {
      try {
        new KeyFile(file, passphrase).identities();
      } catch (IOException e) {
        assertTrue(e.getMessage().contains(file.toString()), e::getMessage);
        assertTrue(!e.getMessage().contains(PASSPHRASE), e::getMessage);
      }
    }
  }

  static Stream<byte[]> keys() throws IOException {
    return Stream.concat(
        List.of(
            made("ed25519", "RFC4716", ""),
            made("ed25519", "RFC4716", PASSPHRASE),
            made("rsa", "PEM", ""),
            made("rsa", "PEM", PASSPHRASE),
            made("ecdsa", "PKCS8", ""))
            .stream(),
        stored());
  }

  private static byte[] made(String type, String format, String passphrase) throws IOException {
    Path file = folder.resolve(String.join("-", type, format, passphrase));
    return Files.readAllBytes(
        SshKey.create(file, "-t", type, "-m", format, "-N", passphrase).file());
  }

  private static Stream<byte[]> stored() throws IOException {
    return Files.list(Path.of(System.getProperty("basedir", "."), "src/test/resources/keys"))
        .filter(file -> !file.toString().endsWith(".pub"))
        .map(file -> {
          try {
            return Files.readAllBytes(file);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
