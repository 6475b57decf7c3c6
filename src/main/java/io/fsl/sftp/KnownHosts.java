package io.fsl.sftp;

import io.fsl.sftp.KnownHost.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The lines of all known_hosts files that speak of one server: one set, whatever their order.
 *
 * <p>As with OpenSSH's client, lines of the host without a port speak of a server at another port
 * than 22, too, unless they exclude it; but a server there may have another key than those.
 *
 * @param lines of the server by its full name
 * @param portless of the host, for a server at another port
 */
record KnownHosts(List<KnownHost> lines, List<KnownHost> portless) {
  private static final int PORT = 22;

  /**
   * Reads the files; one that is not there is empty.
   *
   * @throws IOException when a file cannot be read: it might revoke a key
   */
  static KnownHosts read(List<Path> files, String host, int port) throws IOException {
    String name = name(host, port);
    List<KnownHost> lines = read(files, name);
    if (port == PORT) {
      return new KnownHosts(lines, List.of());
    }
    List<KnownHost> portless = new ArrayList<>(read(files, name(host, PORT)));
    portless.removeIf(line -> line.hosts().excludes(name));
    return new KnownHosts(lines, List.copyOf(portless));
  }

  private static List<KnownHost> read(List<Path> files, String name) throws IOException {
    List<KnownHost> lines = new ArrayList<>();
    for (Path file : files) {
      lines.addAll(new KnownHostsFile(file).of(name));
    }
    return List.copyOf(lines);
  }

  /**
   * How known_hosts calls a host: {@code host}, or {@code [host]:port} for another port than 22.
   */
  static String name(String host, int port) {
    String lower = host.toLowerCase(Locale.ROOT).replaceAll("^\\[(.*)]$", "$1");
    return port == PORT ? lower : "[" + lower + "]:" + port;
  }

  /** The line of this kind with this key. */
  Optional<KnownHost> find(Kind kind, HostKey key) {
    return all(kind).stream().filter(line -> line.key().equals(key)).findFirst();
  }

  /** The lines of this kind; keys of the host without a port only if there are no others. */
  List<KnownHost> all(Kind kind) {
    List<KnownHost> own = ofKind(lines, kind);
    if (kind == Kind.KEY && !own.isEmpty()) {
      return own;
    }
    return Stream.concat(own.stream(), ofKind(portless, kind).stream()).toList();
  }

  /** The keys that the server is known by; another one shows that it changed. */
  List<KnownHost> ownKeys() {
    return ofKind(lines, Kind.KEY);
  }

  private static List<KnownHost> ofKind(List<KnownHost> lines, Kind kind) {
    return lines.stream().filter(line -> line.kind() == kind).toList();
  }
}
