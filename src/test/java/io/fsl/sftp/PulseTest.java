package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.Await;
import io.fsl.testing.MinaServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.schmizz.sshj.SSHClient;
import org.apache.sshd.common.channel.RequestHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a server is asked for a sign of life, and how long its greeting may be. */
class PulseTest {
  private static final int GREETING = 64 << 10;

  @TempDir Path folder;

  /** Four times within the timeout; at least each second, and each hour at most. */
  @ParameterizedTest
  @CsvSource({"PT60S, 15", "PT30S, 7", "PT1S, 1", "PT0.1S, 1", "P1D, 3600", "PT5H, 3600"})
  void aServerIsAskedForASignOfLifeAFewTimesWithinTheTimeout(Duration timeout, int seconds)
      throws IOException {
    Pulse pulse = new Pulse(timeout);
    try (SSHClient client = new SSHClient(SshAlgorithms.config(pulse))) {
      assertEquals(seconds, client.getConnection().getKeepAlive().getKeepAliveInterval());
    }
  }

  @Test
  void aGreetingMustEnd() throws IOException {
    InputStream greeting = new Pulse(Duration.ofMinutes(1)).listen(endless());
    for (int i = 0; i < GREETING; i++) {
      assertEquals(0, greeting.read());
    }
    assertEquals(
        "its greeting does not end", assertThrows(IOException.class, greeting::read).getMessage());
    byte[] rest = new byte[100_000];
    assertEquals(rest.length, greeting.read(rest, 0, rest.length));
  }

  @Test
  void aGreetingMustEndInTime() throws Exception {
    InputStream inTime = new Pulse(Duration.ofMinutes(1)).listen(endless());
    InputStream late = new Pulse(Duration.ofMillis(50)).listen(endless());
    long start = System.nanoTime();
    Await.until("the time is over", () -> System.nanoTime() - start > 50_000_000);
    assertEquals(
        "its greeting does not end in time",
        assertThrows(SocketTimeoutException.class, late::read).getMessage());
    assertEquals(0, inTime.read());
  }

  // --- once logged in

  /** A quarter of it is less than the second after which it is asked at the earliest. */
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  /** How often a server was asked for a sign of life. */
  private final AtomicInteger asked = new AtomicInteger();

  /** A server that is asked for signs of life, and gives them so. */
  private MinaServer answering(RequestHandler.Result answer) throws IOException {
    return MinaServer.start(
        folder,
        sshd ->
            sshd.setGlobalRequestHandlers(
                List.of((_, request, wantsReply, _) -> {
                  assertEquals("keepalive@openssh.com", request);
                  assertTrue(wantsReply);
                  asked.incrementAndGet();
                  return answer;
                })));
  }

  @Test
  void aServerThatGivesNoSignOfLifeIsGivenUp() throws Exception {
    try (MinaServer mute = answering(RequestHandler.Result.Replied)) { // which is a lie
      SSHClient client = new SshConnector(mute.server(), TIMEOUT).connect();
      long start = System.nanoTime();
      Await.until("it is given up", () -> !client.isConnected());
      Duration taken = Duration.ofNanos(System.nanoTime() - start);
      assertTrue(taken.toMillis() >= 2000, taken::toString);
      assertTrue(taken.toMillis() < 15_000, taken::toString);
      assertTrue(asked.get() >= 2, asked::toString);
    }
  }

  /** That it knows no such request is a sign of life too. */
  @Test
  void aServerThatHasNothingToSayIsKept() throws Exception {
    try (MinaServer idle = answering(RequestHandler.Result.ReplyFailure)) {
      SSHClient client = new SshConnector(idle.server(), TIMEOUT).connect();
      try {
        long start = System.nanoTime();
        Await.until("it is asked", () -> asked.get() >= 3);
        Await.until(
            "more than the timeout", () -> System.nanoTime() - start > TIMEOUT.toNanos() + 1e9);
        assertTrue(client.isConnected());
      } finally {
        SshConnector.drop(client);
      }
    }
  }

  private static InputStream endless() {
    return new ByteArrayInputStream(new byte[1 << 20]);
  }
}
