package io.fsl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fsl.testing.Await;
import io.fsl.testing.Cli;
import io.fsl.testing.Commands;
import io.fsl.testing.OpenSshServer;
import io.fsl.testing.SystemCalls;
import io.fsl.testing.SystemCalls.Call;
import io.fsl.testing.SystemCalls.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The order in which files, folders and the ledger are written, forced to disk and renamed: what a
 * power cut may find. No speed is bought by another.
 */
class SyscallOrderIT {
  /** Small ones, one in a new sub-folder, and one that is big enough to be copied on its own. */
  private static final List<String> NAMES = List.of("a.bin", "b.bin", "sub/c.bin", "big.bin");

  private static final String[] DESTINATIONS = {"one", "two"};
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int BIG = 9 << 20;

  @TempDir private Path temporary;
  private Path folder;

  @BeforeEach
  void makeFolder() throws IOException {
    assumeTrue(
        Commands.result("", "strace", "-f", "true").status() == 0, "strace cannot trace here");
    folder = temporary.toRealPath();
    Files.createDirectories(folder.resolve("etc"));
  }

  @Test
  void aFetchedFileIsOnDiskBeforeItIsSeen() throws IOException {
    SystemCalls calls = fetch(true);
    Path ledger = folder.resolve("state/fetcher.fetch.mv");
    for (String name : NAMES) {
      Path target = folder.resolve("incoming").resolve(name);
      Path copy = folder.resolve("archive").resolve(name);
      List<Step> steps = new ArrayList<>();
      steps.addAll(forced(calls, target));
      steps.add(tempForced(calls, target));
      steps.addAll(published(calls, copy));
      steps.addAll(recorded(ledger));
      steps.addAll(published(calls, target));
      steps.addAll(recorded(ledger));
      assertInOrder(calls, steps, target);
      List<Step> copied = new ArrayList<>(forced(calls, copy));
      copied.addAll(published(calls, copy));
      assertInOrder(calls, copied, copy);
    }
    assertNewFolderIsForced(calls, "incoming", "archive");
  }

  @Test
  void anIncomingFileIsRemovedWhenAllItsCopiesAreOnDisk() throws IOException {
    SystemCalls calls = copy(true);
    Path ledger = folder.resolve("state/copier.copy.mv");
    for (String name : NAMES) {
      Path incoming = folder.resolve("incoming").resolve(name);
      for (String destination : DESTINATIONS) {
        Path target = folder.resolve(destination).resolve(name);
        List<Step> steps = new ArrayList<>();
        steps.addAll(forced(calls, target));
        steps.add(tempForced(calls, target));
        steps.addAll(recorded(ledger));
        steps.addAll(published(calls, target));
        steps.addAll(recorded(ledger));
        steps.add(new Step("takes it from incoming", call -> call.renamesFrom(incoming)));
        assertInOrder(calls, steps, target);
      }
    }
    assertNewFolderIsForced(calls, DESTINATIONS);
    NAMES.forEach(name -> assertRemovalIsOnDisk(calls, name));
  }

  /** It is gone for good before the ledger forgets it. */
  private void assertRemovalIsOnDisk(SystemCalls calls, String name) {
    Path incoming = folder.resolve("incoming").resolve(name);
    Path moved = passage(calls, name);
    for (Path changed : List.of(incoming.getParent(), moved.getParent())) {
      List<Step> steps =
          new ArrayList<>(
              List.of(
                  new Step("takes it from incoming", call -> call.renamesFrom(incoming)),
                  new Step("removes it", call -> call.removes(moved)),
                  force(changed)));
      steps.addAll(recorded(folder.resolve("state/copier.copy.mv")));
      assertInOrder(calls, steps, incoming);
    }
  }

  /** The name by which a file left incoming. */
  private Path passage(SystemCalls calls, String name) {
    return calls.calls().stream()
        .filter(call -> call.renamesFrom(folder.resolve("incoming").resolve(name)))
        .map(Call::renamedTo)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatACrashLeftOnItsWayOutIsRemovedOnDisk() throws IOException {
    Path area = passage(copy(true), "a.bin").getParent();
    copier(true, "delete_incoming_file: no");
    Path file = Files.write(folder.resolve("incoming/a.bin"), new byte[1000]);
    Files.createFile(folder.resolve("incoming/other"));
    trace("copy");
    Path left = Files.move(file, area.resolve("a.bin"));
    copier(true, "");
    SystemCalls calls = trace("copy");
    List<Step> steps =
        new ArrayList<>(List.of(new Step("removes it", call -> call.removes(left)), force(area)));
    steps.addAll(recorded(folder.resolve("state/copier.copy.mv")));
    assertInOrder(calls, steps, left);
  }

  @Test
  void withoutFsyncNoFileThatIsFetchedIsForced() throws IOException {
    assertNothingIsForced(fetch(false), "incoming", "archive");
  }

  @Test
  void withoutFsyncNoCopyIsForced() throws IOException {
    assertNothingIsForced(copy(false), DESTINATIONS);
  }

  @Test
  void aFetchThatReadsOfNoFsyncForcesFilesAsTheLedgerIs() throws IOException {
    try (OpenSshServer sshd = OpenSshServer.start(Files.createDirectory(server()))) {
      Path late = server().resolve("outgoing/late.bin");
      assertStillForced("fetch", fetcher(sshd, true), late, folder.resolve("incoming/late.bin"));
    }
  }

  @Test
  void aCopyThatReadsOfNoFsyncForcesFilesAsTheLedgerIs() throws IOException {
    Path late = folder.resolve("incoming/late.bin");
    assertStillForced("copy", copier(true), late, folder.resolve("one/late.bin"));
  }

  /** A file that comes when the configuration, without fsync, is read again. */
  private void assertStillForced(String command, Path config, Path late, Path target)
      throws IOException {
    Path trace = folder.resolve("trace");
    Cli.Running run = new Cli(folder).by(SystemCalls.tracing(trace)).start(command, "-v");
    Await.until("loop 1", () -> run.errSoFar().contains(" loop 1: "));
    Files.writeString(late, "late");
    Files.writeString(config, Files.readString(config).replace("fsync: true", "fsync: false"));
    signal(run, "HUP");
    Await.until("loop 2", () -> run.errSoFar().contains(" loop 2: "));
    signal(run, "TERM");
    Cli.Result result = run.end();
    assertTrue(result.err().contains("fsync, log_dir and state_dir stay"), result.err());
    SystemCalls calls = SystemCalls.read(trace);
    assertInOrder(calls, forced(calls, target), target);
  }

  /** To the program, not to what traces it. */
  private static void signal(Cli.Running run, String name) {
    long program = run.process().children().findFirst().orElseThrow().pid();
    Commands.run("kill", "-" + name, Long.toString(program));
  }

  // --- what is looked for

  /** The bytes of what gets this name are on disk. */
  private static List<Step> forced(SystemCalls calls, Path target) {
    Path temp = calls.publication(target).renamed();
    Call lastWrite = calls.lastWrite(temp);
    return List.of(new Step("writes " + temp, lastWrite::equals), force(temp));
  }

  /** And so is the name it had before: the ledger takes a temp that is not there as published. */
  private static Step tempForced(SystemCalls calls, Path target) {
    return force(calls.publication(target).renamed().getParent());
  }

  private static List<Step> published(SystemCalls calls, Path target) {
    Call publication = calls.publication(target);
    return List.of(new Step("publishes " + target, publication::equals), force(target.getParent()));
  }

  private static List<Step> recorded(Path ledger) {
    return List.of(new Step("writes the ledger", call -> call.writes(ledger)), force(ledger));
  }

  private static Step force(Path path) {
    return new Step("forces " + path, call -> call.forces(path));
  }

  private static void assertInOrder(SystemCalls calls, List<Step> steps, Path target) {
    assertEquals(
        "",
        calls.missing(steps),
        () -> "for " + target + " this comes too early or never: " + calls);
  }

  /** A new sub-folder is on disk before something is published in it. */
  private void assertNewFolderIsForced(SystemCalls calls, String... places) {
    for (String place : places) {
      Path root = folder.resolve(place);
      Call publication = calls.publication(root.resolve("sub/c.bin"));
      assertInOrder(
          calls,
          List.of(
              new Step("makes the folder", call -> call.makes(root.resolve("sub"))),
              force(root),
              new Step("publishes", publication::equals)),
          root.resolve("sub"));
    }
  }

  private void assertNothingIsForced(SystemCalls calls, String... places) {
    for (String place : places) {
      Path root = folder.resolve(place);
      NAMES.forEach(name -> calls.publication(root.resolve(name))); // so it was traced at all
      assertEquals(List.of(), calls.calls().stream().filter(c -> c.forcesBelow(root)).toList());
    }
  }

  // --- runs

  private SystemCalls fetch(boolean fsync) throws IOException {
    try (OpenSshServer sshd = OpenSshServer.start(Files.createDirectory(server()))) {
      fetcher(sshd, fsync);
      return trace("fetch");
    }
  }

  private SystemCalls copy(boolean fsync) throws IOException {
    copier(fsync);
    return trace("copy");
  }

  private Path server() {
    return folder.resolve("server");
  }

  /** Files on the server, and the configuration to fetch them. */
  private Path fetcher(OpenSshServer sshd, boolean fsync) throws IOException {
    makeFiles(server().resolve("outgoing"));
    sshd.server(); // writes known_hosts
    return Files.writeString(
        folder.resolve("etc/fetcher.yml"),
        """
        sftp_sources:
          traced:
            host: 127.0.0.1
            port: %d
            username: %s
            ssh_key: %s
            known_hosts: %s
            source: %s
            files: '*'
            recursive: yes
            local_incoming: incoming
            local_archive: archive
        fsync: %s
        """
            .formatted(
                sshd.port(),
                System.getProperty("user.name"),
                sshd.userKey().file(),
                server().resolve("known_hosts"),
                server().resolve("outgoing"),
                fsync));
  }

  /** Incoming files, and the configuration to copy them. */
  private Path copier(boolean fsync) throws IOException {
    makeFiles(folder.resolve("incoming"));
    return copier(fsync, "");
  }

  private Path copier(boolean fsync, String more) throws IOException {
    return Files.writeString(
        folder.resolve("etc/copier.yml"),
        """
        file_sources:
          traced:
            incoming: incoming
            recursive: yes
            %s
            copy_to:
              first: {dir: one}
              second: {dir: two}
        fsync: %s
        """
            .formatted(more, fsync));
  }

  private static void makeFiles(Path place) throws IOException {
    for (String name : NAMES) {
      Path file = place.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, new byte[name.startsWith("big") ? BIG : 1000]);
    }
  }

  private SystemCalls trace(String command) throws IOException {
    Path trace = folder.resolve("trace");
    Cli.Result result = new Cli(folder).by(SystemCalls.tracing(trace)).run(command, "--loops", "1");
    assertEquals(0, result.status(), result::err);
    return SystemCalls.read(trace);
  }
}
