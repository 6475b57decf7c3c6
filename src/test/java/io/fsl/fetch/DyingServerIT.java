package io.fsl.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions that end, or in which nothing is said any more. */
class DyingServerIT extends AtFaultyServer {
  @ParameterizedTest
  @CsvSource({"500,1", "40000,2", "150000,2", "299000,1"})
  void aServerThatDiesAFewTimes(int bytes, int times) throws IOException {
    site.put("a/a.txt", 300_000);
    site.put("a/b.txt", 10);
    server.faults("DIE " + bytes, "DIE_TIMES " + times);
    site.fetch(0);
    assertEquals(0, server.deathsLeft());
    site.assertFetched("a/a.txt", 300_000);
    Files.delete(site.path("in/a/a.txt"));
    server.faults();
    site.fetch(0);
    assertEquals("b.txt", site.names("in/a"));
  }

  /** Not recorded as fetched before it is. */
  @Test
  void aServerThatDiesAgainAndAgain() throws IOException {
    site.put("a/a.txt", 300_000);
    server.faults("DIE 100000");
    site.fetch(69);
    assertEquals("", site.names("in/a"));
    site.fetch(69);
    assertNextFetchBrings(300_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"STALL 0", "STALL 300", "STALL 60000"})
  void aServerThatFallsSilent(String faults) throws IOException {
    site.put("a/a.txt", 100_000);
    server.faults(faults);
    site.set("retries: 0", "sftp_timeout: 3");
    long start = System.nanoTime();
    Cli.Result result = site.fetch(69);
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    assertTrue(result.err().contains("no answer"), result.err());
    assertTrue(taken.compareTo(Duration.ofSeconds(25)) < 0, taken::toString);
    assertEquals("", site.names("in/a"));
    assertNextFetchBrings(100_000);
  }
}
