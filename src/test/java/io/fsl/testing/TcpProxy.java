package io.fsl.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A bad link to a server on the loopback interface. */
public final class TcpProxy implements AutoCloseable {
  private static final int RESET_ON_CLOSE = 0;

  /** About so many bytes that came from the server before a trouble may not get to the client. */
  private static final int LOST_BYTES_MAX = 64 << 10;

  private static final int PIECE = 16 << 10;
  private static final int PIECE_WITH_LATENCY = 1 << 20;

  private final ServerSocket listener;
  private final int target;
  private final Queue<Trouble> troubles = new ConcurrentLinkedQueue<>();
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger happened = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private volatile Duration latency = Duration.ZERO;
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private final CountDownLatch closed = new CountDownLatch(1);

  /** What befalls a connection. */
  public enum Kind {
    /** Both ends see the end of the stream. */
    CUT,
    /** The client sees a reset. */
    RESET,
    /** Nothing comes any more, and the connection stays. */
    STALL,
    /** One bit is another. */
    CORRUPT
  }

  /**
   * @param after so many bytes from the server
   */
  private record Trouble(Kind kind, long after) {}

  private TcpProxy(ServerSocket listener, int target) {
    this.listener = listener;
    this.target = target;
  }

  /** Starts a line to a port. */
  public static TcpProxy to(int target) throws IOException {
    ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    TcpProxy proxy = new TcpProxy(listener, target);
    Thread.ofVirtual().name("proxy").start(proxy::accept);
    return proxy;
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Something befalls one of the next connections: each takes one trouble, in this order. */
  public void trouble(Kind kind, long afterBytes) {
    troubles.add(new Trouble(kind, afterBytes));
  }

  /** From now on, bytes take so long from one end to the other. */
  public void latency(Duration time) {
    latency = time;
  }

  /** From now on connections are taken, but nothing passes through them until they are let go. */
  public void hold() {
    gate = new CountDownLatch(1);
  }

  /** Lets go what was held. */
  public void release() {
    gate.countDown();
  }

  /** How many connections there were. */
  public int connections() {
    return connections.get();
  }

  /** How many of the troubles came true. */
  public int happened() {
    return happened.get();
  }

  /** How many bytes came from the server unharmed, over all connections. */
  public long bytes() {
    return bytes.get();
  }

  private void accept() {
    while (true) {
      try {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        client.setSendBufferSize(LOST_BYTES_MAX);
        connections.incrementAndGet();
        sockets.add(client);
        sockets.add(server);
        Trouble trouble = troubles.poll();
        CountDownLatch open = gate;
        Thread.ofVirtual().start(() -> pass(client, server, open, null, new AtomicLong()));
        Thread.ofVirtual().start(() -> pass(server, client, open, trouble, bytes));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void pass(
      Socket from, Socket to, CountDownLatch open, @Nullable Trouble trouble, AtomicLong count) {
    try (from;
        to) {
      open.await();
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[latency.isZero() ? PIECE : PIECE_WITH_LATENCY];
      long passed = 0;
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        if (closed.await(latency.toNanos(), TimeUnit.NANOSECONDS)) {
          return;
        }
        if (trouble != null && passed <= trouble.after && passed + n > trouble.after) {
          int before = (int) (trouble.after - passed);
          happened.incrementAndGet();
          count.addAndGet(before);
          switch (trouble.kind) {
            case CORRUPT -> buffer[before] ^= 1;
            case CUT, RESET -> {
              out.write(buffer, 0, before);
              if (trouble.kind == Kind.RESET) {
                to.setSoLinger(true, RESET_ON_CLOSE);
              }
              return;
            }
            case STALL -> {
              out.write(buffer, 0, before);
              in.transferTo(OutputStream.nullOutputStream());
              return;
            }
          }
        }
        out.write(buffer, 0, n);
        passed += n;
        if (trouble == null || passed <= trouble.after) {
          count.addAndGet(n);
        }
      }
    } catch (IOException e) {
      // One end is gone, and so both are.
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts a proxy", e);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    closed.countDown();
    release();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
