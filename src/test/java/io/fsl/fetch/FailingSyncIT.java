package io.fsl.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.Await;
import io.fsl.testing.Cli;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A disk that cannot be forced, once: some of what was written may be there and some not, and the
 * system tells it only to the first who asks.
 */
class FailingSyncIT extends AtOpenSsh {
  /** More than two watermarks. */
  private static final int BIG = 150 << 20;

  /** They are published in several batches. */
  private static final int FILES = 100;

  /**
   * Fetches once.
   *
   * @param failing which sync of the file by any thread fails, from 1
   */
  private Cli.Result fetchFailing(Path file, int failing) throws IOException {
    site.configure();
    return site.cli()
        .by(
            "strace",
            "-fqqq",
            "-o/dev/null",
            "-P" + file,
            "-etrace=fsync,fdatasync",
            "-einject=fsync,fdatasync:error=EIO:when=" + failing)
        .run(FetchSite.arguments());
  }

  @Test
  void whateverTheLedgerCanNotForceNoFileIsLost() throws IOException {
    site.source("a", "after_fetch: delete").fetch(0);
    Path ledger = site.path("state/fetcher.fetch.mv");
    int failing = 0;
    int status = 74;
    while (status != 0) {
      failing++;
      for (int i = 0; i < FILES; i++) {
        site.put("a/" + failing + "-" + i, "text");
      }
      status = fetchFailing(ledger, failing).status();
      assertTrue(List.of(0, 2, 74).contains(status), status + " at sync " + failing);
      site.fetch(0);
      assertEquals("", site.names("remote/a"));
      long fetched = site.names("in/a").split(" ").length;
      assertEquals((long) failing * FILES, fetched, "when sync " + failing + " failed");
    }
    assertTrue(failing > 4, "a fetch forces the ledger several times: " + failing);
    assertEquals(List.of(), site.leftovers());
  }

  @Test
  void whatAPartCanNotForceIsFetchedAgain() throws IOException {
    site.put("a/big", BIG);
    site.source("a", "connections: 1", "rate_limit: 8M");
    Cli.Running running = site.start();
    Await.until("some of it has come", () -> part().length() > 4 << 20);
    running.signal("TERM");
    assertEquals(143, running.end().status());
    Path part = part().toPath();
    long sure = Files.size(part);
    site.source("a", "connections: 1");
    Cli.Result result = fetchFailing(part, 1);
    assertEquals(2, result.status(), result.err());
    assertEquals("", site.names("in/a"));
    assertTrue(Files.size(part) > sure, "more of it has come");
    try (RandomAccessFile lost = new RandomAccessFile(part.toFile(), "rw")) {
      lost.setLength(sure);
      lost.setLength(BIG);
    }
    site.fetch(0);
    site.assertFetched("a/big", BIG);
  }

  /** What there is of a file that is being fetched; nothing: the folder. */
  private java.io.File part() {
    String found = site.shell("[ ! -d in/a/.fsl ] || find in/a/.fsl -name '*.part'").strip();
    return site.path(found.isEmpty() ? "in" : found).toFile();
  }
}
