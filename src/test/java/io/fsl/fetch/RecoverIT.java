package io.fsl.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fsl.action.FetchLedger;
import io.fsl.action.FetchLedger.Transfer;
import io.fsl.action.Fetched;
import io.fsl.action.FileWriter;
import io.fsl.action.Ledger;
import io.fsl.action.Phase;
import io.fsl.action.RemoteFile;
import io.fsl.action.WorkFolder;
import io.fsl.sftp.RemotePath;
import io.fsl.testing.Await;
import io.fsl.testing.Cli;
import io.fsl.testing.Commands;
import io.fsl.testing.SshKey;
import io.fsl.testing.SystemCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What a run finds that another one left half-way. The bytes on the server differ from those that
 * were fetched, at the same size and mtime: so it shows which of them arrive.
 */
class RecoverIT extends AtOpenSsh {
  private static final String SERVER = "on server";
  private static final String PART = "in a part";
  private static final String ARCHIVE = "in archiv";
  private static final String OLD = "the old version";

  private final FileWriter writer = new FileWriter(false);

  @Test
  void archivedAndItsPartIsThereIsPublished() throws IOException {
    try (Ledger ledger = ledger()) {
      part(archived(ledger, "kept"));
      part(archived(ledger, "deleted", "after_fetch: delete"));
    }
    Cli.Result result = site.fetch(0, "--json");
    assertEquals("x=" + PART, site.tree("in/kept"));
    assertEquals("x=" + PART, site.tree("in/deleted"));
    assertEquals("x=" + SERVER, site.tree("remote/kept"));
    assertEquals("", site.tree("remote/deleted"));
    assertTrue(result.out().contains("\"done\":2,"), result.out());
    assertEquals(List.of(), site.leftovers());
    site.shell("rm in/*/x");
    site.fetch(0);
    assertEquals("", site.tree("in/kept"), "it is delivered once");
  }

  @Test
  void archivedAndItsPartIsGoneWasPublished() throws IOException {
    try (Ledger ledger = ledger()) {
      archived(ledger, "kept");
      archived(ledger, "deleted", "after_fetch: delete");
    }
    Cli.Result result = site.fetch(0, "--json");
    assertEquals("", site.tree("in/kept") + site.tree("in/deleted"));
    assertEquals("", site.tree("remote/deleted"));
    assertTrue(result.out().contains("\"done\":2,"), result.out());
  }

  /** The run that published it was killed before it could force that. */
  @Test
  void archivedAndItsPartIsGoneIsForcedBeforeItIsRecorded() throws IOException {
    assumeTrue(
        Commands.result("", "strace", "-f", "true").status() == 0, "strace cannot trace here");
    try (Ledger ledger = ledger()) {
      archived(ledger, "deleted", "after_fetch: delete");
    }
    site.configure();
    Path trace = site.path("trace");
    Cli.Result result = site.cli().by(SystemCalls.tracing(trace)).run(FetchSite.arguments());
    assertEquals(0, result.status(), result.err());
    List<Path> forced =
        SystemCalls.read(trace).calls().stream()
            .flatMap(call ->
                Stream.of(site.path("in/deleted"), site.path("state/fetcher.fetch.mv"))
                    .filter(call::forces))
            .toList();
    int at = forced.indexOf(site.path("in/deleted"));
    assertTrue(at >= 0 && forced.size() > at + 2, "published and finished: " + forced);
  }

  @Test
  void archivedAndTheDiskIsGoneOrAnotherIsRestored() throws IOException {
    try (Ledger ledger = ledger()) {
      archived(ledger, "gone", "after_fetch: delete");
      archived(ledger, "another");
      archived(ledger, "nothing", "local_archive: none", "after_fetch: delete");
      archived(ledger, "altered");
    }
    site.shell("rm -r in/gone in/nothing archive/nothing in/altered");
    site.shell("echo another > in/another/.fsl/*/marker && echo longer >> archive/altered/x");
    Cli.Result result = site.fetch(2);
    assertEquals("x=" + ARCHIVE, site.tree("in/gone"));
    assertEquals("", site.tree("remote/gone"));
    assertEquals("x=" + ARCHIVE, site.tree("in/another"));
    assertEquals("x=" + SERVER, site.tree("in/nothing"), "fetched again");
    assertEquals("x=" + SERVER, site.tree("in/altered"), "fetched again");
    assertTrue(result.err().contains("x (gone): its working folder is gone; it was res"));
    assertTrue(result.err().contains("x (nothing): its working folder is gone; it is fetched"));
    site.shell("rm in/*/x");
    site.fetch(0);
    assertEquals("", site.tree("in/another") + site.tree("in/nothing"), "once");
  }

  @Test
  void whatCanNotBeRestoredNowIsRestoredLater() throws IOException {
    Path inTheWay;
    try (Ledger ledger = ledger()) {
      State state = archived(ledger, "another", "after_fetch: delete");
      inTheWay = state.folder.resolve(state.file.partName()).resolve("x");
    }
    Files.createDirectories(inTheWay);
    site.shell("echo another > in/another/.fsl/*/marker");
    site.fetch(2);
    assertEquals("x=" + SERVER, site.tree("remote/another"));
    site.shell("rm -r " + inTheWay.getParent());
    site.fetch(2);
    assertEquals("x=" + ARCHIVE, site.tree("in/another"));
    assertEquals("", site.tree("remote/another"));
    site.fetch(0);
  }

  @Test
  void archivedAndItsNameIsTakenByNow() throws IOException {
    try (Ledger ledger = ledger()) {
      for (String choice : new String[] {"wait", "keep-both", "replace", "fail"}) {
        part(archived(ledger, choice, "on_change: " + choice));
        site.write("in/" + choice + "/x", "foreign");
      }
      State ours = archived(ledger, "ours", "on_change: replace");
      part(ours);
      Path old = site.write("in/ours/x", OLD);
      ours.known.putFetched(
          ours.file.path(), new Fetched(OLD.length(), 99, Path.of("x"), false, Instant.now()));
      ledger.commit();
      Files.setLastModifiedTime(old, FileTime.fromMillis(99_000));
    }
    site.fetch(2);
    assertEquals("x=foreign", site.tree("in/wait"));
    assertEquals("x=foreign x.~2~=" + PART, site.tree("in/keep-both"));
    assertEquals("x=foreign", site.tree("in/replace"));
    assertEquals("x=foreign", site.tree("in/fail"));
    assertEquals("x=" + PART, site.tree("in/ours"));
    site.shell("rm in/*/x");
    site.fetch(0);
    assertEquals("x=" + PART, site.tree("in/wait"));
    assertEquals("x=" + PART, site.tree("in/replace"));
    assertEquals("x=" + PART, site.tree("in/fail"));
  }

  @Test
  void publishedIsFinishedOnTheServer() throws IOException {
    try (Ledger ledger = ledger()) {
      for (String name : new String[] {"begun", "done", "newer", "again"}) {
        published(archived(ledger, name, "after_fetch: delete"));
      }
      published(archived(ledger, "moved", "after_fetch: {move: old}"));
      for (String name : new String[] {"movednewer", "movebegun", "moveagain"}) {
        published(archived(ledger, name, "after_fetch: {move: old}"));
      }
      published(archived(ledger, "kept"));
    }
    aside("begun");
    aside("again");
    aside("movebegun");
    aside("moveagain");
    site.put("again/x", "came again", 5);
    site.put("moveagain/x", "came again", 5);
    site.shell("rm remote/done/x");
    site.put("newer/x", "newer", 5);
    site.put("movednewer/x", "newer", 5);
    site.source("kept").fetch(0);
    assertEquals("", site.tree("remote/begun") + site.tree("remote/done"));
    assertEquals("old/x=" + SERVER, site.tree("remote/moved"));
    assertEquals("old/x=" + SERVER, site.tree("remote/movebegun"));
    for (String name : new String[] {"begun", "done", "moved", "kept"}) {
      assertEquals("", site.tree("in/" + name), "delivered before: " + name);
    }
    site.fetch(0);
    for (String name : new String[] {"newer", "movednewer"}) {
      assertEquals("x=newer", site.tree("in/" + name), "a newer version is not removed unfetched");
    }
    assertEquals("x=came again", site.tree("in/again"));
    assertEquals("x=came again", site.tree("in/moveagain"));
    assertEquals("old/x=" + SERVER + " old/x.~2~=came again", site.tree("remote/moveagain"));
    assertEquals("", site.tree("remote/newer") + site.tree("remote/again"));
    assertEquals("old/x=newer", site.tree("remote/movednewer"));
  }

  /** It would be listed before it goes, and then looked for in vain. */
  @Test
  void publishedIsFinishedBeforeAnythingIsListed() throws IOException {
    try (Ledger ledger = ledger()) {
      published(archived(ledger, "deleted", "after_fetch: delete"));
      published(archived(ledger, "moved", "after_fetch: {move: old}"));
    }
    Cli.Result result = site.fetch(0, "--json");
    assertTrue(result.out().contains("\"done\":2,\"skipped\":0,"), result.out());
  }

  /** As a run leaves it that ends between renaming the file on the server and what follows. */
  private void aside(String source) throws IOException {
    Path file = site.path("remote/" + source + "/x");
    String part = remote(source).partName();
    Files.move(file, file.resolveSibling(".fsl-removing-" + part));
  }

  @Test
  void aDamagedLedgerIsRebuilt() throws IOException {
    try (Ledger ledger = ledger()) {
      part(archived(ledger, "part"));
      archived(ledger, "archived");
      archived(ledger, "there");
      site.shell("cp -p archive/there/x in/there/x");
      archived(ledger, "nothing", "local_archive: none");
      Files.writeString(part(archived(ledger, "half")).resolveSibling("unused"), "junk");
      site.shell("rm archive/part/x archive/half/x && truncate -s 3 in/half/.fsl/*/*.part");
    }
    Files.writeString(site.path("state/fetcher.fetch.mv"), "no ledger at all");
    Cli.Result result = site.fetch(2);
    assertTrue(result.err().contains("WARNING: the ledger was lost"), result.err());
    assertEquals("x=" + PART, site.tree("in/part"), "a complete part is published");
    assertEquals("", site.tree("in/archived"));
    assertEquals("x=" + ARCHIVE, site.tree("in/there"));
    assertEquals("x=" + SERVER, site.tree("in/nothing"));
    assertEquals("x=" + SERVER, site.tree("in/half"), "half a part is none");
    site.shell("rm in/*/x");
    site.fetch(0);
    for (String name : new String[] {"part", "archived", "there", "nothing", "half"}) {
      assertEquals("", site.tree("in/" + name), "it was known again: " + name);
    }
    assertEquals(List.of(), site.leftovers());
  }

  /** It cannot be looked for in the archive, through a link that leads to itself. */
  @Test
  void aLedgerIsRebuiltUntilEveryFileCouldBeLookedFor() throws IOException {
    site.put("a/sub/x", SERVER, 100);
    site.source("a", "recursive: true", "local_archive: archive/a").fetch(0);
    site.shell("rm in/a/sub/x && mv archive/a/sub away && ln -s sub archive/a/sub");
    Files.writeString(site.path("state/fetcher.fetch.mv"), "no ledger at all");
    Cli.Result result = site.fetch(2);
    assertTrue(result.err().contains("not fetched sub/x (a): "), result.err());
    site.shell("rm archive/a/sub && mv away archive/a/sub");
    site.fetch(2);
    assertEquals("", site.tree("in/a"), "it was fetched before");
    site.fetch(0);
    assertEquals("", site.tree("in/a"));
  }

  @Test
  void aLedgerIsRebuiltUntilEverySourceCouldBeAsked() throws IOException {
    for (String name : new String[] {"a", "b"}) {
      site.put(name + "/x", SERVER, 100);
      site.source(name, "local_archive: archive/" + name);
    }
    site.fetch(0);
    site.shell("rm in/*/x");
    Files.writeString(site.path("state/fetcher.fetch.mv"), "no ledger at all");
    SshKey stranger = SshKey.create(site.path("stranger"), "-t", "ed25519");
    site.source("b", "local_archive: archive/b", "ssh_key: " + stranger.file());
    site.set("scheduler: {sftp_check_timeout: 0}").configure();
    Cli.Running run = site.cli().start("fetch", "-v");
    Await.until("b is left alone for a loop", () -> run.errSoFar().contains(" loop 2: "));
    run.signal("TERM");
    run.end();
    site.source("b", "local_archive: archive/b").fetch(2);
    assertEquals("", site.tree("in/b"), "it was fetched before");
    site.fetch(0);
  }

  /** An archive may have another file of that name, size and mtime: of before, or of elsewhere. */
  @Test
  void withoutItsLedgerNoFileIsRemovedFromTheServerUnfetched() throws IOException {
    try (Ledger ledger = ledger()) {
      archived(ledger, "deleted", "after_fetch: delete");
      archived(ledger, "moved", "after_fetch: {move: old}");
      archived(ledger, "shared");
      archived(ledger, "sharing");
    }
    site.source("shared", "local_archive: archive/both", "local_incoming: in/shared");
    site.source("sharing", "local_archive: archive/both/below");
    site.shell("mkdir archive/both && cp -p archive/shared/x archive/both/x");
    Files.writeString(site.path("state/fetcher.fetch.mv"), "no ledger at all");
    site.fetch(2);
    assertEquals("x=" + SERVER, site.tree("in/deleted"));
    assertEquals("x=" + ARCHIVE + " x.~2~=" + SERVER, site.tree("archive/deleted"));
    assertEquals("", site.tree("remote/deleted"));
    assertEquals("x=" + SERVER, site.tree("in/moved"));
    assertEquals("x=" + ARCHIVE + " x.~2~=" + SERVER, site.tree("archive/moved"));
    assertEquals("old/x=" + SERVER, site.tree("remote/moved"));
    assertEquals("x=" + SERVER, site.tree("in/shared"));
    assertEquals("x=" + SERVER, site.tree("in/sharing"));
    site.shell("rm in/*/x");
    site.fetch(0);
    assertEquals("", site.tree("in/deleted") + site.tree("in/moved") + site.tree("in/shared"));
  }

  @Test
  void whatASourceLeftThatIsNotConfiguredForNowStays() throws IOException {
    try (Ledger ledger = ledger()) {
      part(archived(ledger, "away", "local_incoming: in", "after_fetch: delete"));
    }
    FetchSite other = new FetchSite(temporary, sshd);
    other.source("other", "local_incoming: in").fetch(0);
    site.fetch(0);
    assertEquals("x=" + PART, site.tree("in"));
  }

  // --- the states that a run may leave

  /** What is known of the file x of a source. */
  private record State(FetchLedger known, RemoteFile file, WorkFolder folder) {}

  private Ledger ledger() throws IOException {
    return Ledger.open(site.path("state"), "fetcher.fetch", false);
  }

  private RemoteFile remote(String source) {
    Path path = site.path("remote/" + source + "/x");
    return new RemoteFile(
        source,
        RemotePath.of(path.toString(), UTF_8),
        Path.of("x"),
        SERVER.length(),
        1_000_000_000L);
  }

  /** A source whose file x is archived, with its name decided. */
  private State archived(Ledger ledger, String source, String... lines) throws IOException {
    String[] all = Arrays.copyOf(lines, lines.length + 1);
    all[lines.length] = "local_archive: archive/" + source;
    site.source(source, lines.length > 0 && lines[0].startsWith("local_archive") ? lines : all);
    stamp(site.put(source + "/x", SERVER));
    stamp(site.write("archive/" + source + "/x", ARCHIVE));
    boolean shared = lines.length > 0 && lines[0].equals("local_incoming: in");
    Path incoming = Files.createDirectories(site.path(shared ? "in" : "in/" + source));
    WorkFolder folder = new WorkFolder(incoming, ledger, source, writer);
    folder.create();
    State state = new State(new FetchLedger(ledger, source), remote(source), folder);
    state.known.putTransfer(
        new Transfer(
            state.file, Phase.ARCHIVED, Path.of("x"), Optional.of(Path.of("x")), List.of()));
    state.known.commit();
    return state;
  }

  private static void published(State state) throws IOException {
    RemoteFile file = state.file;
    state.known.putFetched(
        file.path(), new Fetched(file.size(), file.mtime(), Path.of("x"), false, Instant.now()));
    state.known.putTransfer(
        new Transfer(file, Phase.PUBLISHED, Path.of("x"), Optional.of(Path.of("x")), List.of()));
    state.known.commit();
  }

  private static Path part(State state) throws IOException {
    return stamp(Files.writeString(state.folder.resolve(state.file.partName()), PART));
  }

  private static Path stamp(Path file) throws IOException {
    return Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
  }
}
