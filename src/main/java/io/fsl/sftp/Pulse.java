package io.fsl.sftp;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import net.schmizz.keepalive.KeepAlive;
import net.schmizz.keepalive.KeepAliveProvider;
import net.schmizz.sshj.common.DisconnectReason;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.ConnectionImpl;
import net.schmizz.sshj.transport.TransportException;

/**
 * Knows when a server was last heard. When it is silent it is asked for a sign of life, and when
 * none comes the connection is given up. Any byte is a sign: on a slow link an answer may wait long
 * behind the data, which is why sshj's own keep-alive, which counts answers, will not do.
 */
final class Pulse extends KeepAliveProvider {
  private static final int GREETING_BYTES = 64 << 10;

  private final Duration timeout;
  private final int intervalSeconds;
  private volatile long heard = System.nanoTime();

  Pulse(Duration timeout) {
    this.timeout = timeout;
    this.intervalSeconds = Math.toIntExact(Math.clamp(timeout.toSeconds() / 4, 1, 3600));
  }

  /** The bytes of a server. */
  InputStream listen(InputStream bytes) {
    return new Heard(bytes);
  }

  @Override
  public KeepAlive provide(ConnectionImpl connection) {
    KeepAlive beat = new Beat(connection);
    beat.setKeepAliveInterval(intervalSeconds);
    return beat;
  }

  /** At least three requests go unanswered before a server counts as dead. */
  private Duration limit() {
    Duration least = Duration.ofSeconds(3L * intervalSeconds);
    return timeout.compareTo(least) > 0 ? timeout : least;
  }

  private final class Beat extends KeepAlive {
    Beat(ConnectionImpl connection) {
      super(connection, "sftp-pulse");
    }

    @Override
    protected void doKeepAlive() throws TransportException, ConnectionException {
      if (!conn.equals(conn.getTransport().getService())) {
        return; // not logged in yet, which has a timeout of its own
      }
      Duration silence = Duration.ofNanos(System.nanoTime() - heard);
      if (silence.compareTo(limit()) >= 0) {
        throw new ConnectionException(
            DisconnectReason.CONNECTION_LOST, "no sign of life for " + silence.toSeconds() + " s");
      }
      if (silence.toMillis() >= intervalSeconds * 500L) {
        conn.sendGlobalRequest("keepalive@openssh.com", true, new byte[0]);
      }
    }
  }

  private final class Heard extends FilterInputStream {
    private final long deadline = System.nanoTime() + timeout.toNanos();
    private int greeting;

    Heard(InputStream bytes) {
      super(bytes);
    }

    /** sshj reads a server's greeting by the byte, which may neither go on nor last for ever. */
    @Override
    public int read() throws IOException {
      if (++greeting > GREETING_BYTES) {
        throw new IOException("its greeting does not end");
      }
      if (System.nanoTime() > deadline) {
        throw new SocketTimeoutException("its greeting does not end in time");
      }
      return super.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = super.read(target, offset, length);
      heard = System.nanoTime();
      return count;
    }
  }
}
