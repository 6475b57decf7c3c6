package io.fsl.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.Await;
import io.fsl.testing.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that producers may still be writing. */
class ReadinessIT extends AtOpenSsh {
  @Test
  void youngFilesWait() throws IOException {
    site.put("a/young", "1", 30);
    site.put("a/old", "2", 3600);
    site.source("a", "min_age: 10m").source("b", "source: " + site.path("remote/a"));
    Cli.Result result = site.fetch(0);
    assertEquals("old=2", site.tree("in/a"));
    assertEquals("old=2 young=1", site.tree("in/b"));
    assertTrue(result.err().contains("skipped young (a): it was modified less than"), result.err());
  }

  @Test
  void stableFilesAreThoseThatTwoRunsSaw() throws IOException {
    site.put("a/still", "1", 3600);
    site.put("a/grows", "2", 3600);
    site.source("a", "stable_for: 1s").fetch(0);
    assertEquals("", site.tree("in/a"));
    site.put("a/grows", "22", 3600);
    long seen = System.nanoTime();
    Await.until("a second has passed", () -> System.nanoTime() - seen > 1_100_000_000L);
    site.fetch(0);
    assertEquals("still=1", site.tree("in/a"), "what changed is observed anew");
    site.source("a", "stable_for: 1h");
    site.fetch(0);
    assertEquals("still=1", site.tree("in/a"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"delete", "{move: old}"})
  void aFileThatComesAgainIsObservedAnew(String afterFetch) throws IOException {
    site.source("a", "stable_for: 1s", "after_fetch: " + afterFetch);
    site.put("a/x", "1", 3600);
    FileTime mtime = Files.getLastModifiedTime(site.path("remote/a/x"));
    site.fetch(0);
    long seen = System.nanoTime();
    Await.until("a second has passed", () -> System.nanoTime() - seen > 1_100_000_000L);
    site.fetch(0);
    assertEquals("x=1", site.tree("in/a"));
    site.shell("rm in/a/x");
    Files.setLastModifiedTime(site.put("a/x", "2"), mtime);
    site.fetch(0);
    assertEquals("", site.tree("in/a"));
  }

  @Test
  void doneFilesAreWaitedForAndNeverFetched() throws IOException {
    site.put("a/ready.csv", "1", 100);
    site.put("a/ready.csv.done", "", 50);
    site.put("a/stale.csv", "2", 50);
    site.put("a/stale.csv.done", "", 100);
    site.put("a/none.csv", "3", 100);
    site.put("a/sub/x.csv", "4", 100);
    site.put("a/sub/x.csv.done", "", 100);
    site.source("a", "done_file: '{name}.done'", "recursive: true");
    Cli.Result result = site.fetch(0);
    assertEquals("ready.csv=1 sub/x.csv=4", site.tree("in/a"));
    assertTrue(result.err().contains("none.csv (a): its done file is not there"), result.err());
    assertTrue(result.err().contains("stale.csv (a): its done file is older"), result.err());
  }

  @Test
  void doneFilesGoWithTheirFiles() throws IOException {
    for (String source : new String[] {"deleted", "moved", "stem", "all"}) {
      site.put(source + "/a.csv", "1", 100);
      site.put(source + "/b.csv", "2", 10);
    }
    site.put("deleted/a.csv.done", "", 50);
    site.put("deleted/b.csv.done", "", 50);
    site.put("moved/a.csv.done", "", 50);
    site.put("moved/done/a.csv.done", "earlier");
    site.put("stem/a.txt", "3", 10);
    site.put("stem/a.done", "", 50);
    site.put("stem/b.done", "", 0);
    site.put("all/READY", "", 0);
    site.source("deleted", "done_file: '{name}.done'", "after_fetch: delete");
    site.source("moved", "done_file: '{name}.done'", "after_fetch: {move: done}");
    site.source("stem", "done_file: '{stem}.done'", "after_fetch: delete");
    site.source("all", "done_file: READY", "after_fetch: {move: done/today}");
    site.fetch(0);
    assertEquals("b.csv b.csv.done", site.names("remote/deleted"));
    assertEquals(
        "b.csv done/a.csv done/a.csv.done done/a.csv.~2~.done", site.names("remote/moved"));
    assertEquals("a.done a.txt", site.names("remote/stem"), "a.txt still waits for one like it");
    assertEquals("done/today/READY done/today/a.csv done/today/b.csv", site.names("remote/all"));
  }

  /** A file that comes while the others are fetched is not in the listing. */
  @Test
  void aDoneFileThatAFileNeedsWhichCameSinceTheListingStays() throws IOException {
    site.put("a/big", "1".repeat(4 << 20), 100);
    site.put("a/READY", "", 0);
    site.source("a", "done_file: READY", "after_fetch: delete", "rate_limit: 512K");
    Cli.Running running = site.start();
    String parts = "find in -path '*/.fsl/*' -type f -size +64k 2> /dev/null || true";
    Await.until("big is on its way", () -> !site.shell(parts).isEmpty());
    site.put("a/late", "2", 100);
    assertEquals(0, running.end().status());
    assertEquals("READY late", site.names("remote/a"));
    site.fetch(0);
    assertEquals("big late", site.names("in/a"));
    assertEquals("", site.names("remote/a"));
  }
}
