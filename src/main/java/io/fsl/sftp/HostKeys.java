package io.fsl.sftp;

import com.hierynomus.sshj.userauth.certificate.Certificate;
import io.fsl.config.HostKeyCheck;
import io.fsl.config.HostKeyPolicy;
import io.fsl.config.Server;
import io.fsl.sftp.KnownHost.Kind;
import java.io.IOException;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;
import org.jspecify.annotations.Nullable;

/**
 * Decides for one connection whether its server is the right one, as OpenSSH's client does:
 *
 * <ol>
 *   <li>pinned fingerprints, if there are any, are all that counts;
 *   <li>a revoked key, or one that a revoked authority certified, is refused;
 *   <li>a good certificate of a known authority is enough; any other counts as the key in it;
 *   <li>a known key is taken; if the host has other keys, it changed and is refused;
 *   <li>the key of an unknown host is refused, or remembered with {@link HostKeyCheck#ACCEPT_NEW}.
 * </ol>
 */
final class HostKeys implements HostKeyVerifier {
  private final Server server;
  private final HostKeyPolicy policy;
  private final String name;
  private volatile @Nullable HostKey trusted;
  private volatile @Nullable AccessDeniedException refusal;

  HostKeys(Server server) {
    this.server = server;
    this.policy = server.hostKeys();
    this.name = KnownHosts.name(server.host(), server.port());
  }

  /** Why the server was refused; null when it was not. */
  @Nullable AccessDeniedException refusal() {
    return refusal;
  }

  /** Called at the first key exchange and, on a long connection, at each later one. */
  @Override
  public boolean verify(String host, int port, PublicKey key) {
    try {
      HostKey seen = plain(key);
      if (!seen.equals(trusted)) {
        decide(key, seen);
        trusted = seen;
      }
      return true;
    } catch (AccessDeniedException e) {
      refusal = e;
    } catch (IOException e) {
      refusal =
          new AccessDeniedException(
              "the host key of " + name + " cannot be checked: " + e.getMessage(), e);
    }
    return false;
  }

  private void decide(PublicKey key, HostKey seen) throws IOException {
    if (!policy.fingerprints().isEmpty()) {
      requirePinned(seen);
    } else if (policy.check() != HostKeyCheck.OFF) {
      KnownHosts known = known();
      refuseRevoked(known, key, seen);
      Optional<String> fault = certificateFault(known, key);
      if (fault.isPresent()) {
        requireKnown(known, seen, fault.get());
      }
    }
  }

  private void requirePinned(HostKey seen) throws AccessDeniedException {
    if (policy.fingerprints().stream().noneMatch(pin -> same(pin, seen.fingerprint()))) {
      throw HostKeyRefusal.notPinned(server, seen, policy.fingerprints());
    }
  }

  /** Base64 may be padded or not. */
  private static boolean same(String pin, String fingerprint) {
    return pin.strip().replaceAll("=+$", "").equals(fingerprint);
  }

  private void refuseRevoked(KnownHosts known, PublicKey key, HostKey seen)
      throws AccessDeniedException {
    Optional<HostKey> authority = certificate(key).flatMap(HostCertificate::authority);
    for (HostKey suspect : Stream.concat(Stream.of(seen), authority.stream()).toList()) {
      Optional<KnownHost> line = known.find(Kind.REVOKED, suspect);
      if (line.isPresent()) {
        throw HostKeyRefusal.revoked(server, suspect, line.get());
      }
    }
  }

  /** Empty when the key is a certificate that proves the host; else why it is not. */
  private Optional<String> certificateFault(KnownHosts known, PublicKey key) {
    Optional<HostCertificate> certificate = certificate(key);
    if (certificate.isEmpty()) {
      return Optional.of("");
    }
    if (certificate
        .get()
        .authority()
        .flatMap(authority -> known.find(Kind.AUTHORITY, authority))
        .isEmpty()) {
      return Optional.of("its certificate is of an unknown authority");
    }
    return certificate
        .get()
        .fault(server.host().toLowerCase(java.util.Locale.ROOT), Instant.now())
        .map(fault -> "its certificate does not help: " + fault);
  }

  private void requireKnown(KnownHosts known, HostKey seen, String remark) throws IOException {
    if (known.find(Kind.KEY, seen).isPresent()) {
      return;
    }
    List<KnownHost> others = known.all(Kind.KEY);
    if (!others.isEmpty()) {
      throw HostKeyRefusal.changed(server, seen, others.getFirst(), remark);
    }
    if (policy.check() != HostKeyCheck.ACCEPT_NEW) {
      throw HostKeyRefusal.unknown(server, seen, remark);
    }
  }

  private KnownHosts known() throws IOException {
    return KnownHosts.read(policy.knownHosts(), name);
  }

  private static HostKey plain(PublicKey key) {
    return certificate(key).map(HostCertificate::key).orElseGet(() -> HostKey.of(key));
  }

  private static Optional<HostCertificate> certificate(PublicKey key) {
    return key instanceof Certificate<?> certificate
        ? Optional.of(new HostCertificate(certificate))
        : Optional.empty();
  }

  /**
   * The algorithms of the keys that are known, which the server is asked for first: one that has
   * keys of several types shows the known one.
   */
  @Override
  public List<String> findExistingAlgorithms(String host, int port) {
    try {
      KnownHosts known = known();
      boolean certificates = !known.all(Kind.AUTHORITY).isEmpty();
      List<String> types = known.all(Kind.KEY).stream().map(line -> line.key().type()).toList();
      return SshAlgorithms.keys().stream()
          .map(Factory.Named::getName)
          .filter(algorithm ->
              algorithm.contains("-cert-") ? certificates : types.contains(type(algorithm)))
          .toList();
    } catch (IOException e) {
      return List.of(); // verify() meets it again, and says so
    }
  }

  private static String type(String algorithm) {
    return algorithm.startsWith("rsa-sha2-") ? "ssh-rsa" : algorithm;
  }
}
