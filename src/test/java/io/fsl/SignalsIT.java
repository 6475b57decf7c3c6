package io.fsl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.Cli;
import io.fsl.testing.MinimalConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run without end, of a server that is not there. */
class SignalsIT extends InstalledCase {
  private static final String UNREACHABLE = MinimalConfig.fetcher(1);

  @BeforeEach
  void configure() throws IOException {
    configure(UNREACHABLE);
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void aSignalEndsThePause(String signal, int status) {
    Cli.Running run = fsl.start("fetch");
    run.awaitErr(" loop 1: ");
    run.signal(signal);
    assertEquals(status, run.end().status());
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void theLoopThatASignalEndsTellsTheStatus(String signal, int status) throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      silent.setSoTimeout(30_000);
      configure(MinimalConfig.fetcher(silent.getLocalPort()));
      Cli.Running run = fsl.start("fetch", "--json");
      try (Socket _ = silent.accept()) {
        run.signal(signal);
        Cli.Result result = run.end();
        assertEquals(status, result.status(), result.err());
        assertTrue(result.out().endsWith(",\"status\":" + status + "}\n"), result.out());
      }
      String log = Files.readString(folder.resolve("log/all-info.log"));
      String last = log.lines().toList().getLast();
      assertTrue(last.contains(" loop 1: ") && last.endsWith("(" + status + ")"), log);
    }
  }

  @Test
  void theConfigurationIsReadAgainAndABadOneIsNotTaken() throws IOException {
    Cli.Running run = fsl.start("fetch", "-v");
    run.awaitErr(" loop 1: ");
    configure(UNREACHABLE + "wrong: 1\n");
    run.signal("HUP");
    run.awaitErr(" loop 2: ");
    assertTrue(run.errSoFar().contains("fetcher.yml:11:1: wrong: "), run.errSoFar());
    assertFalse(run.errSoFar().contains("read again"), run.errSoFar());
    configure(UNREACHABLE.replace("feeds:", "others:"));
    run.signal("HUP");
    run.awaitErr(" loop 3: ");
    assertTrue(run.errSoFar().contains(" others: "), run.errSoFar());
    run.signal("TERM");
    assertEquals(143, run.end().status());
  }

  @Test
  void logFilesThatAreMovedAwayAreBegunAnew() throws IOException {
    Cli.Running run = fsl.start("fetch");
    run.awaitErr(" loop 1: ");
    Files.move(folder.resolve("log/all-info.log"), folder.resolve("log/old"));
    run.signal("HUP");
    run.awaitErr(" loop 2: ");
    run.signal("TERM");
    run.end();
    assertTrue(Files.readString(folder.resolve("log/all-info.log")).contains(" loop 2: "));
    assertFalse(Files.readString(folder.resolve("log/old")).contains(" loop 2: "));
  }

  @Test
  void whatEndsOfItselfTellsTheWorst() throws IOException {
    Cli.Result result = fsl.run("fetch", "--loops", "1", "--json");
    assertEquals(69, result.status(), result.err());
    assertTrue(
        result.out().endsWith("\"troubles\":[\"unreachable\"],\"status\":69}\n"), result.out());
    assertTrue(Files.exists(folder.resolve("state/fetcher.fetch.mv")));
  }

  @Test
  void aDryRunWritesNothing() {
    Cli.Result result = fsl.run("fetch", "--loops", "1", "-n");
    assertEquals(69, result.status(), result.err());
    for (String each : new String[] {"log", "state", "incoming"}) {
      assertTrue(Files.notExists(folder.resolve(each)), each);
    }
  }

  private void configure(String text) throws IOException {
    write("etc/fetcher.yml", text);
  }
}
