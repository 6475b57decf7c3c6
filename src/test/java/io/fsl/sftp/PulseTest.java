package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.Await;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import net.schmizz.keepalive.KeepAlive;
import net.schmizz.sshj.Config;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.connection.ConnectionImpl;
import net.schmizz.sshj.transport.Transport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a server is asked for a sign of life, and how long its greeting may be. */
class PulseTest {
  private static final int GREETING = 64 << 10;

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

  /** Three requests that go unanswered take as long. */
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  private final Pulse pulse = new Pulse(TIMEOUT);
  private final InputStream heard = pulse.listen(endless());
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Exception> givenUp = new CompletableFuture<>();

  /** Who is asked then, and answers or not. */
  private KeepAlive started(boolean loggedIn, boolean answering) {
    AtomicReference<ConnectionImpl> connection = new AtomicReference<>();
    Config config = SshAlgorithms.config(pulse);
    Transport transport =
        ServerEnd.proxy(
            Transport.class,
            (method, arguments) ->
                switch (method) {
                  case "getConfig" -> config;
                  case "getTimeoutMs" -> 1000;
                  case "getService" -> loggedIn ? connection.get() : null;
                  case "isRunning" -> !givenUp.isDone();
                  case "write" -> asked((SSHPacket) arguments[0], answering);
                  case "die" -> givenUp.complete((Exception) arguments[0]);
                  default -> throw new UnsupportedOperationException(method);
                });
    connection.set(new ConnectionImpl(transport, pulse));
    KeepAlive beat = connection.get().getKeepAlive();
    beat.setDaemon(true);
    beat.start();
    return beat;
  }

  private long asked(SSHPacket packet, boolean answering) throws IOException {
    SSHPacket request = new SSHPacket(packet);
    assertEquals(Message.GLOBAL_REQUEST, request.readMessageID());
    asked.add(request.readString());
    assertTrue(request.readBoolean(), "it wants an answer");
    return answering ? heard.read(new byte[1], 0, 1) : 0L;
  }

  @Tag("slow")
  @Test
  void aServerThatGivesNoSignOfLifeIsGivenUp() throws Exception {
    long start = System.nanoTime();
    heard.read(new byte[1], 0, 1);
    started(true, false);
    Exception end = givenUp.get(60, TimeUnit.SECONDS);
    assertTrue(System.nanoTime() - start >= TIMEOUT.toNanos());
    assertTrue(String.valueOf(end.getMessage()).startsWith("no sign of life for "), end::toString);
    assertEquals("keepalive@openssh.com", asked.getFirst());
  }

  /** That it answers is enough, whatever it says. */
  @Tag("slow")
  @Test
  void aServerThatHasNothingToSayIsKept() throws Exception {
    KeepAlive beat = started(true, true);
    Await.until("it is asked again and again", () -> asked.size() >= 4);
    beat.interrupt();
    assertFalse(givenUp.isDone());
  }

  /** The login has a timeout of its own. */
  @Tag("slow")
  @Test
  void nothingIsAskedBeforeTheLogin() throws Exception {
    long start = System.nanoTime();
    KeepAlive beat = started(false, false);
    Await.until("a while", () -> System.nanoTime() - start > TIMEOUT.toNanos() + 2e9);
    beat.interrupt();
    assertEquals(List.of(), asked);
    assertFalse(givenUp.isDone());
  }

  private static InputStream endless() {
    return new ByteArrayInputStream(new byte[1 << 20]);
  }
}
