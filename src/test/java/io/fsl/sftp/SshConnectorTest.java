package io.fsl.sftp;

import static io.fsl.sftp.Connections.TIMEOUT;
import static io.fsl.sftp.Connections.fault;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.config.Credentials;
import io.fsl.config.HostKeyCheck;
import io.fsl.config.HostKeyPolicy;
import io.fsl.config.Password;
import io.fsl.config.Secret;
import io.fsl.config.Server;
import io.fsl.testing.MinaServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import net.schmizz.sshj.SSHClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are not there, or are none. */
class SshConnectorTest {
  private static final Duration BRIEF = Duration.ofMillis(300);

  private static Server at(String host, int port) {
    return new Server(
        host,
        port,
        "user",
        new Credentials(new Password.Literal(new Secret("secret")), List.of(), null),
        new HostKeyPolicy(List.of(), List.of(), HostKeyCheck.OFF));
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  }

  @Test
  void saysThatNobodyListens() throws Exception {
    int port;
    try (ServerSocket free = listen()) {
      port = free.getLocalPort();
    }
    String fault = fault(at("127.0.0.1", port), TIMEOUT);
    assertTrue(fault.startsWith("cannot reach 127.0.0.1:" + port + ": Connection refused"), fault);
  }

  @Test
  void saysThatTheNameIsNotKnown() {
    String fault = fault(at("no-such-host.invalid", 22), TIMEOUT);
    assertTrue(fault.contains("no-such-host.invalid:22: its name is not known"), fault);
  }

  /** The queue of those that wait to be taken is full, and what comes then is not answered. */
  @Test
  void saysThatTheServerDoesNotAnswer() throws Exception {
    List<Socket> waiting = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      while (joined(full, waiting)) {
        // one more
      }
      String fault = fault(at("127.0.0.1", full.getLocalPort()), BRIEF);
      assertTrue(fault.endsWith(":" + full.getLocalPort() + ": it does not answer"), fault);
    } finally {
      for (Socket socket : waiting) {
        socket.close();
      }
    }
  }

  private static boolean joined(ServerSocket server, List<Socket> waiting) throws IOException {
    Socket socket = new Socket();
    waiting.add(socket);
    try {
      socket.connect(server.getLocalSocketAddress(), Math.toIntExact(BRIEF.toMillis()));
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  /** Requests are small, and none waits for the answer to the one before. */
  @Test
  void requestsAreNotHeldBackToBeCollected() throws Exception {
    try (ServerSocket server = listen()) {
      Server there = at("127.0.0.1", server.getLocalPort());
      try (Socket socket = new Dialer(there, TIMEOUT, new Pulse(TIMEOUT)).createSocket()) {
        assertTrue(socket.getTcpNoDelay());
      }
    }
  }

  /** A server that waits for the acknowledgement before it says more is not kept waiting. */
  @Test
  void aLoginIsAcknowledgedAtOnce() throws Exception {
    try (ServerSocket server = listen()) {
      Server there = at("127.0.0.1", server.getLocalPort());
      try (Socket socket = new Dialer(there, TIMEOUT, new Pulse(TIMEOUT)).createSocket();
          Socket far = server.accept()) {
        InputStream in = socket.getInputStream();
        assertTrue(isAcknowledgedAtOnce(socket, in, far));
        int login = 16 << 10;
        far.getOutputStream().write(new byte[login]);
        assertEquals(login, in.readNBytes(login).length);
        boolean stillSet = true;
        for (int answers = 0; answers < 100 && stillSet; answers++) {
          stillSet = isAcknowledgedAtOnce(socket, in, far);
        }
        assertFalse(stillSet);
      }
    }
  }

  /** Linux waits for an answer to send the acknowledgement with, once there was one. */
  private static boolean isAcknowledgedAtOnce(Socket socket, InputStream in, Socket far)
      throws IOException {
    byte[] some = new byte[100];
    far.getOutputStream().write(some);
    assertEquals(some.length, in.readNBytes(some.length).length);
    socket.getOutputStream().write(some);
    far.getOutputStream().write(some);
    assertEquals(some.length, in.readNBytes(some.length).length);
    return socket.getOption(ExtendedSocketOptions.TCP_QUICKACK);
  }

  @Test
  void givesUpASilentServer() throws Exception {
    try (ServerSocket silent = listen()) {
      long start = System.nanoTime();
      String fault = fault(at("127.0.0.1", silent.getLocalPort()), BRIEF);
      Duration taken = Duration.ofNanos(System.nanoTime() - start);
      assertTrue(fault.contains("broke off the handshake"), fault);
      assertTrue(taken.compareTo(Duration.ofSeconds(10)) < 0, taken::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Exceeded MaxStartups\r\n",
        "HTTP/1.1 400 Bad Request\r\n\r\n",
        "SSH-1.5-old\r\n",
        "SSH-2.0-x\r\n",
        "SSH-2.0-x\r\n\0\0\0\u000c\nnot a key exchange"
      })
  void givesUpAServerThatHangsUp(String greeting) throws Exception {
    try (ServerSocket rude = listen()) {
      Thread.ofVirtual().start(() -> greet(rude, greeting));
      String fault = fault(at("127.0.0.1", rude.getLocalPort()), TIMEOUT);
      assertFalse(fault.contains("secret"), fault);
      assertFalse(fault.contains("\n"), fault);
    }
  }

  @Test
  void hangsUpWhereNoSshIsSpoken() throws Exception {
    try (ServerSocket other = listen()) {
      FutureTask<Integer> next =
          new FutureTask<>(() -> {
            try (Socket client = other.accept()) {
              client.getOutputStream().write("SSH-1.5-old\r\n".getBytes(StandardCharsets.US_ASCII));
              InputStream in = client.getInputStream();
              in.transferTo(OutputStream.nullOutputStream());
              return in.read();
            }
          });
      Thread.ofVirtual().start(next);
      fault(at("127.0.0.1", other.getLocalPort()), TIMEOUT);
      assertEquals(-1, next.get(20, TimeUnit.SECONDS));
    }
  }

  /** Of each step, and of what is asked later; a large window keeps a far server busy. */
  @Test
  void aConnectionIsBoundByTheTimeout(@TempDir Path folder) throws Exception {
    try (MinaServer server = MinaServer.start(folder)) {
      SSHClient client = new SshConnector(server.server(), Duration.ofSeconds(17)).connect();
      try {
        assertEquals(17_000, client.getConnectTimeout());
        assertEquals(17_000, client.getTimeout());
        assertEquals(17_000, client.getTransport().getTimeoutMs());
        assertEquals(17_000, client.getConnection().getTimeoutMs());
        assertEquals(8 << 20, client.getConnection().getWindowSize());
        assertEquals(32 << 10, client.getConnection().getMaxPacketSize());
      } finally {
        SshConnector.drop(client);
      }
    }
  }

  /** As sshj's cipher does when the reader of a connection ends it at the same time. */
  @Test
  void aConnectionThatDoesNotEndWellIsGoneAllTheSame() {
    SSHClient broken =
        new SSHClient(SshAlgorithms.config(new Pulse(TIMEOUT))) {
          @Override
          public void disconnect() {
            throw new IllegalStateException("Update has been called; no more AAD data");
          }
        };
    assertDoesNotThrow(() -> SshConnector.drop(broken));
  }

  @Test
  void givesUpAnEndlessGreeting() throws Exception {
    try (ServerSocket chatty = listen()) {
      Thread.ofVirtual().start(() -> greet(chatty, "welcome\r\n".repeat(100_000)));
      String fault = fault(at("127.0.0.1", chatty.getLocalPort()), TIMEOUT);
      assertTrue(fault.contains("its greeting does not end"), fault);
    }
  }

  private static void greet(ServerSocket server, String greeting) {
    try (Socket client = server.accept()) {
      client.getOutputStream().write(greeting.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      // The client hung up, as it should.
    }
  }
}
