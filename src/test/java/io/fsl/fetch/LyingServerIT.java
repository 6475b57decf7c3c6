package io.fsl.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.Await;
import io.fsl.testing.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are not what the server says of them: nothing wrong reaches incoming. */
class LyingServerIT extends AtFaultyServer {
  /** Found by the byte count, whatever the server says of the file. */
  @ParameterizedTest
  @ValueSource(strings = {"TRUNCATE 50000", "SIZE_PLUS 10", "EMPTY_DATA"})
  void aFileThatDoesNotComeWhole(String faults) throws IOException {
    assertFailsUntilItIsWell(faults, "a.txt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"LYING_DATA", "GARBAGE 20000"})
  void aServerThatCannotBeUnderstood(String faults) throws IOException {
    site.put("a/a.txt", 100_000);
    server.faults(faults);
    site.fetch(69);
    assertEquals("", site.names("in/a"));
    assertNextFetchBrings(100_000);
  }

  /** What one gets by the other's handle is the other's. */
  @ParameterizedTest
  @ValueSource(strings = {"1000", "300000"})
  void aServerThatGivesOneHandleToSeveralFiles(int bytes) throws IOException {
    for (int i = 0; i < 20; i++) {
      site.put("a/" + i, bytes + i);
    }
    site.source("a", "after_fetch: delete");
    server.faults("SHARED_HANDLES");
    Cli.Result result = site.fetch(0);
    assertTrue(result.err().contains("one handle to several open files"), result.err());
    for (int i = 0; i < 20; i++) {
      site.assertFetched("a/" + i, bytes + i);
    }
    assertEquals("", site.names("remote/a"));
  }

  @Test
  void aServerThatGivesOneHandleToSeveralFilesIsFoundOutOnce() throws IOException {
    site.source("a", "after_fetch: delete").set("scheduler: {sftp_check_timeout: 0}").configure();
    server.faults("SHARED_HANDLES");
    Cli.Running run = site.cli().start("fetch", "-v");
    try {
      for (int round = 1; round <= 3; round++) {
        int files = 10 * round;
        for (int i = files - 10; i < files; i++) {
          site.put("a/" + i, 1000 + i);
        }
        Await.until(files + " files", () -> incoming("a") == files);
      }
    } finally {
      run.signal("TERM");
    }
    Cli.Result result = run.end();
    long told = result.errLines().stream().filter(each -> each.contains("read one by one")).count();
    assertEquals(1, told, result.err());
  }

  private long incoming(String source) {
    String[] names = site.path("in/" + source).toFile().list();
    return names == null ? 0 : Stream.of(names).filter(name -> !name.equals(".fsl")).count();
  }

  @Test
  void aFileThatIsReplacedMeanwhile() throws IOException {
    site.put("a/a.txt", 100_000);
    server.faults("REPLACE 40000");
    Cli.Result result = site.fetch(0);
    assertTrue(result.err().contains("it changed while it was fetched"), result.err());
    assertEquals("", site.names("in/a"));
    server.faults();
    site.fetch(0);
    assertEquals(-1, Files.mismatch(site.path("remote/a/a.txt"), site.path("in/a/a.txt")));
  }

  @Test
  void aFileThatGrowsMeanwhile() throws IOException {
    site.put("a/a.txt", 100_000);
    server.faults("APPEND 40000");
    site.fetch(0);
    assertEquals("", site.names("in/a"));
    server.faults();
    site.fetch(0);
    assertEquals(100_001, Files.size(site.path("in/a/a.txt")));
  }

  @Test
  void aFileThatIsRemovedOnceAllIsRead() throws IOException {
    site.put("a/a.txt", 100_000);
    server.faults("REMOVE 100000");
    Cli.Result result = site.fetch(0);
    assertTrue(result.err().contains("gone from the server"), result.err());
    site.assertFetched("a/a.txt", 100_000);
  }

  /** Its first bytes are of a file of which nothing more can be found out. */
  @Test
  void aFileThatIsRemovedAfterItWasGoneOnWith() throws IOException {
    site.put("a/a.txt", 3_000_000);
    server.faults("DIE 2000000", "DIE_TIMES 1", "REMOVE 3000000");
    Cli.Result result = site.fetch(2);
    assertTrue(result.err().contains("vanished from the server when 3000000"), result.err());
    assertEquals("", site.names("in/a"));
  }

  @Test
  void aFileThatIsGoneBeforeItIsOpened() throws IOException {
    site.put("a/a.txt", 10);
    server.faults("NAMES gone.txt");
    Cli.Result result = site.fetch(0);
    assertTrue(result.err().contains("gone.txt"), result.err());
    assertEquals("a.txt", site.names("in/a"));
    site.assertFetched("a/a.txt", 10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"keep", "delete", "{move: done}"})
  void aFileThatIsListedTwiceComesOnce(String afterFetch) throws IOException {
    site.put("a/a.txt", 10);
    site.put("a/b.txt", 10);
    site.source("a", "connections: 1", "after_fetch: " + afterFetch);
    server.faults("NAMES a.txt a.txt");
    Cli.Result result = site.fetch(0, "--json");
    assertTrue(result.out().contains("\"done\":2,"), result.out());
    assertEquals("a.txt b.txt", site.names("in/a"));
    site.fetch(0);
    assertEquals("a.txt b.txt", site.names("in/a"));
  }

  /** The one is beyond what a number can hold, the other beyond what any disk can. */
  @ParameterizedTest
  @ValueSource(strings = {"SIZE_PLUS 9223372036854775807", "SIZE_PLUS 4611686018427387904"})
  void aSizeThatNoFileHas(String faults) throws IOException {
    assertFailsUntilItIsWell(faults, "not fetched a.txt");
  }

  private void assertFailsUntilItIsWell(String faults, String told) throws IOException {
    site.put("a/a.txt", 100_000);
    server.faults(faults);
    Cli.Result result = site.fetch(2);
    assertTrue(result.err().contains(told), result.err());
    assertEquals("", site.names("in/a"));
    assertNextFetchBrings(100_000);
  }
}
