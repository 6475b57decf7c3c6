package io.fsl.sftp;

import java.util.Base64;
import java.util.Optional;

/**
 * A line of known_hosts.
 *
 * @param place file and line, for messages
 */
record KnownHost(Kind kind, HostPattern hosts, HostKey key, String place) {
  /** What a line says of its key. */
  enum Kind {
    KEY,
    AUTHORITY,
    REVOKED
  }

  /** The line's content; empty for a comment, and for what sshd(8) does not describe. */
  static Optional<KnownHost> parse(String line, String place) {
    String[] fields = line.strip().split("[ \t]+", -1);
    Optional<Kind> kind = kind(fields[0]);
    int hosts = kind.filter(Kind.KEY::equals).isPresent() ? 0 : 1;
    if (kind.isEmpty() || line.strip().startsWith("#") || fields.length < hosts + 3) {
      return Optional.empty();
    }
    return key(fields[hosts + 1], fields[hosts + 2])
        .map(key -> new KnownHost(kind.get(), new HostPattern(fields[hosts]), key, place));
  }

  private static Optional<Kind> kind(String first) {
    return switch (first) {
      case "@cert-authority" -> Optional.of(Kind.AUTHORITY);
      case "@revoked" -> Optional.of(Kind.REVOKED);
      default -> first.startsWith("@") ? Optional.empty() : Optional.of(Kind.KEY);
    };
  }

  private static Optional<HostKey> key(String type, String base64) {
    try {
      return HostKey.ofWire(Base64.getDecoder().decode(base64))
          .filter(key -> key.type().equals(type));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
