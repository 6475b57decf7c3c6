package io.fsl.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads where a source's server is, how to log in to it, and how it proves who it is. */
final class ServerReader {
  private static final int SSH_PORT = 22;
  private static final Pattern FINGERPRINT = Pattern.compile("SHA256:[A-Za-z0-9+/]{43}=?");

  private static final Form<String> HOST =
      new Form<>("expected the name or address of a server", "?", ServerReader::host);
  private static final Form<String> USER = Form.text("expected the name of a user");
  private static final Form<String> COMMAND =
      Form.text("expected a shell command that prints a password");
  private static final Form<Secret> PASSWORD = Form.secret("expected a password");
  private static final Form<Secret> PASSPHRASE = Form.secret("expected a passphrase");
  private static final Form<String> HOST_KEY =
      new Form<>(
          "expected SHA256: and 43 characters, as 'ssh-keygen -l' shows",
          "?",
          ServerReader::fingerprint);

  private final LocalPaths paths;

  ServerReader(LocalPaths paths) {
    this.paths = paths;
  }

  Server read(Section source) {
    return new Server(
        source.required("host", HOST),
        source.or("port", Form.whole(1, 65_535), SSH_PORT),
        source.required("username", USER),
        credentials(source),
        hostKeys(source));
  }

  private Credentials credentials(Section source) {
    @Nullable Password password = password(source);
    List<Path> keys = source.secretFiles("ssh_key", paths.form());
    return new Credentials(password, keys, source.secret("passphrase", PASSPHRASE));
  }

  private @Nullable Password password(Section source) {
    @Nullable Secret literal = source.secret("password", PASSWORD);
    @Nullable Path file = source.secretFile("password_file", paths.form());
    @Nullable String command = source.orNull("password_command", COMMAND);
    refuseSecond(source);
    if (literal != null) {
      return new Password.Literal(literal);
    }
    if (file != null) {
      return new Password.InFile(file);
    }
    return command == null ? null : new Password.OfCommand(command);
  }

  private static void refuseSecond(Section source) {
    Stream.of("password", "password_file", "password_command")
        .filter(source::has)
        .sorted((a, b) -> source.at(a).compareTo(source.at(b)))
        .skip(1)
        .forEach(key ->
            source.problem(
                key,
                "there is a password already",
                "expected only one of password, password_file, password_command"));
  }

  private HostKeyPolicy hostKeys(Section source) {
    List<Path> knownHosts = source.list("known_hosts", paths.form());
    List<String> pins = source.list("host_key", HOST_KEY);
    return new HostKeyPolicy(
        source.has("known_hosts") ? knownHosts : usualKnownHosts(!pins.isEmpty()),
        pins,
        source.or("host_key_check", Form.oneOf(HostKeyCheck.class), HostKeyCheck.STRICT));
  }

  /** Who pins keys need not have the usual file: it then only tells of revoked ones. */
  private List<Path> usualKnownHosts(boolean pinned) {
    List<Path> usual = paths.inHome(".ssh/known_hosts");
    return pinned ? usual.stream().filter(Files::isReadable).toList() : usual;
  }

  private static String host(String text) {
    if (text.startsWith("-") || text.chars().anyMatch(c -> c <= ' ' || c == '/' || c == '@')) {
      throw new BadValue(Quoted.of(text) + " is not a host");
    }
    if (hasPort(text)) {
      throw new BadValue(Quoted.of(text) + " has a port, which has a key of its own");
    }
    return text;
  }

  /** An address of IPv6 has several colons, or brackets around them. */
  private static boolean hasPort(String text) {
    int colon = text.lastIndexOf(':');
    return text.startsWith("[") ? !text.endsWith("]") : colon >= 0 && colon == text.indexOf(':');
  }

  private static String fingerprint(String text) {
    if (!FINGERPRINT.matcher(text).matches()) {
      throw new BadValue(Quoted.of(text) + " is not a fingerprint");
    }
    return text.replace("=", "");
  }
}
