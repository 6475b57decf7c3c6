package io.fsl.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are within their rights, but odd. */
class OddServerIT extends AtFaultyServer {
  @ParameterizedTest
  @ValueSource(strings = {"HANDLES 1", "STATS 0", "BACKWARDS", "SHORT 999"})
  void aServerWithWhims(String faults) throws IOException {
    server.faults(faults);
    site.put("a/big.bin", 1_000_000);
    for (int i = 0; i < 20; i++) {
      site.put("a/small-" + i, i * 100);
    }
    site.fetch(0);
    site.assertFetched("a/big.bin", 1_000_000);
    for (int i = 0; i < 20; i++) {
      site.assertFetched("a/small-" + i, i * 100);
    }
  }

  @Test
  void aServerThatTellsNothingASecondTime() throws IOException {
    site.put("a/a.txt", 1000);
    server.faults("STATS 0", "FSTATS 0");
    Cli.Result result = site.fetch(0);
    assertTrue(result.err().contains("taken by its bytes"), result.err());
    site.assertFetched("a/a.txt", 1000);
  }

  @Test
  void aTimeOfNought() throws IOException {
    site.put("a/a.txt", 10);
    FileTime time = FileTime.fromMillis(0);
    Files.setLastModifiedTime(site.path("remote/a/a.txt"), time);
    site.fetch(0);
    assertEquals(time, Files.getLastModifiedTime(site.path("in/a/a.txt")));
    Files.delete(site.path("in/a/a.txt"));
    site.fetch(0);
    assertEquals("", site.names("in/a"), "it came once");
  }

  @Test
  void timesOfTheNextDecades() throws IOException {
    site.put("a/a.txt", 10);
    FileTime time = FileTime.fromMillis(2_208_988_800_000L);
    Files.setLastModifiedTime(site.path("remote/a/a.txt"), time);
    site.fetch(0);
    assertEquals(time, Files.getLastModifiedTime(site.path("in/a/a.txt")));
  }

  @Test
  void aHugeFolder() throws IOException {
    site.put("a/a.csv", 1000);
    site.source("a", "files: '*.csv'").configure();
    server.faults("ENTRIES 200000");
    Cli small = site.cli().with("JAVA_TOOL_OPTIONS", "-Xmx48m");
    Cli.Result result = small.run(FetchSite.arguments());
    assertEquals(0, result.status(), result.err());
    site.assertFetched("a/a.csv", 1000);
  }
}
