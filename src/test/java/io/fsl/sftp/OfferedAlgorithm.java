package io.fsl.sftp;

import io.fsl.testing.OpenSshServer;
import io.fsl.testing.SshKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.schmizz.sshj.common.Factory;

/**
 * An algorithm that fsl offers, and an OpenSSH server that has no other of its kind. OpenSSH knows
 * them all: it does not start with one that it does not know.
 */
public record OfferedAlgorithm(Kind kind, String name) {
  /** What it is for. */
  public enum Kind {
    KEY_EXCHANGE,
    CIPHER,
    MAC,
    HOST_KEY,
    USER_KEY
  }

  /** All that fsl offers. */
  public static Stream<OfferedAlgorithm> all() {
    return Stream.of(
            of(Kind.KEY_EXCHANGE, SshAlgorithms.keyExchanges()),
            of(Kind.CIPHER, SshAlgorithms.ciphers()),
            of(Kind.MAC, SshAlgorithms.macs()),
            of(Kind.HOST_KEY, SshAlgorithms.keys()),
            of(Kind.USER_KEY, SshAlgorithms.keys()))
        .flatMap(List::stream);
  }

  private static List<OfferedAlgorithm> of(Kind kind, List<? extends Factory.Named<?>> factories) {
    return factories.stream().map(each -> new OfferedAlgorithm(kind, each.getName())).toList();
  }

  /** Starts the server. */
  public OpenSshServer start(Path folder) throws IOException {
    return OpenSshServer.start(folder, options(folder).toArray(String[]::new));
  }

  private List<String> options(Path folder) {
    return switch (kind) {
      case KEY_EXCHANGE -> List.of("KexAlgorithms " + name);
      case CIPHER -> List.of("Ciphers " + name);
      case MAC -> List.of("MACs " + name, "Ciphers aes128-ctr"); // AES-GCM needs none
      case HOST_KEY -> hostKey(folder);
      case USER_KEY -> userKey(folder);
    };
  }

  private List<String> hostKey(Path folder) {
    SshKey key = key(folder.resolve("host_key"));
    List<String> options = new ArrayList<>(List.of("HostKeyAlgorithms " + name));
    if (isCertificate()) {
      certify(key, folder, "-h", "-n", "127.0.0.1");
      options.add("HostCertificate " + key.certificateFile());
    }
    return options;
  }

  private List<String> userKey(Path folder) {
    SshKey key = key(folder.resolve("user_key"));
    List<String> options = new ArrayList<>(List.of("PubkeyAcceptedAlgorithms " + name));
    if (isCertificate()) {
      certify(key, folder, "-n", System.getProperty("user.name"));
      options.add("TrustedUserCAKeys " + authority(folder).publicFile());
    }
    return options;
  }

  private boolean isCertificate() {
    return name.contains("-cert-");
  }

  private SshKey key(Path file) {
    String type = HostKey.type(name).replace("ssh-", "");
    return type.startsWith("ecdsa-sha2-nistp")
        ? SshKey.create(file, "-t", "ecdsa", "-b", type.replaceAll("\\D+2-nistp", ""))
        : SshKey.create(file, "-t", type);
  }

  private static SshKey authority(Path folder) {
    return new SshKey(folder.resolve("authority"));
  }

  private static void certify(SshKey key, Path folder, String... options) {
    SshKey authority = SshKey.create(authority(folder).file(), "-t", "ed25519");
    Stream<String> all = Stream.concat(Stream.of("-I", "id"), Arrays.stream(options));
    key.certify(authority, all.toArray(String[]::new));
  }

  /** The known_hosts by which the server is trusted: a certificate for its authority alone. */
  public Path knownHosts(Path folder, OpenSshServer sshd) throws IOException {
    boolean certified = kind == Kind.HOST_KEY && isCertificate();
    SshKey trusted = certified ? authority(folder) : sshd.hostKey();
    String host = "[127.0.0.1]:" + sshd.port() + " " + trusted.publicLine() + "\n";
    return Files.writeString(
        folder.resolve("trusted"), certified ? "@cert-authority " + host : host);
  }

  @Override
  public String toString() {
    return kind + " " + name;
  }
}
