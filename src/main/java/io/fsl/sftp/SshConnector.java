package io.fsl.sftp;

import io.fsl.config.Home;
import io.fsl.config.Server;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.SSHRuntimeException;
import net.schmizz.sshj.connection.Connection;
import org.jspecify.annotations.Nullable;

/** Makes authenticated SSH connections to one server. */
public final class SshConnector {
  static {
    JdkCryptography.use();
  }

  private static final Logger LOG = Logger.getLogger("io.fsl.sftp");

  private static final long WINDOW_BYTES = 8 << 20;
  private static final int PACKET_BYTES = 32 << 10;

  private final Server server;
  private final Duration timeout;
  private final @Nullable Path home;

  /**
   * @param timeout of connecting, of each step of authentication, and without any sign of life
   *     later
   */
  public SshConnector(Server server, Duration timeout) {
    this(server, timeout, Home.of(System.getenv()));
  }

  /**
   * @param home where the usual keys are; null: not known
   */
  SshConnector(Server server, Duration timeout, @Nullable Path home) {
    this.server = server;
    this.timeout = timeout;
    this.home = home;
  }

  /**
   * Connects, checks the host key and authenticates. The credentials are read anew each time, and
   * each is offered once.
   *
   * @throws UnreachableException when there is no connection
   * @throws AuthenticationException when host key or authentication fail
   */
  SSHClient connect() throws IOException {
    Identities identities = Identities.of(server, home);
    SSHClient client = trusted();
    try {
      new Login(client, server, identities).run();
      return client;
    } catch (IOException | RuntimeException e) {
      drop(client);
      throw e;
    }
  }

  /** A connection to the right server, where nobody is logged in yet. */
  private SSHClient trusted() throws IOException {
    Set<String> shown = ConcurrentHashMap.newKeySet();
    while (true) {
      HostKeys hostKeys = new HostKeys(server, shown);
      try {
        return connected(hostKeys);
      } catch (AuthenticationException e) {
        if (!hostKeys.otherTypesLeft()) {
          throw e;
        }
      }
    }
  }

  private SSHClient connected(HostKeys hostKeys) throws IOException {
    Pulse pulse = new Pulse(timeout);
    SSHClient client = new SSHClient(SshAlgorithms.config(pulse));
    client.setSocketFactory(new Dialer(server, timeout, pulse));
    try {
      bound(client);
      shakeHands(client, hostKeys);
      return client;
    } catch (IOException | RuntimeException e) {
      drop(client);
      throw e;
    }
  }

  /** The account and the server, for messages. */
  String who() {
    return Login.who(server);
  }

  /** What to tell of a server that lets us in, but does not start its SFTP; its log knows more. */
  UnreachableException withoutSession(IOException e) {
    return new UnreachableException(
        who()
            + ": logged in, but its SFTP does not start: "
            + Cause.of(e)
            + "; look at the account's shell, chroot and sftp subsystem there",
        e);
  }

  /**
   * Ends a connection without a farewell, which a dead peer would hold up. That it is gone is all
   * that is wanted: sshj may throw anything when another thread ends it too.
   */
  static void drop(SSHClient client) {
    Socket socket = client.getSocket();
    try {
      if (socket != null) {
        socket.close();
      }
      client.disconnect();
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.FINE, "a connection that is gone did not end well", e);
    }
  }

  private void bound(SSHClient client) {
    int millis = Math.toIntExact(Math.min(timeout.toMillis(), Integer.MAX_VALUE));
    client.setConnectTimeout(millis);
    client.setTimeout(millis);
    client.getTransport().setTimeoutMs(millis);
    Connection connection = client.getConnection();
    connection.setTimeoutMs(millis);
    connection.setWindowSize(WINDOW_BYTES);
    connection.setMaxPacketSize(PACKET_BYTES);
  }

  private void shakeHands(SSHClient client, HostKeys hostKeys) throws IOException {
    client.addHostKeyVerifier(hostKeys);
    try {
      client.connect(server.host(), server.port());
    } catch (UnreachableException e) {
      throw e;
    } catch (IOException | SSHRuntimeException | IllegalStateException e) {
      AuthenticationException refusal = hostKeys.refusal();
      if (refusal != null) {
        throw refusal;
      }
      throw new UnreachableException(
          server.host() + ":" + server.port() + " broke off the handshake: " + Cause.of(e), e);
    }
  }
}
