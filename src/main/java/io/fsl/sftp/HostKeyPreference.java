package io.fsl.sftp;

import io.fsl.config.Server;
import io.fsl.sftp.KnownHost.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import net.schmizz.sshj.common.Factory;

/**
 * What a server with keys of several types is asked for first, so that it shows one that is known.
 *
 * @param shown the types that it showed in vain
 */
record HostKeyPreference(Server server, Set<String> shown) {
  /** Of those that fsl offers, the ones to put first. */
  List<String> algorithms() {
    return SshAlgorithms.keys().stream().map(Factory.Named::getName).filter(wanted()).toList();
  }

  private Predicate<String> wanted() {
    return server.hostKeys().fingerprints().isEmpty()
        ? known()
        : algorithm -> !shown.contains(HostKey.type(algorithm));
  }

  private Predicate<String> known() {
    try {
      KnownHosts known =
          KnownHosts.read(server.hostKeys().knownHosts(), server.host(), server.port());
      boolean certificates = !known.all(Kind.AUTHORITY).isEmpty();
      Set<String> types =
          known.all(Kind.KEY).stream().map(line -> line.key().type()).collect(Collectors.toSet());
      return algorithm ->
          algorithm.contains("-cert-") ? certificates : types.contains(HostKey.type(algorithm));
    } catch (IOException e) {
      return algorithm -> false; // HostKeys meets it again, and says so
    }
  }
}
