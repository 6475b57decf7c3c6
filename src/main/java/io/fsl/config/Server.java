package io.fsl.config;

/** An SFTP server and how to log in to it. */
public record Server(
    String host, int port, String username, Credentials credentials, HostKeyPolicy hostKeys) {
  public Server {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("no such port: " + port);
    }
  }
}
