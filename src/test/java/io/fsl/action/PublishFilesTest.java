package io.fsl.action;

import static io.fsl.action.FetchSetup.MTIME;
import static io.fsl.action.FetchSetup.NOW;
import static io.fsl.action.FetchSetup.leftovers;
import static io.fsl.action.FetchSetup.stamped;
import static io.fsl.action.FetchSetup.tree;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.action.FetchLedger.Transfer;
import io.fsl.config.OnChange;
import io.fsl.linux.FolderAcl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The last steps of fetched files, many at a time, and what stops one of them. */
class PublishFilesTest extends FetchCase {

  private PublishFiles publish(OnChange onChange, boolean keeps) throws IOException {
    return setup.publishFiles(setup.archiveFile(), onChange, keeps, setup.outcomes::add);
  }

  private List<Transfer> publish(OnChange onChange, PartFile... parts) throws IOException {
    return publish(onChange, true).publish(List.of(parts));
  }

  private PartFile loaded(String name, String text) throws IOException {
    return loaded(FetchSetup.listed(name, text.length()), text);
  }

  private PartFile loaded(RemoteFile file, String text) throws IOException {
    PartFile part = PartFile.of(file, setup.work(), setup.known, 1, bytes -> {});
    part.lanes().getFirst().write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    return part;
  }

  private Optional<Fetched> fetched(String name) {
    return setup.known.fetched(FetchSetup.path("/out/" + name));
  }

  @Test
  void filesAreInIncomingAndArchiveAsTheyWereListed() throws IOException {
    List<Transfer> parts =
        publish(OnChange.WAIT, loaded("x", "text"), loaded("sub/y", "other"), loaded("empty", ""));
    assertEquals("empty= sub/y=other x=text", tree(setup.incoming));
    assertEquals("empty= sub/y=other x=text", tree(setup.archive));
    for (Path folder : List.of(setup.incoming, setup.archive)) {
      Path file = folder.resolve("sub/y");
      assertEquals(FileTime.fromMillis(MTIME * 1000), Files.getLastModifiedTime(file));
      assertEquals(FileMetadata.modeOfNewFiles(), Files.getPosixFilePermissions(file));
      assertEquals(List.of(), leftovers(folder));
    }
    assertEquals(List.of(), setup.outcomes);
    assertEquals(
        List.of(Path.of("x"), Path.of("sub/y"), Path.of("empty")),
        parts.stream().map(Transfer::target).toList());
    assertEquals(Optional.of(Path.of("x")), parts.getFirst().archived());
    assertEquals(Phase.PUBLISHED, parts.getFirst().phase());
  }

  /** As any program's new file is there: whoever it keeps out stays out, whoever it lets in may. */
  @Test
  void filesAreAsAFolderSaysThatHasAnAccessControlListForThem() throws IOException {
    for (Path folder : List.of(setup.incoming, setup.archive)) {
      FolderAcl.handDown(
          folder,
          List.of(
              new FolderAcl.Entry(1, 7, -1),
              new FolderAcl.Entry(2, 7, 1234),
              new FolderAcl.Entry(4, 5, -1),
              new FolderAcl.Entry(16, 7, -1),
              new FolderAcl.Entry(32, 0, -1)));
    }
    publish(OnChange.WAIT, loaded("x", "text"), loaded("sub/y", "other"));
    for (Path folder : List.of(setup.incoming, setup.archive)) {
      Path made = Files.createFile(folder.resolve("made"));
      for (String name : List.of("x", "sub/y")) {
        Path file = folder.resolve(name);
        assertEquals(FolderAcl.of(made), FolderAcl.of(file), file::toString);
        assertEquals(Files.getPosixFilePermissions(made), Files.getPosixFilePermissions(file));
      }
    }
  }

  /** A crash between leaves it archived, and its part gone: that says that it was published. */
  @Test
  void whatStaysIsRecordedForGoodWithTheNextFilesAndWhatDoesNotAtOnce(@TempDir Path other)
      throws IOException {
    Path state = Files.createDirectory(other.resolve("state"));
    try (Ledger ledger = Ledger.open(state, "test", false);
        FetchSetup stored = new FetchSetup(other, ledger, false)) {
      setup.close();
      setup = stored;
      publish(OnChange.WAIT, loaded("x", "text"));
      assertEquals("x=ARCHIVED", committed(state));
      publish(OnChange.WAIT, loaded("y", "text"));
      assertEquals("y=ARCHIVED", committed(state));
      publish(OnChange.WAIT, false).publish(List.of(loaded("z", "text")));
      assertEquals("z=PUBLISHED", committed(state));
    }
  }

  /** What a crash would leave in the ledger of files that are under way. */
  private static String committed(Path state) throws IOException {
    Path copy = Files.createDirectories(state.resolve("copy"));
    Files.copy(state.resolve("test.mv"), copy.resolve("test.mv"), REPLACE_EXISTING);
    try (Ledger ledger = Ledger.peek(copy, "test")) {
      return FetchSetup.transfers(new FetchLedger(ledger, "feeds")).stream()
          .map(part -> part.file().name() + "=" + part.phase())
          .collect(Collectors.joining(" "));
    }
  }

  @Test
  void theLedgerKnowsWhatWasPublished() throws IOException {
    publish(OnChange.WAIT, loaded("x", "text"));
    assertEquals(Optional.of(new Fetched(4, MTIME, Path.of("x"), false, NOW)), fetched("x"));
    assertEquals(List.of(), setup.transfers());
    publish(OnChange.WAIT, false).publish(List.of(loaded("y", "text")));
    assertEquals(Phase.PUBLISHED, setup.transfers().getFirst().phase(), "still to be finished");
  }

  @Test
  void withoutAnArchiveThereIsOneCopy() throws IOException {
    PublishFiles publish = setup.publishFiles(null, OnChange.WAIT, true, setup.outcomes::add);
    Transfer part = publish.publish(List.of(loaded("x", "text"))).getFirst();
    assertEquals(Optional.empty(), part.archived());
    assertEquals("x=text", tree(setup.incoming));
    assertEquals("", tree(setup.archive));
  }

  @ParameterizedTest(name = "{0}: {1}, {2}")
  @CsvSource({
    "WAIT, x=old y=text, Skipped",
    "FAIL, x=old y=text, Failed",
    "REPLACE, x=old y=text, Skipped",
    "KEEP_BOTH, x=old x.~2~=new y=text,",
  })
  void aNameThatIsTakenConcernsNoOtherFile(OnChange onChange, String incoming, String outcome)
      throws IOException {
    stamped(setup.incoming.resolve("x"), "old");
    publish(onChange, loaded("x", "new"), loaded("y", "text"));
    assertEquals(incoming, tree(setup.incoming));
    assertEquals(
        outcome == null ? List.of() : List.of(outcome),
        setup.outcomes.stream().map(each -> each.getClass().getSimpleName()).toList());
    assertEquals(List.of(), leftovers(setup.incoming));
  }

  @Test
  void twoFilesOfOneNameAreNotPublishedTogether() throws IOException {
    PartFile one = loaded(FetchSetup.listed("x", 3), "one");
    PartFile other = loaded(FetchSetup.listed("x", 5), "other");
    publish(OnChange.WAIT, one, other);
    assertEquals("x=one", tree(setup.incoming));
    assertInstanceOf(Outcome.Skipped.class, setup.outcomes.getFirst());
    assertTrue(setup.claims.take(setup.incoming.resolve("x")), "the name is let go");
  }

  @Test
  void aFileThatIsNotCompleteIsNotPublished() throws IOException {
    publish(OnChange.WAIT, loaded(FetchSetup.listed("x", 4), "te"), loaded("y", "text"));
    assertEquals("y=text", tree(setup.incoming));
    assertEquals("y=text", tree(setup.archive));
    Outcome.Failed failed = assertInstanceOf(Outcome.Failed.class, setup.outcomes.getFirst());
    assertTrue(failed.reason().endsWith(": 2 bytes are missing"), failed.reason());
    assertTrue(setup.claims.take(setup.incoming.resolve("x")), "the name is let go");
  }

  @Test
  void aFileThatCannotBeForcedToDiskIsNotPublished() throws IOException {
    try (FetchSetup durable = onDisk(home.resolve("state"))) {
      setup = durable;
      PartFile broken = loaded("x", "text");
      broken.complete().close();
      publish(OnChange.WAIT, broken, loaded("y", "text"));
      assertEquals("y=text", tree(setup.incoming));
      assertInstanceOf(Outcome.Failed.class, setup.outcomes.getFirst());
    }
  }

  @Test
  void whatIsPublishedIsCommitted() throws IOException {
    try (FetchSetup other = onDisk(home.resolve("state"))) {
      setup = other;
      publish(OnChange.WAIT, false).publish(List.of(loaded("x", "text")));
      assertEquals(List.of(Phase.PUBLISHED), committed());
      RemoteFile file = FetchSetup.listed("a", 4);
      Path temp = stamped(setup.work().resolve(file.partName()), "text");
      Transfer part = new Transfer(file, Phase.ARCHIVED, Path.of("a"), Optional.empty(), List.of());
      publish(OnChange.WAIT, false).publishArchived(part, temp);
      assertEquals(List.of(Phase.PUBLISHED, Phase.PUBLISHED), committed());
    }
  }

  /** What another run would find if this one ended now. */
  private List<Phase> committed() throws IOException {
    Path copy = Files.createTempDirectory(home, "copy");
    Files.copy(home.resolve("state/test.mv"), copy.resolve("test.mv"));
    try (Ledger ledger = Ledger.peek(copy, "test")) {
      return FetchSetup.transfers(new FetchLedger(ledger, "feeds")).stream()
          .map(Transfer::phase)
          .toList();
    }
  }

  private FetchSetup onDisk(Path state) throws IOException {
    Path other = Files.createDirectory(home.resolve("other"));
    return new FetchSetup(other, Ledger.open(state, "test", true), true);
  }

  @Test
  void whatTheLedgerCannotRecordIsNotPublished() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(home.resolve("disk"), "1m");
        FetchSetup full = onDisk(disk.folder())) {
      setup = full;
      PublishFiles publish = publish(OnChange.WAIT, true);
      List<PartFile> parts = List.of(loaded("x", "text"), loaded("y", "text"));
      disk.fill();
      assertEquals(List.of(), publish.publish(parts));
      assertEquals("", tree(setup.incoming));
      assertEquals(2, setup.outcomes.size());
    }
  }

  @ParameterizedTest(name = "the archive of {0} bytes cannot be written")
  @ValueSource(ints = {4, 1 << 20})
  void aFileThatCannotBeArchivedIsNotPublished(int size) throws IOException {
    Files.writeString(setup.archive.resolve("sub"), "in the way of a folder");
    String text = "t".repeat(size);
    publish(OnChange.WAIT, loaded("sub/x", text), loaded("y", "text"));
    assertEquals("y=text", tree(setup.incoming));
    assertInstanceOf(Outcome.Failed.class, setup.outcomes.getFirst());
    assertEquals(List.of(), leftovers(setup.archive));
    assertEquals(size < 1000 ? 0 : 1, leftovers(setup.incoming).size(), "a big one is kept");
    assertEquals(
        size < 1000 ? List.of() : List.of(new Range(0, size, size)),
        setup.transfers().stream().flatMap(part -> part.ranges().stream()).toList());
  }

  @Test
  void whatIsArchivedAlreadyIsNotArchivedTwice() throws IOException {
    stamped(setup.archive.resolve("x"), "text");
    Transfer part = publish(OnChange.WAIT, loaded("x", "text")).getFirst();
    assertEquals("x=text", tree(setup.archive));
    assertEquals(Optional.of(Path.of("x")), part.archived());
  }

  @ParameterizedTest(name = "size and mtime of another, or only its name: {0}")
  @ValueSource(strings = {"TEXT", "other"})
  void anotherVersionInTheArchiveStays(String there) throws IOException {
    stamped(setup.archive.resolve("x.csv"), there);
    stamped(setup.archive.resolve("x.~2~.csv"), "second");
    Transfer part = publish(OnChange.WAIT, loaded("x.csv", "text")).getFirst();
    assertEquals("x.csv=" + there + " x.~2~.csv=second x.~3~.csv=text", tree(setup.archive));
    assertEquals(Optional.of(Path.of("x.~3~.csv")), part.archived());
  }

  @Test
  void aNameThatIsTakenMeanwhileIsLeftToTheNextRun() throws IOException {
    Files.writeString(setup.archive.resolve("sub"), "in the way of a folder");
    PublishFiles publish =
        setup.publishFiles(
            setup.archiveFile(),
            OnChange.WAIT,
            true,
            outcome -> {
              setup.outcomes.add(outcome);
              taken("x");
            });
    publish.publish(List.of(loaded("sub/fails", "first"), loaded("x", "text")));
    assertEquals("x=meanwhile", tree(setup.incoming));
    assertInstanceOf(Outcome.Skipped.class, setup.outcomes.getLast());
    assertEquals(Phase.ARCHIVED, setup.transfers().getFirst().phase());
    assertEquals(1, leftovers(setup.incoming).size(), "for the recovery");
  }

  private void taken(String name) {
    try {
      Files.writeString(setup.incoming.resolve(name), "meanwhile");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatAnEarlierRunHasArchivedIsPublishedUnderANameThatIsFree() throws IOException {
    RemoteFile file = FetchSetup.listed("x", 4);
    Path partFile = stamped(setup.work().resolve(file.partName()), "text");
    stamped(setup.incoming.resolve("x"), "old");
    Transfer archived =
        new Transfer(file, Phase.ARCHIVED, Path.of("x"), Optional.empty(), List.of());
    PublishFiles waiting = publish(OnChange.WAIT, false);
    assertThrows(WaitingException.class, () -> waiting.publishArchived(archived, partFile));
    PublishFiles publish = publish(OnChange.KEEP_BOTH, false);
    Transfer published = publish.publishArchived(archived, partFile);
    assertEquals(Path.of("x.~2~"), published.target());
    assertEquals("x=old x.~2~=text", tree(setup.incoming));
    assertEquals(Path.of("x.~2~"), setup.transfers().getFirst().target());
    assertEquals(Phase.PUBLISHED, setup.transfers().getFirst().phase());
    assertTrue(setup.claims.take(setup.incoming.resolve("x.~2~")), "the name is let go");
  }
}
