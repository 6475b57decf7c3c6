package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fsl.testing.Await;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import net.schmizz.sshj.SSHClient;
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

  private static InputStream endless() {
    return new ByteArrayInputStream(new byte[1 << 20]);
  }
}
