package io.fsl.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.Cli;
import io.fsl.testing.OpenSshServer;
import io.fsl.testing.TcpProxy;
import io.fsl.testing.TcpProxy.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A line that breaks in the middle of a big file: what came before does not come again. */
class BrokenLineIT {
  private static final int MEBIBYTE = 1 << 20;
  private static final int BIG = 24 * MEBIBYTE + 12_345;

  /** Of one connection: what it takes to log in, and what was on its way when it broke. */
  private static final int MORE = MEBIBYTE;

  @TempDir Path temporary;
  private OpenSshServer sshd;
  private TcpProxy line;
  private FetchSite site;

  @BeforeEach
  void start() throws IOException {
    sshd = OpenSshServer.start(Files.createDirectory(temporary.resolve("sshd")));
    line = TcpProxy.to(sshd.port());
    site = new FetchSite(temporary, sshd);
    site.put("a/big", BIG);
  }

  @AfterEach
  void stop() throws IOException {
    line.close();
    sshd.close();
  }

  private void configure(int connections, String... settings) throws IOException {
    String host = "[127.0.0.1]:" + line.port() + " " + sshd.hostKey().publicLine() + "\n";
    String known = "known_hosts: " + site.write("known", host);
    site.source("a", "port: " + line.port(), known, "connections: " + connections);
    site.set(settings);
  }

  @ParameterizedTest
  @CsvSource({"CUT, 1", "RESET, 1", "CUT, 4", "CORRUPT, 1"})
  void theSameRunGoesOn(Kind kind, int connections) throws IOException {
    for (int i = 0; i < 3; i++) {
      line.trouble(kind, 5 * MEBIBYTE);
    }
    configure(connections, "retry_wait: 100ms");
    Cli.Result result = site.fetch(0, "--json");
    site.assertFetched("a/big", BIG);
    assertEquals(3, line.happened());
    assertCameOnce();
    assertTrue(result.out().contains("\"bytes\":" + BIG + "}"), result.out());
    assertEquals("", String.join(" ", site.leftovers()));
  }

  @Test
  void theNextRunGoesOn() throws IOException {
    line.trouble(Kind.CUT, 16 * MEBIBYTE);
    configure(1, "retries: 0");
    site.fetch(69);
    assertEquals("", site.names("in/a"), "nothing partial is visible");
    site.fetch(0);
    site.assertFetched("a/big", BIG);
    assertEquals(1, line.happened());
    assertCameOnce();
    assertEquals("", String.join(" ", site.leftovers()));
  }

  private void assertCameOnce() {
    long most = BIG + BIG / 100 + (long) MORE * line.connections();
    assertTrue(line.bytes() <= most, () -> line.bytes() + " bytes came, of " + BIG);
  }
}
