package io.fsl.sftp;

import static io.fsl.sftp.Connections.connect;
import static io.fsl.sftp.Connections.refusal;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.config.Credentials;
import io.fsl.config.Secret;
import io.fsl.config.Server;
import io.fsl.testing.KeptKeys;
import io.fsl.testing.OpenSshServer;
import io.fsl.testing.SshKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins with keys of all kinds at a real sshd. */
class LoginIT {
  private static final String PASSPHRASE = "päss phrase";

  @TempDir static Path shared;
  private static OpenSshServer sshd;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws Exception {
    sshd = OpenSshServer.start(shared, "MaxAuthTries 20");
  }

  @AfterAll
  static void stop() {
    if (sshd != null) {
      sshd.close();
    }
  }

  private static Server with(@Nullable String passphrase, Path... keys) throws IOException {
    Secret secret = passphrase == null ? null : new Secret(passphrase);
    return sshd.server(new Credentials(null, List.of(keys), secret));
  }

  private SshKey authorized(String... options) throws IOException {
    SshKey key = SshKey.create(folder.resolve("key"), options);
    Files.writeString(shared.resolve("authorized_keys"), key.publicLine() + "\n");
    return key;
  }

  @ParameterizedTest
  @CsvSource({
    "ed25519, 256, RFC4716",
    "ecdsa, 256, RFC4716",
    "ecdsa, 384, PEM",
    "ecdsa, 521, PKCS8",
    "rsa, 2048, RFC4716",
    "rsa, 3072, PEM",
    "rsa, 2048, PKCS8"
  })
  void takesKeysOfAllKinds(String type, String bits, String format) throws Exception {
    SshKey key = authorized("-t", type, "-b", bits, "-m", format);
    connect(with(null, key.file()));
    connect(with("unneeded", key.file()));
  }

  @ParameterizedTest
  @CsvSource({
    "ed25519, 256, RFC4716",
    "ecdsa, 256, PEM",
    "ecdsa, 384, PKCS8",
    "rsa, 2048, RFC4716",
    "rsa, 2048, PEM",
    "rsa, 2048, PKCS8"
  })
  void takesEncryptedKeys(String type, String bits, String format) throws Exception {
    SshKey key = authorized("-t", type, "-b", bits, "-m", format, "-N", PASSPHRASE);
    connect(with(PASSPHRASE, key.file()));
    assertSays(with(null, key.file()), key.file() + " is encrypted, and there is no passphrase");
    assertSays(
        with("wrong!", key.file()), key.file() + " is encrypted, and the passphrase is wrong");
  }

  @ParameterizedTest
  @ValueSource(strings = {"aes256-gcm@openssh.com", "aes128-cbc", "aes192-ctr"})
  void takesKeysEncryptedWith(String cipher) throws Exception {
    SshKey key = authorized("-t", "ed25519", "-Z", cipher, "-N", PASSPHRASE);
    connect(with(PASSPHRASE, key.file()));
    assertSays(
        with("wrong!", key.file()), key.file() + " is encrypted, and the passphrase is wrong");
  }

  @ParameterizedTest
  @CsvSource(textBlock = KeptKeys.WITH_PUBLIC_KEYS)
  void takesKeysOfPuttyAndOpenSsl(String file, String publicFile) throws Exception {
    Path key = KeptKeys.FOLDER.resolve(file);
    Files.copy(key.resolveSibling(publicFile), shared.resolve("authorized_keys"), REPLACE_EXISTING);
    connect(with(KeptKeys.PASSPHRASE, key));
    if (file.contains("encrypted")) {
      assertSays(with(null, key), "is encrypted, and there is no passphrase");
      assertSays(with("wrong", key), "is encrypted, and the passphrase is wrong");
    }
  }

  @Test
  void triesKeysInOrder() throws Exception {
    SshKey other = SshKey.create(folder.resolve("other"), "-t", "ed25519");
    SshKey third = SshKey.create(folder.resolve("third"), "-t", "rsa");
    SshKey key = authorized("-t", "ecdsa");
    Path missing = folder.resolve("missing");
    connect(with(null, missing, other.file(), third.file(), key.file()));
    String message = refusal(with(null, missing, other.file(), third.file()));
    assertContains(message, System.getProperty("user.name") + "@127.0.0.1:" + sshd.port());
    assertContains(message, "refused key " + other.file() + ", key " + third.file());
    assertContains(message, "the server accepts publickey");
    assertContains(message, "key " + missing + ": No such file or directory");
    assertContains(message, "hint: ");
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
  void saysWhyAKeyFileIsNone(String content, String reason) throws Exception {
    Path file = Files.writeString(folder.resolve("bad"), content);
    assertSays(with(null, file), "key " + file + " " + reason);
    assertSays(with(null, folder), "key " + folder + ": Is a directory");
  }

  @Test
  void takesACertificateBesideTheKey() throws Exception {
    SshKey authority = SshKey.create(folder.resolve("authority"), "-t", "ed25519");
    SshKey key = SshKey.create(folder.resolve("key"), "-t", "ed25519", "-N", PASSPHRASE);
    String me = System.getProperty("user.name");
    Path own = Files.createDirectory(folder.resolve("own"));
    try (OpenSshServer certified =
        OpenSshServer.start(own, "TrustedUserCAKeys " + authority.publicFile())) {
      Server server =
          certified.server(new Credentials(null, List.of(key.file()), new Secret(PASSPHRASE)));
      refusal(server);
      key.certify(authority, "-I", "id", "-n", me);
      connect(server);
      assertContains(certified.log(), "Accepted certificate");
      key.certify(authority, "-I", "id", "-n", "someone-else");
      refusal(server);
      Files.writeString(own.resolve("authorized_keys"), key.publicLine() + "\n");
      connect(server); // the key alone is tried too
    }
  }

  @Test
  void doesNotLookAtPublicKeyFiles() throws Exception {
    SshKey key = authorized("-t", "ed25519");
    Files.writeString(key.publicFile(), SshKey.create(folder.resolve("x")).publicLine());
    connect(with(null, key.file()));
  }

  @Test
  void usesTheKeysOfTheUserWithoutCredentials() throws Exception {
    assertContains(refusal(with(null), folder), "there is nothing to log in with");
    Files.createDirectory(folder.resolve(".ssh"));
    SshKey.create(folder.resolve(".ssh/id_ed25519"), "-t", "ed25519", "-N", PASSPHRASE);
    assertContains(refusal(with(null), folder), "id_ed25519 is encrypted");
    SshKey key = authorized("-t", "ecdsa");
    Files.move(key.file(), folder.resolve(".ssh/id_ecdsa"));
    connect(with(null), folder);
  }

  @Test
  void tooManyKeysAreARefusal() throws Exception {
    Path own = Files.createDirectory(folder.resolve("own"));
    SshKey[] keys = new SshKey[3];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = SshKey.create(folder.resolve("key" + i), "-t", "ed25519");
    }
    try (OpenSshServer strict = OpenSshServer.start(own, "MaxAuthTries 2")) {
      List<Path> files = List.of(keys[0].file(), keys[1].file(), keys[2].file());
      String message = refusal(strict.server(new Credentials(null, files, null)));
      assertContains(message, "Too many authentication failures");
    }
  }

  /** A server counts each offer: by default six may fail. */
  @Test
  void eachRsaKeyIsOfferedOnce() throws Exception {
    Path own = Files.createDirectory(folder.resolve("own"));
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      files.add(SshKey.create(folder.resolve("key" + i), "-t", "rsa", "-b", "2048").file());
    }
    try (OpenSshServer strict = OpenSshServer.start(own)) {
      Files.writeString(
          own.resolve("authorized_keys"), new SshKey(files.getLast()).publicLine() + "\n");
      connect(strict.server(new Credentials(null, files, null)));
      assertEquals(3, strict.log().split("Failed publickey", -1).length - 1, strict::log);
    }
  }

  private static void assertSays(Server server, String words) {
    assertContains(refusal(server), words);
  }

  private static void assertContains(String message, String words) {
    assertTrue(message.contains(words), message);
  }
}
