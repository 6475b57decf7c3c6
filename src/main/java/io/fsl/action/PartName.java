package io.fsl.action;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Names of parts: equal for the same version of the same file, different for any other. */
final class PartName {
  /** 128 bits are enough for no two files ever to meet. */
  private static final int BYTES = 16;

  /** Fresh again after each name: to look for one among all providers would take longer. */
  private static final MessageDigest DIGEST = sha256();

  private PartName() {}

  static String of(RemoteFile file) {
    byte[] source = file.source().getBytes(UTF_8);
    int end = source.length + 1 + file.path().length();
    byte[] version = Arrays.copyOf(source, end + 2 * Long.BYTES);
    file.path().copyTo(version, source.length + 1);
    ByteBuffer.wrap(version).putLong(end, file.size()).putLong(end + Long.BYTES, file.mtime());
    return HexFormat.of().formatHex(digest(version), 0, BYTES) + ".part";
  }

  private static byte[] digest(byte[] version) {
    synchronized (DIGEST) {
      return DIGEST.digest(version);
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
