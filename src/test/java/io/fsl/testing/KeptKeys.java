package io.fsl.testing;

import java.nio.file.Path;

/** Private keys that PuTTY and OpenSSL made, which need not be there to make them. */
public final class KeptKeys {
  public static final Path FOLDER = Path.of("src/test/resources/keys").toAbsolutePath();

  /** Of those that are encrypted, as their names say. */
  public static final String PASSPHRASE = "pass phrase";

  /** Each key that can be read, and the file of its public key. */
  public static final String WITH_PUBLIC_KEYS =
      """
      putty-v3-ed25519.ppk,           putty-ed25519.pub
      putty-v3-ed25519-encrypted.ppk, putty-ed25519.pub
      putty-v2-ed25519-encrypted.ppk, putty-ed25519.pub
      putty-v3-ecdsa.ppk,             putty-ecdsa.pub
      putty-v3-ecdsa-encrypted.ppk,   putty-ecdsa.pub
      putty-v2-ecdsa-encrypted.ppk,   putty-ecdsa.pub
      putty-v3-rsa.ppk,               putty-rsa.pub
      putty-v3-rsa-encrypted.ppk,     putty-rsa.pub
      putty-v2-rsa-encrypted.ppk,     putty-rsa.pub
      pkcs8-ed25519.pem,              pkcs8-ed25519.pub
      pkcs8-ed25519-encrypted.pem,    pkcs8-ed25519.pub
      """;

  private KeptKeys() {}
}
