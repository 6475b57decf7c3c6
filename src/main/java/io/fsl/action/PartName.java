package io.fsl.action;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names of parts: equal for the same version of the same file, different for any other. */
final class PartName {
  /** 128 bits are enough for no two files ever to meet. */
  private static final int BYTES = 16;

  /** Fresh again after each name: to look for one among all providers would take longer. */
  private static final MessageDigest DIGEST = sha256();

  private PartName() {}

  static String of(RemoteFile file) {
    byte[] version =
        ByteBuffer.allocate(2 * Long.BYTES).putLong(file.size()).putLong(file.mtime()).array();
    return HexFormat.of()
            .formatHex(
                digest(file.source().getBytes(UTF_8), file.path().bytes(), version), 0, BYTES)
        + ".part";
  }

  private static byte[] digest(byte[] source, byte[] path, byte[] version) {
    synchronized (DIGEST) {
      DIGEST.update(source);
      DIGEST.update((byte) 0);
      DIGEST.update(path);
      DIGEST.update(version);
      return DIGEST.digest();
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
