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

  /** Copied for each name: that is quicker than to look for one among all providers. */
  private static final MessageDigest FRESH = sha256();

  private PartName() {}

  static String of(RemoteFile file) {
    MessageDigest digest = fresh();
    digest.update(file.source().getBytes(UTF_8));
    digest.update((byte) 0);
    digest.update(file.path().bytes());
    digest.update(ByteBuffer.allocate(16).putLong(file.size()).putLong(file.mtime()).flip());
    return HexFormat.of().formatHex(digest.digest(), 0, BYTES) + ".part";
  }

  private static MessageDigest fresh() {
    try {
      return (MessageDigest) FRESH.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's own digests can be cloned", e);
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
