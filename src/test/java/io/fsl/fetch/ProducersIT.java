package io.fsl.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fsl.testing.Await;
import io.fsl.testing.Bytes;
import io.fsl.testing.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;

/** How files come to be on the server: slowly, with times of long ago, or once more. */
class ProducersIT extends AtOpenSsh {
  private static final int PIECE = 1000;
  private static final int PIECES = 30;
  private static final int LOOPS = 4;
  private static final long HOUR = 3600;
  private static final long YEAR = 365 * 24 * HOUR;

  /** Its file always looks as if nobody had touched it for an hour. */
  @Test
  void whoStillWritesIsWaitedFor() throws IOException {
    Path file = site.put("a/x", "", HOUR);
    site.source("a", "stable_for: 6s", "min_age: 10m");
    site.set("scheduler: {sftp_check_timeout: 200ms}").configure();
    Cli.Running run = site.cli().start("fetch", "-v");
    byte[] all = Bytes.some(PIECES * PIECE);
    try {
      for (int i = 0; i < PIECES; i++) {
        Files.write(file, Bytes.range(all, i * PIECE, PIECE), StandardOpenOption.APPEND);
        FetchSite.age(file, HOUR);
        awaitLoop(run);
      }
      for (int i = 0; i < LOOPS; i++) {
        awaitLoop(run);
      }
      Await.until("the file", () -> Files.exists(site.path("in/a/x")));
    } finally {
      run.signal("TERM");
    }
    Cli.Result result = run.end();
    assertEquals(143, result.status(), result.err());
    site.assertFetched("a/x", all.length);
  }

  /** A busy machine takes its time for each. */
  private static void awaitLoop(Cli.Running run) {
    int before = loops(run);
    Await.until("another loop", () -> loops(run) > before);
  }

  private static int loops(Cli.Running run) {
    return run.errSoFar().split(" loop [0-9]+: ", -1).length;
  }

  @Test
  void aFileThatIsMovedInWithTimesOfLongAgoIsNew() throws IOException {
    site.put("a/first", "1", 60);
    site.source("a").fetch(0);
    site.put("elsewhere/second", "2", YEAR);
    site.shell("mv remote/elsewhere/second remote/a/");
    site.fetch(0);
    assertEquals("first=1 second=2", site.tree("in/a"));
  }

  @Test
  void aNameThatComesAgainIsAnotherFileUnlessSizeAndTimeAreTheSame() throws IOException {
    for (String source : new String[] {"kept", "deleted"}) {
      for (String name : new String[] {"time", "size", "both"}) {
        stamp(source + "/" + name, "first", "10:00");
      }
    }
    site.source("kept").source("deleted", "after_fetch: delete").fetch(0);
    site.shell("rm in/*/*");
    for (String source : new String[] {"kept", "deleted"}) {
      stamp(source + "/time", "again", "11:00");
      stamp(source + "/size", "longer", "10:00");
      stamp(source + "/both", "again", "10:00");
    }
    site.fetch(0);
    assertEquals("size=longer time=again", site.tree("in/kept"));
    assertEquals("both=again size=longer time=again", site.tree("in/deleted"));
    assertEquals("", site.names("remote/deleted"));
  }

  private void stamp(String name, String text, String time) throws IOException {
    site.put(name, text);
    site.shell("touch -d '2024-05-06 " + time + "' remote/" + name);
  }
}
