package io.fsl.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.Await;
import io.fsl.testing.Cli;
import io.fsl.testing.OpenSshServer;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the files on the server. */
class AfterFetchIT extends AtOpenSsh {
  @Test
  void keptDeletedAndMoved() throws IOException {
    for (String source : new String[] {"kept", "deleted", "moved", "up"}) {
      site.put(source + "/x.txt", source, 60);
      site.put(source + "/sub/y", "y", 60);
      site.put(source + "/other.bin", "no", 60);
    }
    site.put("moved/done/x.txt", "earlier");
    site.put("moved/done/x.~2~.txt", "earlier too");
    String[] usual = {"recursive: true", "files: '!*.bin'"};
    site.source("kept", usual);
    site.source("deleted", "recursive: true", "files: '!*.bin'", "after_fetch: delete");
    site.source("moved", "recursive: true", "files: '!*.bin'", "after_fetch: {move: ./done/}");
    site.source("up", "recursive: true", "files: '!*.bin'", "after_fetch: {move: ../old/a/b}");
    site.fetch(0);
    assertEquals("other.bin=no sub/y=y x.txt=kept", site.tree("remote/kept"));
    assertEquals("other.bin=no", site.tree("remote/deleted"));
    assertEquals(
        "done/sub/y=y done/x.txt=earlier done/x.~2~.txt=earlier too done/x.~3~.txt=moved"
            + " other.bin=no",
        site.tree("remote/moved"));
    assertEquals("sub/y=y x.txt=up", site.tree("remote/old/a/b"));
    for (String source : new String[] {"kept", "deleted", "moved", "up"}) {
      assertEquals("sub/y=y x.txt=" + source, site.tree("in/" + source));
    }
    assertEverythingAgainIsNew();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{name}.ok", "{stem}.ok"})
  void aFolderThatCannotBeListedKeepsNoDoneFiles(String doneFile) throws IOException {
    try (OpenSshServer _ = unprivileged()) {
      site.put("a/x.txt", "x", 60);
      site.put("a/" + doneFile.replace("{name}", "x.txt").replace("{stem}", "x"), "");
      site.put("a/shut/inner", "i", 60);
      site.shell("chmod a+rx . && chmod -R a+rwX remote && chmod 0 remote/a/shut");
      site.source("a", "recursive: true", "after_fetch: delete", "done_file: '" + doneFile + "'");
      site.fetch(2);
      assertEquals("x.txt=x", site.tree("in/a"));
      site.shell("chmod 755 remote/a/shut");
      assertEquals("shut/inner=i", site.tree("remote/a"));
    }
  }

  /** Whether its file is the last that needs it is only looked at when all have come. */
  @ParameterizedTest
  @CsvSource({"delete, ''", "{move: done}, done/x.csv=x done/x.ok="})
  void aDoneFileThatSeveralMayHaveGoesAlsoAfterAKill(String afterFetch, String left)
      throws IOException {
    site.put("a/x.csv", "x", 60);
    site.put("a/big", 4 << 20);
    site.shell("touch remote/a/x.ok remote/a/big.ok");
    site.source(
        "a",
        "done_file: '{stem}.ok'",
        "after_fetch: " + afterFetch,
        "order_by: size",
        "rate_limit: 512K");
    Cli.Running run = site.start();
    Await.until("the small file is finished", () -> run.errSoFar().contains("x.csv"));
    run.signal("KILL");
    run.end();
    site.shell("test -e remote/a/x.ok && rm remote/a/big remote/a/big.ok");
    site.fetch(0);
    assertEquals(left, site.tree("remote/a"));
    assertEquals("x.csv=x", site.tree("in/a"));
  }

  /** Nothing is fetched twice, and a file that comes again under a name that went is a new one. */
  private void assertEverythingAgainIsNew() throws IOException {
    site.shell("rm in/*/x.txt");
    site.put("deleted/x.txt", "deleted", 60);
    Cli.Result again = site.fetch(0, "--json");
    assertEquals("sub/y=y x.txt=deleted", site.tree("in/deleted"));
    for (String source : new String[] {"kept", "moved", "up"}) {
      assertEquals("sub/y=y", site.tree("in/" + source));
    }
    assertTrue(again.out().contains("\"done\":1,"), again.out());
  }

  /** Its target goes in the same loop, perhaps before it. */
  @Test
  void aLinkIsDeletedWithItsTarget() throws IOException {
    site.put("a/d", "d", 60);
    site.shell("ln -s d remote/a/lnk && ln -s lnk remote/a/another && ln -s nowhere remote/a/no");
    site.source("a", "after_fetch: delete").fetch(0);
    assertEquals("another=d d=d lnk=d", site.tree("in/a"));
    assertEquals("no", site.shell("ls -A remote/a").strip());
  }

  /** The server answers as if the file itself were gone. */
  @Test
  void aFileInTheWayOfTheFolderIsAFailure() throws IOException {
    site.put("a/x", "text", 60);
    site.put("a/done/sub", "a file", 60);
    site.put("a/sub/y", "more", 60);
    site.source("a", "recursive: true", "after_fetch: {move: done}");
    Cli.Result result = site.fetch(2);
    assertTrue(result.err().contains("not fetched sub/y (a): "), result.err());
    assertEquals("sub/y=more x=text", site.tree("in/a"));
    assertEquals("done/sub=a file done/x=text sub/y=more", site.tree("remote/a"));
    site.fetch(2);
    assertEquals("sub/y=more x=text", site.tree("in/a"));
  }

  @Test
  void whatTheServerDoesNotAllowIsToldAndTriedAgain() throws IOException {
    try (OpenSshServer _ = unprivileged()) {
      site.put("a/x", "1", 60);
      site.put("b/x", "1", 60);
      site.shell("chmod a+rx . && chmod -R a+rX remote");
      site.source("a", "after_fetch: delete").source("b", "after_fetch: {move: done}");
      site.fetch(2);
      assertEquals("x=1", site.tree("in/a"));
      assertEquals("x=1", site.tree("in/b"));
      site.shell("rm in/*/x && chmod 777 remote/a remote/b");
      site.fetch(0);
      assertEquals("", site.tree("in/a") + site.tree("in/b"), "delivered once");
      assertEquals("", site.tree("remote/a"));
      assertEquals("done/x=1", site.tree("remote/b"));
    }
  }

  @Test
  void whatIsDoneOnTheServerFollowsAChangeOfTheConfiguration() throws IOException {
    try (OpenSshServer _ = unprivileged()) {
      site.put("a/x", "1", 60);
      site.shell("chmod a+rx . && chmod -R a+rX remote");
      site.source("a", "after_fetch: delete").fetch(2);
      site.source("a").fetch(0);
      site.shell("rm in/a/x");
      Cli.Result result = site.fetch(0, "--json");
      assertTrue(result.out().contains("\"done\":0,\"skipped\":0,\"failed\":0"), result.out());
      site.put("a/x", "22", 30);
      site.fetch(0);
      assertEquals("x=22", site.tree("in/a"));
      assertTrue(Files.exists(site.path("remote/a/x")));
    }
  }

  @Test
  void aFileThatWasToBeRemovedAndIsNotKnownAnyMoreIsWarnedOf() throws IOException {
    String stray = "a/sub/.fsl-removing-0123456789abcdef";
    site.put(stray, "text", 60);
    site.put("a/x", "1", 60);
    site.source("a", "recursive: true", "after_fetch: delete");
    Cli.Result result = site.fetch(0);
    assertEquals("x=1", site.tree("in/a"));
    assertEquals(1, result.err().lines().filter(line -> line.contains("-removing-")).count());
    assertTrue(
        result.err().contains("WARNING: " + site.path("remote/" + stray) + ": an earlier run"),
        result.err());
    site.shell("mv remote/" + stray + " remote/a/y");
    result = site.fetch(0);
    assertFalse(result.err().contains("-removing-"), result.err());
    assertEquals("x=1 y=text", site.tree("in/a"));
  }
}
