package io.fsl.sftp;

import com.hierynomus.sshj.key.KeyAlgorithm;
import com.hierynomus.sshj.userauth.certificate.Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.signature.Signature;

/** A host's certificate (OpenSSH's PROTOCOL.certkeys). */
record HostCertificate(Certificate<?> certificate) {
  private static final long OF_A_HOST = 2;

  /** The key that it certifies. */
  HostKey key() {
    return HostKey.of(certificate.getKey());
  }

  /** The authority that signed it; empty when that is not even a key. */
  Optional<HostKey> authority() {
    return HostKey.ofWire(certificate.getSignatureKey());
  }

  /** Why it does not prove a host's identity; empty when it does, provided its authority may. */
  Optional<String> fault(String host, Instant now) {
    if (certificate.getType() != OF_A_HOST) {
      return Optional.of("it is not of a host");
    }
    if (!certificate.getValidPrincipals().isEmpty()
        && certificate.getValidPrincipals().stream()
            .noneMatch(principal -> HostPattern.wildcardMatches(principal, host))) {
      return Optional.of("it is for other hosts");
    }
    if (now.isBefore(certificate.getValidAfter().toInstant())) {
      return Optional.of("it is not valid yet");
    }
    if (!now.isBefore(certificate.getValidBefore().toInstant())) {
      return Optional.of("it has expired");
    }
    if (!certificate.getCritOptions().isEmpty()) {
      return Optional.of("it has critical options, which no host certificate may have");
    }
    return signed() ? Optional.empty() : Optional.of("its signature is not good");
  }

  /**
   * The signature is checked over the fields as they were understood: a certificate that sshj would
   * write otherwise than it read it is refused.
   */
  private boolean signed() {
    byte[] wire = new Buffer.PlainBuffer().putPublicKey(certificate).getCompactData();
    int end = wire.length - certificate.getSignature().length - Integer.BYTES;
    try {
      String algorithm = new Buffer.PlainBuffer(certificate.getSignature()).readString();
      Optional<Signature> signature = signature(algorithm);
      if (signature.isEmpty()) {
        return false;
      }
      signature
          .get()
          .initVerify(new Buffer.PlainBuffer(certificate.getSignatureKey()).readPublicKey());
      signature.get().update(Arrays.copyOf(wire, end));
      return signature.get().verify(certificate.getSignature());
    } catch (Buffer.BufferException | RuntimeException e) {
      return false; // sshj throws all kinds of them at keys that are none
    }
  }

  /** Authorities sign with what hosts do, as in OpenSSH: no SHA-1, and no certificates. */
  private static Optional<Signature> signature(String algorithm) {
    return SshAlgorithms.keys().stream()
        .filter(key -> key.getName().equals(algorithm) && !algorithm.contains("-cert-"))
        .map(Factory::create)
        .map(KeyAlgorithm::newSignature)
        .findFirst();
  }
}
