package io.fsl.sftp;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Base64;
import java.util.Optional;
import net.schmizz.sshj.common.Buffer;

/**
 * A plain public key of a host or of an authority.
 *
 * @param type as {@code ssh-ed25519}
 * @param base64 of the key as it goes over the wire, as in known_hosts
 */
record HostKey(String type, String base64) {
  static HostKey of(PublicKey key) {
    byte[] wire = new Buffer.PlainBuffer().putPublicKey(key).getCompactData();
    return ofWire(wire).orElseThrow();
  }

  /** The key of these bytes; empty when they are none. */
  static Optional<HostKey> ofWire(byte[] wire) {
    try {
      byte[] type = new Buffer.PlainBuffer(wire).readBytes();
      return Optional.of(
          new HostKey(
              new String(type, StandardCharsets.US_ASCII),
              Base64.getEncoder().encodeToString(wire)));
    } catch (Buffer.BufferException e) {
      return Optional.empty();
    }
  }

  /** The type of the key that an algorithm signs with, alone or in a certificate. */
  static String type(String algorithm) {
    String plain = algorithm.replace("-cert-v01@openssh.com", "");
    return plain.startsWith("rsa-sha2-") ? "ssh-rsa" : plain;
  }

  /** As ssh-keygen prints it: {@code SHA256:…}. */
  String fingerprint() {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(Base64.getDecoder().decode(base64));
      return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether this is its fingerprint; base64 may be padded or not. */
  boolean hasFingerprint(String text) {
    return text.strip().replaceAll("=+$", "").equals(fingerprint());
  }

  @Override
  public String toString() {
    return type + " " + fingerprint();
  }
}
