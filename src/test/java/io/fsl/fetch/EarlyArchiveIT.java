package io.fsl.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.Await;
import io.fsl.testing.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A big file that is copied to the archive while it comes. */
class EarlyArchiveIT extends AtOpenSsh {
  @BeforeEach
  void offer() throws IOException {
    FetchSite.age(site.put("a/big", ""), 60);
    site.shell(
        "head -c 168000123 /dev/urandom > remote/a/big && touch -d @1000000000 remote/a/big");
    site.source("a", "local_archive: archive", "rate_limit: 80M");
  }

  private Cli.Running startAndAwaitCopy() throws IOException {
    Cli.Running running = site.start();
    Await.until("it is being copied", () -> left().startsWith("early-"));
    assertEquals("", site.names("in/a") + site.names("archive"), "nothing partial is visible");
    return running;
  }

  /** What is left in the archive's working folder. */
  private String left() {
    return site.shell(
        "[ ! -d archive/.fsl ] || find archive/.fsl -type f ! -name marker -printf '%f'");
  }

  private void assertFetched() throws IOException {
    for (String name : List.of("in/a/big", "archive/big")) {
      assertEquals(-1, Files.mismatch(site.path("remote/a/big"), site.path(name)), name);
      assertEquals(1_000_000_000, Files.getLastModifiedTime(site.path(name)).toMillis() / 1000);
    }
    assertEquals("", left());
    assertEquals(List.of(), site.leftovers());
  }

  @Test
  void bothAreCompleteInTheEnd() throws IOException {
    Cli.Result result = startAndAwaitCopy().end();
    assertEquals(0, result.status(), result.err());
    assertFetched();
  }

  @Test
  void aRunThatIsStoppedTakesItsCopyAway() throws IOException {
    Cli.Running running = startAndAwaitCopy();
    running.signal("TERM");
    assertEquals(143, running.end().status());
    assertEquals("", left());
    site.source("a", "local_archive: archive").fetch(0);
    assertFetched();
  }

  @Test
  void whatARunThatIsKilledHadCopiedIsNotTrusted() throws IOException {
    Cli.Running running = startAndAwaitCopy();
    running.signal("KILL");
    assertEquals(137, running.end().status());
    assertTrue(left().startsWith("early-"), left());
    site.shell("for f in archive/.fsl/*/early-*; do head -c 150M /dev/zero > $f; done");
    site.source("a", "local_archive: archive").fetch(0);
    assertFetched();
  }
}
