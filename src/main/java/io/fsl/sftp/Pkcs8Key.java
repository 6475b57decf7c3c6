package io.fsl.sftp;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import net.schmizz.sshj.common.Ed25519KeyFactory;
import net.schmizz.sshj.userauth.keyprovider.PKCS8KeyFile;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/** A PEM file: what sshj reads, and PKCS#8 with an ed25519 key, which it does not. */
final class Pkcs8Key extends PKCS8KeyFile {
  /** What the DER of an ed25519 key has near its start: its object identifier, 1.3.101.112. */
  private static final byte[] ED25519 = {0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70};

  private static final int PREFIX = 16;

  @Override
  protected KeyPair readKeyPair() throws IOException {
    byte[] der = der();
    return isEd25519(der) ? ed25519(der) : super.readKeyPair();
  }

  /** The key's PKCS#8 structure, decrypted; empty for PKCS#1. */
  private byte[] der() throws IOException {
    try (PemReader reader = new PemReader(resource.getReader())) {
      PemObject pem = reader.readPemObject();
      if (pem == null) {
        return new byte[0];
      }
      return switch (pem.getType()) {
        case "PRIVATE KEY" -> pem.getContent();
        case "ENCRYPTED PRIVATE KEY" -> decrypted(pem.getContent());
        default -> new byte[0];
      };
    } catch (NoSuchAlgorithmException _) {
      throw unsupported();
    } catch (GeneralSecurityException e) {
      throw new IOException("it does not decrypt", e);
    }
  }

  /** Java's own words tell the salt, too. */
  private static IOException unsupported() {
    return new IOException("its encryption is not supported; ssh-keygen -p changes it");
  }

  private static EncryptedPrivateKeyInfo info(byte[] sealed) throws IOException {
    try {
      return new EncryptedPrivateKeyInfo(sealed);
    } catch (IOException _) {
      throw unsupported();
    }
  }

  private byte[] decrypted(byte[] sealed) throws IOException, GeneralSecurityException {
    EncryptedPrivateKeyInfo info = info(sealed);
    String algorithm = info.getAlgParameters().toString(); // its name, with PBES2
    PBEKeySpec password = new PBEKeySpec(pwdf.reqPassword(resource));
    Cipher cipher = Cipher.getInstance(algorithm);
    cipher.init(
        Cipher.DECRYPT_MODE,
        SecretKeyFactory.getInstance(algorithm).generateSecret(password),
        info.getAlgParameters());
    return info.getKeySpec(cipher).getEncoded();
  }

  private static boolean isEd25519(byte[] der) {
    for (int start = 0; start < Math.min(PREFIX, der.length - ED25519.length); start++) {
      if (Arrays.equals(der, start, start + ED25519.length, ED25519, 0, ED25519.length)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Without BouncyCastle's PrivateKeyFactory, which knows every kind of key there is: a megabyte.
   */
  private static KeyPair ed25519(byte[] der) throws IOException {
    PrivateKeyInfo info = PrivateKeyInfo.getInstance(der);
    byte[] seed = ASN1OctetString.getInstance(info.parsePrivateKey()).getOctets();
    Ed25519PrivateKeyParameters key = new Ed25519PrivateKeyParameters(seed, 0);
    try {
      return new KeyPair(
          Ed25519KeyFactory.getPublicKey(key.generatePublicKey().getEncoded()),
          Ed25519KeyFactory.getPrivateKey(key.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }
}
