package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hierynomus.sshj.key.KeyAlgorithm;
import com.hierynomus.sshj.userauth.certificate.Certificate;
import io.fsl.config.Secret;
import io.fsl.testing.Bytes;
import io.fsl.testing.KeptKeys;
import io.fsl.testing.SshKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import net.schmizz.sshj.signature.Signature;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Private keys of all kinds, with ssh-keygen as the oracle. */
class KeyFileTest {
  private static final String PASSPHRASE = "päss phrase";

  @TempDir Path folder;

  private static List<Identity> read(Path file, @Nullable String passphrase) throws IOException {
    return new KeyFile(file, passphrase == null ? null : new Secret(passphrase)).identities();
  }

  private static void assertSays(Path file, @Nullable String passphrase, String words) {
    IOException fault = assertThrows(IOException.class, () -> read(file, passphrase));
    assertTrue(String.valueOf(fault.getMessage()).contains(words), fault::getMessage);
  }

  private static void assertIs(String publicLine, Identity identity) throws Exception {
    HostKey key = HostKey.of(identity.keys().getPublic());
    assertEquals(publicLine, key.type() + " " + key.base64());
    assertBelong(key.type(), identity.keys());
  }

  /** What the one signs, the other verifies. */
  private static void assertBelong(String type, KeyPair keys) throws Exception {
    KeyAlgorithm algorithm =
        SshAlgorithms.keys().stream()
            .filter(each -> HostKey.type(each.getName()).equals(type))
            .filter(each -> !each.getName().contains("-cert-"))
            .findFirst()
            .orElseThrow()
            .create();
    Signature signing = algorithm.newSignature();
    signing.initSign(keys.getPrivate());
    signing.update(Bytes.some(100));
    byte[] signature =
        new net.schmizz.sshj.common.Buffer.PlainBuffer()
            .putSignature(signing.getSignatureName(), signing.encode(signing.sign()))
            .readStringAsBytes();
    Signature verifying = algorithm.newSignature();
    verifying.initVerify(keys.getPublic());
    verifying.update(Bytes.some(100));
    assertTrue(verifying.verify(signature));
  }

  @ParameterizedTest
  @CsvSource({
    "ed25519, 256, RFC4716",
    "ecdsa, 256, RFC4716",
    "ecdsa, 384, PEM",
    "ecdsa, 521, PKCS8",
    "rsa, 2048, RFC4716",
    "rsa, 2048, PEM",
    "rsa, 2048, PKCS8"
  })
  void keysOfAllKindsAreRead(String type, String bits, String format) throws Exception {
    SshKey key = SshKey.create(folder.resolve("key"), "-t", type, "-b", bits, "-m", format);
    for (String passphrase : new String[] {null, "unneeded"}) {
      List<Identity> identities = read(key.file(), passphrase);
      assertEquals(1, identities.size());
      assertEquals(key.file(), identities.getFirst().file());
      assertIs(key.publicLine(), identities.getFirst());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ed25519, 256, RFC4716",
    "ecdsa, 256, PEM",
    "ecdsa, 384, PKCS8",
    "rsa, 2048, PEM",
    "rsa, 2048, PKCS8"
  })
  void encryptedKeysNeedTheirPassphrase(String type, String bits, String format) throws Exception {
    SshKey key =
        SshKey.create(
            folder.resolve("key"), "-t", type, "-b", bits, "-m", format, "-N", PASSPHRASE);
    assertIs(key.publicLine(), read(key.file(), PASSPHRASE).getFirst());
    assertSays(key.file(), null, key.file() + " is encrypted, and there is no passphrase");
    assertFails(key.file(), "wrong!", " is encrypted, and the passphrase is wrong");
  }

  /** One in 256 is such that the end of what it makes of the key looks well. */
  @Test
  void anyOtherPassphraseIsWrong() {
    SshKey key = SshKey.create(folder.resolve("key"), "-t", "rsa", "-m", "PEM", "-N", PASSPHRASE);
    for (int i = 0; i < 1500; i++) {
      assertFails(key.file(), "wrong" + i, " is encrypted, and the passphrase is wrong");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "putty-v3-ed25519-encrypted.ppk, Argon2id, Argon3, Key-Derivation [Argon3] not supported",
    "putty-v3-ed25519-encrypted.ppk, aes256, aes512, Unsupported encryption: aes512-cbc",
    "pkcs8-ed25519-pbes1.pem, x, x, its encryption is not supported; ssh-keygen -p changes it",
    "pkcs8-ed25519-scrypt.pem, x, x, its encryption is not supported; ssh-keygen -p changes it",
  })
  void anEncryptionThatIsNotKnownIsToldAsThat(String name, String old, String by, String words)
      throws IOException {
    String text = Files.readString(KeptKeys.FOLDER.resolve(name));
    Path file = Files.writeString(folder.resolve("key"), text.replace(old, by));
    assertFails(file, KeptKeys.PASSPHRASE, " cannot be understood: " + words);
  }

  private static void assertFails(Path file, String passphrase, String words) {
    IOException fault = assertThrows(IOException.class, () -> read(file, passphrase));
    assertEquals("key " + file + words, fault.getMessage());
  }

  @ParameterizedTest
  @CsvSource(textBlock = KeptKeys.WITH_PUBLIC_KEYS)
  void keysOfPuttyAndOpenSslAreRead(String name, String publicName) throws Exception {
    Path file = KeptKeys.FOLDER.resolve(name);
    String[] line = Files.readString(file.resolveSibling(publicName)).strip().split(" ", -1);
    assertIs(line[0] + " " + line[1], read(file, KeptKeys.PASSPHRASE).getFirst());
    if (name.contains("encrypted")) {
      assertSays(file, null, "is encrypted, and there is no passphrase");
      assertFails(file, "wrong", " is encrypted, and the passphrase is wrong");
    }
  }

  @Test
  void aCertificateBesideTheKeyComesFirst() throws Exception {
    SshKey authority = SshKey.create(folder.resolve("authority"), "-t", "ed25519");
    SshKey key = SshKey.create(folder.resolve("key"), "-t", "ed25519");
    key.certify(authority, "-I", "id", "-n", "me");
    List<Identity> identities = read(key.file(), null);
    assertEquals(2, identities.size());
    Identity certified = identities.getFirst();
    assertEquals(key.certificateFile(), certified.file());
    Certificate<?> certificate = assertInstanceOf(Certificate.class, certified.keys().getPublic());
    assertEquals(List.of("me"), certificate.getValidPrincipals());
    assertIs(key.publicLine(), identities.getLast());
    assertEquals(identities.getLast().keys().getPrivate(), certified.keys().getPrivate());
    Files.writeString(key.certificateFile(), "no certificate");
    assertSays(key.file(), null, key.certificateFile() + " cannot be understood");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          not a key                                                   ; is no private key
          ''                                                          ; is empty
          -----BEGIN OPENSSH PRIVATE KEY-----                         ; cannot be understood
          ssh-ed25519 AAAA                                            ; is no private key
          """)
  void whatIsNoKeyIsSaidToBeNone(String content, String reason) throws Exception {
    Path file = Files.writeString(folder.resolve("bad"), content);
    assertSays(file, null, "key " + file + " " + reason);
  }

  @Test
  void whatCannotBeReadIsNamed() {
    Path missing = folder.resolve("missing");
    assertSays(missing, null, "key " + missing + ": No such file or directory");
    assertSays(folder, null, "key " + folder + ": Is a directory");
  }
}
