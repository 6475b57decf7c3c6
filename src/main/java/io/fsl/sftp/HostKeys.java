package io.fsl.sftp;

import com.hierynomus.sshj.userauth.certificate.Certificate;
import io.fsl.config.HostKeyCheck;
import io.fsl.config.HostKeyPolicy;
import io.fsl.config.Server;
import io.fsl.sftp.KnownHost.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;
import org.jspecify.annotations.Nullable;

/**
 * Decides for one connection whether its server is the right one, as OpenSSH's client does:
 *
 * <ol>
 *   <li>where fingerprints are pinned, no other key is taken;
 *   <li>a revoked key, or one that a revoked authority certified, is refused, though it be pinned;
 *   <li>a pinned key is taken;
 *   <li>a good certificate of a known authority is enough; any other counts as the key in it;
 *   <li>a known key is taken; if the host has other keys, it changed and is refused;
 *   <li>the key of an unknown host is refused, or remembered with {@link HostKeyCheck#ACCEPT_NEW}.
 * </ol>
 */
final class HostKeys implements HostKeyVerifier {
  private static final Logger LOG = Logger.getLogger(HostKeys.class.getName());

  private final Server server;
  private final HostKeyPolicy policy;
  private final String name;
  private final Set<String> shown;
  private volatile @Nullable HostKey trusted;
  private volatile @Nullable AuthenticationException refusal;
  private volatile boolean otherTypes;

  /**
   * @param shown the types of keys that the server showed in vain, on other connections too
   */
  HostKeys(Server server, Set<String> shown) {
    this.server = server;
    this.shown = shown;
    this.policy = server.hostKeys();
    this.name = KnownHosts.name(server.host(), server.port());
  }

  /** Why the server was refused; null when it was not. */
  @Nullable AuthenticationException refusal() {
    return refusal;
  }

  /**
   * Whether connecting again makes sense: the key is not the pinned one, but the server may have
   * one of another type, which it is asked for next.
   */
  boolean otherTypesLeft() {
    return otherTypes;
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
    } catch (AuthenticationException e) {
      refusal = e;
    } catch (IOException e) {
      refusal = HostKeyRefusal.notChecked(server, e);
    } catch (RuntimeException e) {
      // sshj cannot write down every key that it reads: a point of a curve may be nowhere on it.
      LOG.log(Level.FINE, name, e);
      refusal = HostKeyRefusal.noKey(server);
    }
    return false;
  }

  private void decide(PublicKey key, HostKey seen) throws IOException {
    boolean pinned = !policy.fingerprints().isEmpty();
    if (pinned) {
      requirePinned(seen);
    }
    if (policy.check() != HostKeyCheck.OFF) {
      KnownHosts known = known();
      refuseRevoked(known, key, seen);
      Optional<String> fault = pinned ? Optional.empty() : certificateFault(known, key);
      if (fault.isPresent()) {
        requireKnown(known, seen, fault.get());
      }
    }
  }

  private void requirePinned(HostKey seen) throws AuthenticationException {
    if (policy.fingerprints().stream().noneMatch(seen::hasFingerprint)) {
      otherTypes = shown.add(seen.type());
      throw HostKeyRefusal.notPinned(server, seen, policy.fingerprints());
    }
  }

  private void refuseRevoked(KnownHosts known, PublicKey key, HostKey seen)
      throws AuthenticationException {
    Optional<HostKey> authority = certificate(key).flatMap(HostCertificate::authority);
    for (HostKey suspect : Stream.concat(Stream.of(seen), authority.stream()).toList()) {
      Optional<KnownHost> line = known.find(Kind.REVOKED, suspect);
      if (line.isPresent()) {
        throw HostKeyRefusal.revoked(server, suspect, line.get());
      }
    }
  }

  /** Empty when the key is a certificate that proves the host; else why it does not. */
  private Optional<String> certificateFault(KnownHosts known, PublicKey key) {
    Optional<HostCertificate> certificate = certificate(key);
    if (certificate.isEmpty()) {
      return Optional.of("");
    }
    Optional<HostKey> authority = certificate.get().authority();
    if (authority.flatMap(signer -> known.find(Kind.AUTHORITY, signer)).isEmpty()) {
      return Optional.of("its certificate is of an unknown authority");
    }
    return certificate
        .get()
        .fault(server.host().toLowerCase(Locale.ROOT), Instant.now())
        .map(fault -> "its certificate does not help: " + fault);
  }

  private void requireKnown(KnownHosts known, HostKey seen, String remark) throws IOException {
    if (known.find(Kind.KEY, seen).isPresent()) {
      return;
    }
    List<KnownHost> others = known.ownKeys();
    if (!others.isEmpty()) {
      throw HostKeyRefusal.changed(server, seen, others.getFirst(), remark);
    }
    if (policy.check() != HostKeyCheck.ACCEPT_NEW || policy.knownHosts().isEmpty()) {
      throw HostKeyRefusal.unknown(server, seen, remark);
    }
    if (policy.remembers()) {
      remember(seen);
      requireRemembered(seen);
    }
  }

  private void remember(HostKey seen) throws IOException {
    Path file = policy.knownHosts().getFirst();
    try {
      new KnownHostsFile(file).addFirst(name, seen);
      LOG.info(() -> "the key of " + name + " is new and now in " + file + ": " + seen);
    } catch (IOException e) {
      throw HostKeyRefusal.notRemembered(server, seen, e);
    }
  }

  /** Another process may have met the host at the same time, and seen another key. */
  private void requireRemembered(HostKey seen) throws IOException {
    KnownHosts known = known();
    for (KnownHost line : known.ownKeys()) {
      if (!line.key().equals(seen)) {
        throw HostKeyRefusal.changed(server, seen, line, "");
      }
    }
  }

  private KnownHosts known() throws IOException {
    return KnownHosts.read(policy.knownHosts(), server.host(), server.port());
  }

  private static HostKey plain(PublicKey key) {
    return certificate(key).map(HostCertificate::key).orElseGet(() -> HostKey.of(key));
  }

  private static Optional<HostCertificate> certificate(PublicKey key) {
    return key instanceof Certificate<?> certificate
        ? Optional.of(new HostCertificate(certificate))
        : Optional.empty();
  }

  @Override
  public List<String> findExistingAlgorithms(String host, int port) {
    return new HostKeyPreference(server, shown).algorithms();
  }
}
