package io.fsl.sftp;

import io.fsl.config.Server;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
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
import jdk.net.ExtendedSocketOptions;

/** Connects to the first of a server's addresses that answers; sshj itself tries only one. */
final class Dialer extends SocketFactory {
  /**
   * Read at once, unless more is asked for: sshj asks for the start of each packet before the rest,
   * and of small ones several have come. Of large ones not much is copied once more.
   */
  private static final int READ_BYTES = 16 << 10;

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
      InputStream bytes = new Acknowledged(this, super.getInputStream());
      return pulse.listen(new BufferedInputStream(bytes, READ_BYTES));
    }
  }

  /**
   * The bytes of a login, acknowledged at once. OpenSSH leaves Nagle's algorithm (RFC 896) on until
   * the session starts: what it has to say next waits for the acknowledgement of what it said last,
   * and Linux waits 40 ms for something to send it with.
   */
  private static final class Acknowledged extends FilterInputStream {
    /** More than a login takes. */
    private static final int BYTES = 16 << 10;

    private final Socket socket;
    private final boolean known;
    private int read;

    Acknowledged(Socket socket, InputStream bytes) {
      super(bytes);
      this.socket = socket;
      this.known = socket.supportedOptions().contains(ExtendedSocketOptions.TCP_QUICKACK);
    }

    /** The kernel forgets the option soon, so it is set for each read. */
    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (known && read < BYTES) {
        socket.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
      }
      int count = super.read(target, offset, length);
      read = Math.min(read + Math.max(count, 0), BYTES);
      return count;
    }
  }
}
