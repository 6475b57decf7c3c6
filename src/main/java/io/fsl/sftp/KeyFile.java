package io.fsl.sftp;

import com.hierynomus.sshj.userauth.keyprovider.OpenSSHKeyFileUtil;
import com.hierynomus.sshj.userauth.keyprovider.OpenSSHKeyV1KeyFile;
import io.fsl.config.Secret;
import io.fsl.text.Reason;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.userauth.keyprovider.FileKeyProvider;
import net.schmizz.sshj.userauth.keyprovider.KeyProviderUtil;
import net.schmizz.sshj.userauth.keyprovider.PuTTYKeyFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads a private key (OpenSSH, PKCS#1, PKCS#8, PuTTY) and the certificate beside it. Public key
 * files are not looked at: they may be of another key.
 */
record KeyFile(Path file, @Nullable Secret passphrase) {
  /**
   * What sshj and BouncyCastle say of a kind of key or encryption that they do not know. Whatever
   * else goes wrong once the passphrase was used tells that it is not the right one: a key that is
   * decrypted with another is just any bytes.
   */
  private static final Pattern UNSUPPORTED =
      Pattern.compile(
          "not supported|unsupported|unknown encryption|cannot decode keytype",
          Pattern.CASE_INSENSITIVE);

  /**
   * The key with its certificate, if there is one, then the key alone.
   *
   * @throws IOException that names the file
   */
  List<Identity> identities() throws IOException {
    KeyPair pair = pair();
    List<Identity> identities = new ArrayList<>();
    Path certificate = Path.of(file + "-cert.pub");
    if (Files.exists(certificate)) {
      identities.add(
          new Identity(certificate, new KeyPair(publicKey(certificate), pair.getPrivate())));
    }
    identities.add(new Identity(file, pair));
    return List.copyOf(identities);
  }

  private KeyPair pair() throws IOException {
    String text = text(file);
    FileKeyProvider provider = provider(text);
    Passphrase asked = new Passphrase(encoded(text));
    try {
      provider.init(text, null, asked);
      return supported(new KeyPair(provider.getPublic(), provider.getPrivate()));
    } catch (Passphrase.MissingException e) {
      throw new IOException("key " + file + " is encrypted, and there is no passphrase", e);
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      // Out of memory: for an array as long as nonsense says that a number is.
      String words = Cause.of(e);
      boolean wrong = asked.used() && !UNSUPPORTED.matcher(words).find();
      String fault =
          wrong ? " is encrypted, and the passphrase is wrong" : " cannot be understood: " + words;
      throw new IOException("key " + file + fault, e);
    }
  }

  private static KeyPair supported(KeyPair pair) throws IOException {
    String type = KeyType.fromKey(pair.getPublic()).toString();
    if (SshAlgorithms.keys().stream().noneMatch(key -> HostKey.type(key.getName()).equals(type))) {
      throw new IOException("a key of type " + type + " is not supported");
    }
    return pair;
  }

  /** Of the old PEM encryption, a character is a byte to BouncyCastle; to OpenSSL it is UTF-8. */
  private @Nullable Secret encoded(String text) {
    if (passphrase == null || !text.contains("Proc-Type:")) {
      return passphrase;
    }
    byte[] bytes = passphrase.reveal().getBytes(StandardCharsets.UTF_8);
    return new Secret(new String(bytes, StandardCharsets.ISO_8859_1));
  }

  private FileKeyProvider provider(String text) throws IOException {
    if (text.isBlank()) {
      throw new IOException("key " + file + " is empty");
    }
    return switch (KeyProviderUtil.detectKeyFileFormat(text, false)) {
      case OpenSSHv1 -> new OpenSSHKeyV1KeyFile();
      case PKCS8, OpenSSH -> new Pkcs8Key();
      case PuTTY -> new PuTTYKeyFile();
      case Unknown -> throw new IOException("key " + file + " is no private key");
    };
  }

  private static PublicKey publicKey(Path certificate) throws IOException {
    try {
      return OpenSSHKeyFileUtil.initPubKey(new StringReader(text(certificate))).getPubKey();
    } catch (IOException | RuntimeException e) {
      throw new IOException("certificate " + certificate + " cannot be understood", e);
    }
  }

  private static String text(Path file) throws IOException {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new IOException("key " + file + ": " + Reason.withoutPath(e), e);
    }
  }
}
