package io.fsl.fetch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.action.Ledger;
import io.fsl.testing.Await;
import io.fsl.testing.Cli;
import io.fsl.testing.Commands;
import io.fsl.testing.OpenSshServer;
import io.fsl.testing.SshKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that are down, deny, fall silent or break off; runs that are stopped. */
class FaultsIT {
  /** Big enough to be caught in the middle, at a limited rate. */
  private static final int BIG = 12 << 20;

  @TempDir Path temporary;
  private OpenSshServer sshd;
  private FetchSite site;

  @BeforeEach
  void start() throws IOException {
    sshd =
        OpenSshServer.start(
            Files.createDirectories(temporary.resolve("sshd")),
            "Subsystem sftp /usr/lib/openssh/sftp-server");
    site = new FetchSite(temporary, sshd);
  }

  @AfterEach
  void stop() {
    sshd.close();
  }

  @Test
  void oneSourceDownOrDeniedDoesNotDisturbTheOthers() throws IOException {
    site.put("good/x", "1");
    site.put("last/x", "2");
    SshKey stranger = SshKey.create(temporary.resolve("stranger"), "-t", "ed25519");
    site.source("down", "port: 1", "priority: 3000");
    site.source("missing", "source: /no/such/folder", "priority: 2500");
    site.source("good").source("last", "priority: 1");
    site.set("retries: 0", "sftp_timeout: 20");
    site.fetch(74, "--only", "missing", "--only", "good");
    Cli.Result result = site.fetch(69, "--only", "down", "--only", "good", "--only", "last");
    assertEquals("x=1", site.tree("in/good"));
    assertEquals("x=2", site.tree("in/last"));
    assertTrue(result.err().contains("down: "), result.err());
    site.put("last/y", "3");
    site.source("denied", "ssh_key: " + stranger.file(), "priority: 2000");
    result = site.fetch(77);
    assertEquals("x=2 y=3", site.tree("in/last"));
    assertTrue(result.err().contains("denied: "), result.err());
  }

  @Test
  void aServerThatFallsSilentEndsTheSourceWithinTheTimeout() throws IOException {
    big("a");
    site.source("a", "rate_limit: 4M", "connections: 1").set("sftp_timeout: 3");
    Cli.Running running = site.start();
    awaitBytes("a", 1 << 20);
    ProcessHandle session = session();
    Commands.run("kill", "-STOP", Long.toString(session.pid()));
    long silent = System.nanoTime();
    try {
      Cli.Result result = running.end();
      Duration took = Duration.ofNanos(System.nanoTime() - silent);
      assertEquals(69, result.status(), result.err());
      assertTrue(result.err().contains("no answer"), result.err());
      assertTrue(took.toSeconds() < 20, took::toString);
      assertEquals("", site.tree("in/a"), "nothing partial is visible");
    } finally {
      Commands.run("kill", "-KILL", Long.toString(session.pid()));
    }
    assertResumes("a");
  }

  @Test
  void aConnectionThatBreaksIsMadeAgainAndTheFileGoesOn() throws IOException {
    big("a");
    site.source("a", "rate_limit: 4M", "connections: 1").set("retry_wait: 100ms");
    Cli.Running running = site.start("--json");
    awaitBytes("a", 3 << 20);
    assertTrue(session().destroyForcibly());
    Cli.Result result = running.end();
    assertEquals(0, result.status(), result.err());
    assertBytes("a");
    assertTrue(result.err().matches("(?s).*big from byte [1-9]\\d{6,}: again.*"), result.err());
    assertTrue(result.out().contains("\"bytes\":" + BIG + "}"), result.out());
  }

  @Test
  void whenTheServerGoesDownTheNextRunGoesOn() throws IOException {
    big("a");
    site.source("a", "rate_limit: 4M").set("retries: 0");
    Cli.Running running = site.start();
    awaitBytes("a", 3 << 20);
    sshd.close();
    Cli.Result result = running.end();
    assertEquals(69, result.status(), result.err());
    assertEquals("", site.tree("in/a"), "nothing partial is visible");
    start();
    assertResumes("a");
  }

  @Test
  void aRunThatIsStoppedLeavesWhatTheNextGoesOnWith() throws IOException {
    big("a");
    site.source("a", "rate_limit: 4M", "connections: 1");
    Cli.Running running = site.start();
    awaitBytes("a", 3 << 20);
    running.signal("TERM");
    long asked = System.nanoTime();
    Cli.Result result = running.end();
    assertEquals(143, result.status(), result.err());
    assertTrue(Duration.ofNanos(System.nanoTime() - asked).toSeconds() < 10);
    assertFalse(result.err().contains(" ERROR: "), "that it was stopped is no error");
    assertEquals("", site.tree("in/a"));
    running = site.start();
    Await.until("it works", new BusySession()::isThere);
    running.signal("INT");
    assertEquals(130, running.end().status());
    assertResumes("a");
  }

  @Test
  void aChangedFileIsNotGluedToTheOldOnesBytes() throws IOException {
    big("a");
    site.source("a", "rate_limit: 4M", "connections: 1");
    Cli.Running running = site.start();
    awaitBytes("a", 3 << 20);
    running.signal("TERM");
    assertEquals(143, running.end().status());
    site.put("a/big", "another".repeat(BIG / 8), 30);
    site.source("a").fetch(0);
    assertBytes("a");
    assertEquals(List.of(), site.leftovers());
  }

  @Test
  void aFileThatChangesWhileItIsFetchedWaits() throws IOException {
    big("a");
    big("vanish");
    site.put("a/other", "1");
    site.source("a", "rate_limit: 4M", "connections: 1").source("vanish", "rate_limit: 4M");
    site.set("scheduler: {sftp_jobs: 2}");
    Cli.Running running = site.start();
    awaitBytes("a", 1 << 20);
    awaitBytes("vanish", 1 << 20);
    Path changed = Files.write(site.path("changed"), "new".repeat(BIG / 3).getBytes(US_ASCII));
    FetchSite.age(changed, 10);
    Files.move(changed, site.path("remote/a/big"), StandardCopyOption.ATOMIC_MOVE);
    Files.delete(site.path("remote/vanish/big"));
    Cli.Result result = running.end();
    assertEquals(0, result.status(), result.err());
    assertEquals("other", site.names("in/a"));
    assertTrue(result.err().contains("skipped big (a): it changed"), result.err());
    assertEquals(BIG, Files.size(site.path("in/vanish/big")), "all of its bytes came");
    assertTrue(result.err().contains("WARNING: big: gone from the server"), result.err());
    site.source("a").source("vanish").fetch(0);
    assertBytes("a");
  }

  @Test
  void aWorkingFolderThatCannotBeSweptStopsNoOtherSource() throws IOException {
    site.put("a/x", "1");
    site.put("b/x", "1");
    site.source("a").source("b").fetch(0);
    site.shell("for folder in in/a/.fsl/*; do mkdir -p $folder/left/over; done");
    site.put("a/y", "2");
    site.put("b/y", "2");
    Cli.Result result = site.fetch(74);
    assertTrue(result.err().contains("ERROR: a: "), result.err());
    assertEquals("x=1 y=2", site.tree("in/a"));
    assertEquals("x=1 y=2", site.tree("in/b"));
  }

  @Test
  void foldersThatCannotBeMade() throws IOException {
    site.put("a/x", "1");
    site.put("b/x", "1");
    site.write("in", "a file");
    site.source("a").source("b", "local_incoming: elsewhere").fetch(73);
    assertEquals("x=1", site.tree("elsewhere"));
  }

  @Test
  void anotherRunOfTheConfiguration() throws IOException {
    site.put("a/x", "1");
    site.source("a");
    try (Ledger _ = Ledger.open(site.path("state"), "fetcher.fetch", false)) {
      assertTrue(site.fetch(75).err().contains("process " + ProcessHandle.current().pid()));
      site.fetch(0, "--if-locked", "ok");
      assertFalse(Files.exists(site.path("in/a")));
      site.fetch(0, "--dry-run");
    }
    site.fetch(0);
    assertEquals("x=1", site.tree("in/a"));
  }

  // --- what all of them need

  private void big(String source) throws IOException {
    byte[] bytes = new byte[BIG];
    new Random(1).nextBytes(bytes);
    Path file = site.put(source + "/big", "");
    FetchSite.age(Files.write(file, bytes), 60);
  }

  /** Waits until so many bytes of a source's files are on disk. */
  private void awaitBytes(String source, long bytes) {
    Await.until(bytes + " bytes have come", () -> partBytes(source) >= bytes);
  }

  private long partBytes(String source) {
    Path folder = site.path("in/" + source + "/.fsl");
    if (Files.notExists(folder)) {
      return 0;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.toString().endsWith(".part"))
          .mapToLong(file -> file.toFile().length())
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fetches the rest, which is less than all. */
  private void assertResumes(String source) throws IOException {
    Cli.Result result = site.source(source).fetch(0, "--json");
    assertBytes(source);
    long bytes = Long.parseLong(result.out().replaceAll("(?s)^.*?\"bytes\":(\\d+).*$", "$1"));
    assertTrue(bytes > 0 && bytes <= BIG - (1 << 20), bytes + " bytes were fetched again");
    assertEquals(List.of(), site.leftovers());
  }

  private void assertBytes(String source) throws IOException {
    Path expected = site.path("remote/" + source + "/big");
    assertEquals(-1, Files.mismatch(expected, site.path("in/" + source + "/big")));
    assertEquals(
        Files.getLastModifiedTime(expected),
        Files.getLastModifiedTime(site.path("in/" + source + "/big")));
  }

  /** The process that serves files to the one client there is. */
  private ProcessHandle session() {
    return new BusySession().find().orElseThrow();
  }

  private final class BusySession {
    boolean isThere() {
      return find().isPresent();
    }

    Optional<ProcessHandle> find() {
      return sshd.process()
          .descendants()
          .filter(each -> each.info().command().orElse("").endsWith("sftp-server"))
          .max(Comparator.comparingLong(ProcessHandle::pid));
    }
  }
}
