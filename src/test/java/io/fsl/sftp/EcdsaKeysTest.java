package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The JDK's elliptic curve keys under the name by which sshj asks for them. */
class EcdsaKeysTest {
  private static KeyPair pair;
  private static KeyFactory keys;

  @BeforeAll
  static void create() throws Exception {
    pair = KeyPairGenerator.getInstance("EC").generateKeyPair();
    keys = KeyFactory.getInstance("ECDSA", new EcdsaKeys());
  }

  @Test
  void keysAreMadeOfTheirNumbers() throws Exception {
    ECPublicKeySpec point = keys.getKeySpec(pair.getPublic(), ECPublicKeySpec.class);
    ECPrivateKeySpec number = keys.getKeySpec(pair.getPrivate(), ECPrivateKeySpec.class);
    assertIsPublic(keys.generatePublic(point));
    assertIsPrivate(keys.generatePrivate(number));
  }

  @Test
  void keysAreReadAsTheyAreWritten() throws Exception {
    byte[] open = pair.getPublic().getEncoded();
    byte[] secret = pair.getPrivate().getEncoded();
    assertIsPublic(keys.generatePublic(new X509EncodedKeySpec(open)));
    assertIsPrivate(keys.generatePrivate(new PKCS8EncodedKeySpec(secret)));
    assertThrows(
        InvalidKeySpecException.class,
        () -> keys.generatePublic(new X509EncodedKeySpec(new byte[10])));
  }

  @Test
  void keysAreTranslated() throws Exception {
    assertIsPublic(keys.translateKey(pair.getPublic()));
    assertIsPrivate(keys.translateKey(pair.getPrivate()));
  }

  private static void assertIsPublic(Key key) {
    ECPublicKey original = assertInstanceOf(ECPublicKey.class, pair.getPublic());
    assertEquals(original.getW(), assertInstanceOf(ECPublicKey.class, key).getW());
  }

  private static void assertIsPrivate(Key key) {
    ECPrivateKey original = assertInstanceOf(ECPrivateKey.class, pair.getPrivate());
    assertEquals(original.getS(), assertInstanceOf(ECPrivateKey.class, key).getS());
  }
}
