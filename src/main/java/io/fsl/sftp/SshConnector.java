package io.fsl.sftp;

import io.fsl.config.Server;
import java.io.IOException;
import java.time.Duration;
import net.schmizz.sshj.SSHClient;

/** Makes authenticated SSH connections to one server. */
public final class SshConnector {
  private final Server server;
  private final Duration timeout;

  /**
   * @param timeout of connecting, of each step of authentication, and without any sign of life
   *     later
   */
  public SshConnector(Server server, Duration timeout) {
    this.server = server;
    this.timeout = timeout;
  }

  /**
   * Connects, checks the host key and authenticates.
   *
   * @throws UnreachableException when there is no connection
   * @throws AccessDeniedException when host key or authentication fail
   */
  SSHClient connect() throws IOException {
    throw new UnsupportedOperationException(server + " " + timeout);
  }
}
