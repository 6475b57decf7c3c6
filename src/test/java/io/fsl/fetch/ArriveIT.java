package io.fsl.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fsl.linux.FolderAcl;
import io.fsl.testing.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How files arrive, and what a run shows and writes besides. */
class ArriveIT extends AtOpenSsh {
  private static final int BIG = (40 << 20) + 12_345;

  @Test
  void bytesTimeAndModeInBothFolders() throws IOException {
    byte[] bytes = new byte[BIG];
    new Random(7).nextBytes(bytes);
    Files.write(site.put("a/big", ""), bytes);
    site.put("a/empty", "");
    site.put("a/later", "1");
    site.put("a/earlier", "1");
    set("later", "2040-02-29T12:34:56Z");
    set("earlier", "1970-01-01T00:00:01Z");
    set("big", "2001-09-09T01:46:40.987654321Z");
    site.shell("chmod 4777 remote/a/big && chmod 400 remote/a/later");
    site.source("a", "local_archive: new/archive", "local_incoming: new/in/a");
    site.configure();
    Cli.Result result =
        site.cli().by("bash", "-c", "umask 027; exec \"$@\"", "-").run(FetchSite.arguments());
    assertEquals(0, result.status(), result.err());
    for (String folder : List.of("new/in/a", "new/archive")) {
      assertEquals("big earlier empty later", site.names(folder));
      for (String name : List.of("big", "empty", "later", "earlier")) {
        Path file = site.path(folder + "/" + name);
        assertEquals(-1, Files.mismatch(site.path("remote/a/" + name), file), name);
        assertEquals(seconds(site.path("remote/a/" + name)), seconds(file), name);
        assertEquals(
            "rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      }
    }
  }

  /** It takes the place of the umask for all programs; a mode set besides would narrow it. */
  @Test
  void aDefaultAclSaysWhoMayReadAndWriteFiles() throws IOException {
    site.put("a/x", "1");
    for (String folder : List.of("in", "archive")) {
      FolderAcl.handDown(
          Files.createDirectory(site.path(folder)),
          List.of(
              new FolderAcl.Entry(1, 6, -1),
              new FolderAcl.Entry(2, 6, 65534),
              new FolderAcl.Entry(4, 4, -1),
              new FolderAcl.Entry(16, 6, -1),
              new FolderAcl.Entry(32, 0, -1)));
    }
    site.source("a", "local_archive: archive", "local_incoming: in");
    site.configure();
    site.fetch(0);
    for (String file : List.of("in/x", "archive/x")) {
      assertEquals(
          "rw-rw----",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(site.path(file))),
          "with the mask in the place of the group");
    }
  }

  private void set(String name, String time) throws IOException {
    Files.setLastModifiedTime(site.path("remote/a/" + name), FileTime.from(Instant.parse(time)));
  }

  private static long seconds(Path file) throws IOException {
    return Files.getLastModifiedTime(file).toInstant().getEpochSecond();
  }

  @Test
  void aDryRunTellsAndWritesNothing() throws IOException {
    site.put("a/x", "1", 60);
    site.put("a/sub/y", "2", 60);
    site.put("a/young", "3");
    site.source(
        "a",
        "recursive: true",
        "min_age: 30",
        "after_fetch: delete",
        "local_archive: archive",
        "known_hosts: " + site.path("known"),
        "host_key_check: accept-new");
    site.configure();
    Cli.Result result = site.fetch(0, "--dry-run", "--json");
    assertTrue(result.out().contains("\"reason\":\"would be fetched to "), result.out());
    assertTrue(result.out().contains("/in/a/sub/y"), result.out());
    assertFalse(result.out().contains("/in/a/young"), result.out());
    result = site.fetch(0, "--dry-run");
    assertTrue(result.err().contains(" fetch INFO: skipped sub/y (a): would be "), result.err());
    assertEquals("./etc ./etc/fetcher.yml ./remote", all().replaceAll(" ./remote/.*", ""));
    site.fetch(0);
    assertEquals("sub/y=2 x=1", site.tree("in/a"));
    result = site.fetch(0, "--dry-run", "--json");
    assertFalse(result.out().contains("would be fetched"), result.out());
  }

  private String all() {
    return site.shell("find . -mindepth 1 | sort").strip().replace('\n', ' ');
  }

  @Test
  void everythingIsForcedToDiskUnlessThatIsTurnedOff() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/strace")), "strace is not installed");
    site.put("a/x", "1");
    site.source("a", "local_archive: archive").fetch(0);
    site.put("a/y", "2");
    assertTrue(forces() >= 7, "part, copy, three times the ledger, two folders");
    site.put("a/z", "3");
    site.set("fsync: false");
    assertTrue(forces() <= 1, "but when the ledger is closed");
    assertEquals("x=1 y=2 z=3", site.tree("in/a"));
  }

  /** How often a run asks the kernel to force something to disk. */
  private long forces() throws IOException {
    site.configure();
    Path trace = site.path("trace");
    String calls = "trace=fsync,fdatasync";
    Cli.Result result =
        site.cli()
            .by("/usr/bin/strace", "-f", "-qq", "-e", calls, "-o", trace.toString())
            .run(FetchSite.arguments());
    assertEquals(0, result.status(), result.err());
    return Files.readAllLines(trace).stream().filter(line -> line.contains("sync(")).count();
  }

  @Test
  void whatItWritesBesidesGoesWhereItIsTold() throws IOException {
    site.put("a/x", "1");
    site.source("a").set("log_dir: my/logs", "state_dir: my/state");
    site.fetch(0);
    assertTrue(Files.exists(site.path("my/logs/all-info.log")));
    assertTrue(Files.exists(site.path("my/state/fetcher.fetch.mv")));
    site.fetch(0, "--log-dir", "l", "--state-dir", "s");
    assertTrue(Files.exists(site.path("l/all-info.log")));
    assertTrue(Files.exists(site.path("s/fetcher.fetch.mv")));
    assertFalse(Files.exists(site.path("log")) || Files.exists(site.path("state")));
  }

  @Test
  void aJsonObjectPerFileAndLoop() throws IOException {
    site.put("a/x \"1\"", "12345", 60);
    site.put("a/young", "1");
    site.put("a/folder/inner", "1");
    site.source("a", "min_age: 30");
    site.set("scheduler: {sftp_check_timeout: 0}").configure();
    Cli.Result result = site.cli().run("fetch", "--loops", "2", "--json", "-q");
    assertEquals(0, result.status(), result.err());
    List<String> lines = result.out().lines().toList();
    assertEquals(5, lines.size(), result.out());
    String done =
        lines.stream().filter(line -> line.contains("\"done\",")).findFirst().orElseThrow();
    assertTrue(
        done.endsWith(
            "\"command\":\"fetch\",\"source\":\"a\",\"file\":\"x \\\"1\\\"\",\"outcome\":\"done\","
                + "\"targets\":[\""
                + site.path("in/a/x ")
                + "\\\"1\\\"\"],\"bytes\":5}"),
        done);
    assertTrue(
        lines.get(2).contains("\"loop\":1,\"done\":1,\"skipped\":1,\"failed\":0,\"bytes\":5"));
    assertTrue(
        lines.get(4).contains("\"loop\":2,\"done\":0,\"skipped\":1,\"failed\":0,\"bytes\":0"));
  }
}
