package io.fsl.sftp;

import io.fsl.config.Server;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import javax.net.SocketFactory;

/** Connects to the first of a server's addresses that answers; sshj itself tries only one. */
final class Dialer extends SocketFactory {
  private final Server server;
  private final Duration timeout;
  private final Pulse pulse;

  Dialer(Server server, Duration timeout, Pulse pulse) {
    this.server = server;
    this.timeout = timeout;
    this.pulse = pulse;
  }

  @Override
  public Socket createSocket() throws IOException {
    IOException failure = new NoRouteToHostException("it has no address");
    for (InetAddress address : addresses()) {
      try {
        return connect(address);
      } catch (IOException e) {
        failure = e;
      }
    }
    throw unreachable(reason(failure), failure);
  }

  private InetAddress[] addresses() throws UnreachableException {
    try {
      return InetAddress.getAllByName(server.host());
    } catch (UnknownHostException e) {
      throw unreachable("its name is not known", e);
    }
  }

  private Socket connect(InetAddress address) throws IOException {
    Socket socket = new HeardSocket();
    try {
      socket.setTcpNoDelay(true); // requests are small, and the next does not wait for an answer
      socket.connect(
          new InetSocketAddress(address, server.port()),
          Math.toIntExact(Math.min(timeout.toMillis(), Integer.MAX_VALUE)));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static String reason(IOException e) {
    return e instanceof SocketTimeoutException ? "it does not answer" : Cause.of(e);
  }

  private UnreachableException unreachable(String why, IOException cause) {
    return new UnreachableException(
        "cannot reach " + server.host() + ":" + server.port() + ": " + why, cause);
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
    throw new UnsupportedOperationException();
  }

  private final class HeardSocket extends Socket {
    @Override
    public InputStream getInputStream() throws IOException {
      return pulse.listen(super.getInputStream());
    }
  }
}
