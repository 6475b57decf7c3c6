package io.fsl.sftp;

import io.fsl.sftp.KnownHost.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The lines of all known_hosts files that speak of one host: one set, whatever their order. */
record KnownHosts(List<KnownHost> lines) {
  /**
   * Reads the files; one that is not there is empty.
   *
   * @param name as {@link #name} gives it
   * @throws IOException when a file cannot be read: it might revoke a key
   */
  static KnownHosts read(List<Path> files, String name) throws IOException {
    List<KnownHost> lines = new ArrayList<>();
    for (Path file : files) {
      lines.addAll(new KnownHostsFile(file).of(name));
    }
    return new KnownHosts(List.copyOf(lines));
  }

  /**
   * How known_hosts calls a host: {@code host}, or {@code [host]:port} for another port than 22.
   */
  static String name(String host, int port) {
    String lower = host.toLowerCase(Locale.ROOT).replaceAll("^\\[(.*)]$", "$1");
    return port == 22 ? lower : "[" + lower + "]:" + port;
  }

  /** The line of this kind with this key. */
  Optional<KnownHost> find(Kind kind, HostKey key) {
    return lines.stream().filter(line -> line.kind() == kind && line.key().equals(key)).findFirst();
  }

  /** The lines of this kind. */
  List<KnownHost> all(Kind kind) {
    return lines.stream().filter(line -> line.kind() == kind).toList();
  }
}
