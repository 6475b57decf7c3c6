package io.fsl.sftp;

import io.fsl.config.Credentials;
import io.fsl.config.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The keys to log in with, in their order.
 *
 * @param faults of the key files that cannot be used, for the message if the login fails
 */
record Identities(List<Identity> usable, List<String> faults) {
  /**
   * Reads the keys of a server; with no credential at all, the usual ones of ~/.ssh that exist.
   *
   * @param home null: not known
   * @throws AuthenticationException when there is nothing to log in with
   */
  static Identities of(Server server, @Nullable Path home) throws AuthenticationException {
    Credentials credentials = server.credentials();
    List<Path> files = credentials.keys();
    if (files.isEmpty() && credentials.password() == null) {
      files = home == null ? List.of() : usual(home.resolve(".ssh"));
    }
    List<Identity> usable = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    for (Path file : files) {
      try {
        usable.addAll(new KeyFile(file, credentials.passphrase()).identities());
      } catch (IOException e) {
        faults.add(Cause.printable(String.valueOf(e.getMessage())));
      }
    }
    if (usable.isEmpty() && credentials.password() == null) {
      throw nothing(server, faults);
    }
    return new Identities(List.copyOf(usable), List.copyOf(faults));
  }

  private static List<Path> usual(Path folder) {
    return Stream.of("id_ed25519", "id_ecdsa", "id_rsa")
        .map(folder::resolve)
        .filter(Files::exists)
        .toList();
  }

  private static AuthenticationException nothing(Server server, List<String> faults) {
    return new AuthenticationException(
        Login.who(server)
            + ": there is nothing to log in with: "
            + (faults.isEmpty()
                ? "no credential is configured, and ~/.ssh has no id_ed25519, id_ecdsa or id_rsa"
                : String.join("; ", faults))
            + "; hint: set ssh_key (and passphrase) or password");
  }
}
