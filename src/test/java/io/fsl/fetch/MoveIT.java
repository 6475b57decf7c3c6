package io.fsl.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fsl.action.SmallDisk;
import io.fsl.testing.Await;
import io.fsl.testing.Cli;
import io.fsl.testing.Commands;
import io.fsl.testing.OpenSshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are moved on the server, and what happens to them there meanwhile. */
class MoveIT {
  private static final String ASIDE = "find remote -name '.fsl-removing-*'";

  @TempDir Path temporary;

  private OpenSshServer server(String... options) throws IOException {
    return OpenSshServer.start(Files.createTempDirectory(temporary, "sshd"), options);
  }

  /** One that takes its time after each such system call. */
  private OpenSshServer slow(String calls) throws IOException {
    assumeTrue(Commands.result("", "strace", "true").status() == 0, "strace cannot trace here");
    return server(
        "Subsystem sftp strace -qqq -o /dev/null -e trace=/%1$s -e inject=/%1$s:delay_exit=3000000 %2$s"
            .formatted(calls, "/usr/lib/openssh/sftp-server"));
  }

  /** OpenSSH's server renames in two steps: a file is linked, then its old name is removed. */
  @Test
  void aNewerVersionThatComesBetweenTheStepsOfARenamingStays() throws IOException {
    try (OpenSshServer sshd = slow("^link")) {
      FetchSite site = new FetchSite(temporary, sshd);
      site.put("a/x", "1", 60);
      Cli.Running running = site.source("a", "after_fetch: {move: done}").start();
      Await.until(
          "it has another name",
          () -> !site.shell(ASIDE).isEmpty() || Files.exists(site.path("remote/a/done/x")));
      replace(site);
      Cli.Result result = running.end();
      assertEquals(0, result.status(), result.err());
      assertEquals("done/x=1 x=22", site.tree("remote/a"));
      site.shell("rm in/a/x");
      site.fetch(0);
      assertEquals("x=22", site.tree("in/a"));
      assertEquals("done/x=1 done/x.~2~=22", site.tree("remote/a"));
    }
  }

  private static void replace(FetchSite site) throws IOException {
    site.put("new", "22", 30);
    site.shell("mv remote/new remote/a/x");
  }

  @Test
  void aKilledRunIsGoneOnWithWhereTheFileIsAside() throws IOException {
    try (OpenSshServer sshd = slow("^rename")) {
      FetchSite site = new FetchSite(temporary, sshd);
      site.put("a/x", "1", 60);
      Cli.Running running = site.source("a", "after_fetch: {move: done}").start();
      Await.until("it is aside", () -> !site.shell(ASIDE).isEmpty());
      running.signal("KILL");
      assertEquals(137, running.end().status());
      assertEquals("x=1", site.tree("in/a"));
    }
    try (OpenSshServer sshd = server()) {
      FetchSite site = new FetchSite(temporary, sshd).source("a", "after_fetch: {move: done}");
      assertTrue(!site.shell(ASIDE).isEmpty());
      replace(site);
      site.shell("rm in/a/x");
      Cli.Result result = site.fetch(0);
      assertTrue(!result.err().contains("an earlier run"), result.err());
      assertEquals("x=22", site.tree("in/a"));
      assertEquals("done/x=1 done/x.~2~=22", site.tree("remote/a"));
    }
  }

  /** It would come again in each loop: from where it was moved to, and from there on. */
  @ParameterizedTest
  @ValueSource(strings = {"done", "LINKED/a/kept", "LINKED/a/still/missing"})
  void aFileDoesNotComeAgainFromAFolderToWhichALinkOnTheServerLeads(String to) throws IOException {
    try (OpenSshServer sshd = server()) {
      FetchSite site = new FetchSite(temporary, sshd);
      site.put("a/x", "1", 60);
      site.shell("mkdir -p remote/a/kept remote/a/still && ln -s kept remote/a/done");
      site.shell("ln -s remote linked");
      String folder = to.replace("LINKED", site.path("linked").toString());
      site.source("a", "recursive: yes", "after_fetch: {move: " + folder + "}");
      site.fetch(0);
      assertEquals("x=1", site.tree("in/a"));
      site.shell("rm in/a/x");
      site.fetch(0);
      assertEquals("", site.tree("in/a"));
    }
  }

  @Test
  void aFileCannotBeMovedToAnotherFileSystem() throws IOException {
    try (OpenSshServer sshd = server()) {
      FetchSite site = new FetchSite(temporary, sshd);
      site.put("a/x", "1", 60);
      site.source("a", "after_fetch: {move: done}");
      try (SmallDisk _ = SmallDisk.mount(site.path("remote/a/done"), "1m")) {
        for (int loop = 0; loop < 2; loop++) {
          Cli.Result result = site.fetch(2);
          assertTrue(result.err().contains("fetched, but it stays on the server"), result.err());
          assertEquals("x=1", site.tree("remote/a"));
          assertEquals(loop == 0 ? "x=1" : "", site.tree("in/a"), "it comes once");
          site.shell("rm -f in/a/x");
        }
      }
      site.fetch(0);
      assertEquals("", site.tree("in/a"));
      assertEquals("done/x=1", site.tree("remote/a"));
    }
  }
}
