package io.fsl.config;

/** An SFTP server and how to log in to it. */
public record Server(
    String host, int port, String username, Credentials credentials, HostKeyPolicy hostKeys) {
  public Server {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("no such port: " + port);
    }
  }

  /** The same, but nothing is written about it. */
  public Server unwritten() {
    HostKeyPolicy policy =
        new HostKeyPolicy(hostKeys.knownHosts(), hostKeys.fingerprints(), hostKeys.check(), false);
    return new Server(host, port, username, credentials, policy);
  }
}
