package io.fsl.sftp;

import io.fsl.config.Server;
import io.fsl.text.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The words with which a host key is refused, and what the user can do about it. */
final class HostKeyRefusal {
  private HostKeyRefusal() {}

  static AuthenticationException unknown(Server server, HostKey seen, String remark) {
    return refusal(
        server,
        "is not known" + missing(server) + ": it showed " + seen + remark(remark),
        "compare it (on the server: ssh-keygen -lf /etc/ssh/ssh_host_"
            + file(seen)
            + "_key.pub), then "
            + remember(server)
            + "set host_key: "
            + seen.fingerprint());
  }

  /** A file that is not there is as good as an empty one, but may be a slip in its name. */
  private static String missing(Server server) {
    List<String> missing =
        server.hostKeys().knownHosts().stream()
            .filter(Files::notExists)
            .map(Path::toString)
            .toList();
    return missing.isEmpty() ? "" : ", there is no " + String.join(", ", missing);
  }

  private static String remember(Server server) {
    List<Path> files = server.hostKeys().knownHosts();
    return files.isEmpty() ? "" : scan(server) + " >> " + files.getFirst() + ", or ";
  }

  static AuthenticationException changed(
      Server server, HostKey seen, KnownHost other, String remark) {
    return refusal(
        server,
        "changed: it showed "
            + seen
            + ", but "
            + other.place()
            + " has "
            + other.key()
            + remark(remark)
            + "; somebody may be listening in",
        "if the change is meant, replace that line by: " + scan(server));
  }

  static AuthenticationException revoked(Server server, HostKey revoked, KnownHost line) {
    return refusal(
        server,
        "is revoked: " + line.place() + " revokes " + revoked,
        "the server needs a new key");
  }

  static AuthenticationException notPinned(Server server, HostKey seen, List<String> pins) {
    return refusal(
        server,
        "is not the one of the configuration: it showed " + seen + ", host_key is " + pins,
        "if the change is meant, set host_key: " + seen.fingerprint());
  }

  static AuthenticationException notRemembered(Server server, HostKey seen, IOException e) {
    return refusal(
        server,
        "is new, " + seen + ", and cannot be remembered: " + Reason.of(e),
        "make the first known_hosts file writable, or set host_key: " + seen.fingerprint());
  }

  static AuthenticationException notChecked(Server server, IOException e) {
    return refusal(
        server, "cannot be checked: " + Reason.of(e), "every known_hosts file must be readable");
  }

  /** The key has the form of one, but cannot be one. */
  static AuthenticationException noKey(Server server) {
    return refusal(server, "is no good", "ask who runs the server");
  }

  private static AuthenticationException refusal(Server server, String fact, String hint) {
    return new AuthenticationException(
        "the host key of "
            + KnownHosts.name(server.host(), server.port())
            + " "
            + fact
            + "; hint: "
            + hint);
  }

  private static String remark(String remark) {
    return remark.isEmpty() ? "" : " (" + remark + ")";
  }

  private static String scan(Server server) {
    return "ssh-keyscan"
        + (server.port() == 22 ? " " : " -p " + server.port() + " ")
        + server.host();
  }

  private static String file(HostKey key) {
    return switch (key.type()) {
      case "ssh-ed25519" -> "ed25519";
      case "ssh-rsa" -> "rsa";
      default -> "ecdsa";
    };
  }
}
