package io.fsl.action;

import static io.fsl.action.FetchSetup.MTIME;
import static io.fsl.action.FetchSetup.NOW;
import static io.fsl.action.FetchSetup.leftovers;
import static io.fsl.action.FetchSetup.listed;
import static io.fsl.action.FetchSetup.stamped;
import static io.fsl.action.FetchSetup.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.action.FetchLedger.Transfer;
import io.fsl.config.OnChange;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of the traces that an earlier run, or a lost ledger, left on the local disk. */
class RecoverFetchTest extends FetchCase {

  private final RemoteFile file = listed("x", 4);

  /** One that comes before it. */
  private final RemoteFile other = listed("a", 5);

  private PublishFiles publish(boolean keeps) throws IOException {
    return setup.publishFiles(null, OnChange.WAIT, keeps, setup.outcomes::add);
  }

  /** As a loop starts; the remote file stays where it is, unless it is to be removed. */
  private void recover(boolean known, boolean keeps) throws IOException {
    Path marker = setup.work().resolve("marker");
    if (!known) {
      Files.writeString(marker, "another");
    }
    recover(keeps);
  }

  private void recover(boolean keeps) throws IOException {
    recover(keeps, setup.outcomes::add);
  }

  private void recover(boolean keeps, Consumer<Outcome> outcomes) throws IOException {
    WorkFolder folder = new WorkFolder(setup.incoming, setup.ledger, "feeds", setup.writer);
    byte[] _ = folder.make();
    new RecoverFetch(
            folder, setup.known, setup.archiveFile(), publish(keeps), setup.writer, outcomes)
        .run();
  }

  private void left(Phase phase, @Nullable String archived) {
    left(file, phase, archived);
  }

  private void left(RemoteFile file, Phase phase, @Nullable String archived) {
    Optional<Path> copy = Optional.ofNullable(archived).map(Path::of);
    setup.known.putTransfer(new Transfer(file, phase, file.relative(), copy, List.of()));
  }

  /** Two files, of which the first finds its name taken in incoming. */
  private void bothPartsLeft() throws IOException {
    left(other, Phase.ARCHIVED, null);
    stamped(setup.work().resolve(other.partName()), "other");
    stamped(setup.incoming.resolve("a"), "taken");
    left(Phase.ARCHIVED, null);
    partLeft();
  }

  private void partLeft() throws IOException {
    stamped(setup.work().resolve(file.partName()), "part");
  }

  private Optional<Phase> phase() {
    return setup.known.transfer(file.path()).map(Transfer::phase);
  }

  private List<Outcome> done() {
    return List.of(
        new Outcome.Done("feeds", "x", List.of(setup.incoming.resolve("x").toString()), 0));
  }

  private List<Outcome> lost(String reason) {
    return List.of(
        new Outcome.Failed(
            "feeds", "x", Trouble.LEDGER, "its working folder is gone; it " + reason));
  }

  @Test
  void aPartThatIsArchivedIsPublished() throws IOException {
    left(Phase.ARCHIVED, null);
    partLeft();
    recover(true, true);
    assertEquals("x=part", tree(setup.incoming));
    assertEquals(done(), setup.outcomes);
    assertEquals(Optional.empty(), phase());
    assertEquals(NOW, setup.known.fetched(file.path()).orElseThrow().seen());
  }

  @Test
  void itIsNotDoneBeforeTheServersFileIs() throws IOException {
    left(Phase.ARCHIVED, null);
    partLeft();
    recover(true, false);
    assertEquals("x=part", tree(setup.incoming));
    assertEquals(List.of(), setup.outcomes);
    assertEquals(Optional.of(Phase.PUBLISHED), phase());
  }

  @Test
  void aPartThatIsGoneWasPublished() throws IOException {
    left(Phase.ARCHIVED, null);
    recover(true, true);
    assertEquals("", tree(setup.incoming));
    assertEquals(done(), setup.outcomes);
    assertEquals(Optional.empty(), phase());
    assertEquals(4, setup.known.fetched(file.path()).orElseThrow().size());
  }

  @Test
  void aPartThatIsGoneWithItsFolderMeanwhileSaysNothing() throws IOException {
    bothPartsLeft();
    Path unmounted = setup.incoming.resolveSibling("unmounted");
    recover(
        false,
        outcome -> {
          setup.outcomes.add(outcome);
          if (outcome.file().equals("a")) {
            exchange(setup.incoming, unmounted);
          }
        });
    assertEquals(
        new Outcome.Failed(
            "feeds", "x", Trouble.FILE, setup.incoming + ": is not the folder that it was"),
        setup.outcomes.getLast());
    assertEquals(Optional.of(Phase.ARCHIVED), phase());
    Files.delete(setup.incoming);
    Files.move(unmounted, setup.incoming);
    recover(false);
    assertEquals("a=taken x=part", tree(setup.incoming));
    assertEquals(Optional.of(Phase.PUBLISHED), phase());
  }

  /** As unmounting a disk does: an empty folder is in its place. */
  private static void exchange(Path folder, Path away) {
    try {
      Files.move(folder, away);
      Files.createDirectory(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void anotherFoldersPartSaysNothingAndTheArchiveHasIt() throws IOException {
    left(Phase.ARCHIVED, "x");
    partLeft();
    stamped(setup.archive.resolve("x"), "arch");
    recover(false, true);
    assertEquals("x=arch", tree(setup.incoming));
    assertEquals(2, setup.outcomes.size());
    assertEquals(lost("was restored from the archive"), setup.outcomes.subList(0, 1));
    assertEquals(done(), setup.outcomes.subList(1, 2));
    assertEquals("x=arch", tree(setup.archive));
  }

  @Test
  void whatCannotBeRestoredNowIsLaterAndHoldsUpNoOther() throws IOException {
    left(Phase.ARCHIVED, "x");
    stamped(setup.archive.resolve("x"), "arch");
    left(other, Phase.ARCHIVED, null);
    Path inTheWay = setup.work().resolve(file.partName()).resolve("it");
    Files.createDirectories(inTheWay);
    recover(false, false);
    assertEquals("", tree(setup.incoming));
    assertEquals(Optional.of(Phase.LOST), phase());
    assertEquals(Optional.empty(), setup.known.transfer(other.path()), "it is fetched again");
    left(other, Phase.LOADING, null);
    recover(false);
    assertEquals(Optional.of(Phase.LOST), phase());
    assertTrue(setup.known.transfer(other.path()).isPresent(), "it is under way in the new folder");
    Files.delete(inTheWay);
    Files.delete(inTheWay.getParent());
    recover(false);
    assertEquals("x=arch", tree(setup.incoming));
    assertEquals(Optional.of(Phase.PUBLISHED), phase());
  }

  @ParameterizedTest(name = "the archive has {0}")
  @ValueSource(strings = {"nothing", "another", "none of its own"})
  void withoutACopyItIsFetchedAgain(String archived) throws IOException {
    left(Phase.ARCHIVED, archived.equals("none of its own") ? null : "x");
    stamped(setup.archive.resolve(archived.equals("another") ? "x" : "y"), "longer");
    recover(false, true);
    assertEquals("", tree(setup.incoming));
    assertEquals(lost("is fetched again"), setup.outcomes);
    assertEquals(Optional.empty(), phase());
    assertEquals(Optional.empty(), setup.known.fetched(file.path()));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatWasUnderWayIsKnownUnlessItsFolderIsAnother(boolean known) throws IOException {
    left(Phase.LOADING, null);
    recover(known, true);
    assertEquals(known ? Optional.of(Phase.LOADING) : Optional.empty(), phase());
    assertEquals(List.of(), setup.outcomes);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsPublishedWaitsForTheConnection(boolean known) throws IOException {
    left(Phase.PUBLISHED, null);
    recover(known, false);
    assertEquals(Optional.of(Phase.PUBLISHED), phase());
    assertEquals(List.of(), setup.outcomes);
  }

  @Test
  void oneThatCannotBeMendedHoldsUpNoOther() throws IOException {
    bothPartsLeft();
    recover(true, true);
    assertEquals("a=taken x=part", tree(setup.incoming));
    assertEquals(
        new Outcome.Skipped("feeds", "a", "its name is taken in incoming"),
        setup.outcomes.getFirst());
    assertEquals(done(), setup.outcomes.subList(1, 2));
  }

  private RebuildFetch rebuild(boolean hasArchive) throws IOException {
    return rebuild(hasArchive, true);
  }

  private RebuildFetch rebuild(boolean hasArchive, boolean isProof) throws IOException {
    return new RebuildFetch(
        setup.incoming,
        setup.work(),
        setup.known,
        hasArchive ? setup.archiveFile() : null,
        publish(true),
        isProof,
        bytes -> {});
  }

  @Test
  void aCompletePartIsTakenForTheListedFile() throws IOException {
    assertEquals(Optional.empty(), rebuild(true).part(file));
    partLeft();
    PartFile part = rebuild(true).part(file).orElseThrow();
    assertEquals(0, part.expected());
    publish(true).publish(List.of(part));
    assertEquals("x=part", tree(setup.incoming));
    assertEquals(List.of(), leftovers(setup.incoming));
  }

  @Test
  void aPartThatIsNotCompleteIsFetchedAnew() throws IOException {
    stamped(setup.work().resolve(file.partName()), "par");
    assertEquals(Optional.empty(), rebuild(true).part(file));
    Files.writeString(setup.work().resolve(file.partName()), "part");
    assertEquals(Optional.empty(), rebuild(true).part(file), "its mtime is not the final one");
  }

  /** Written from its end, it is of its full size at once; nothing in it tells what is missing. */
  @ParameterizedTest(name = "{0} bytes")
  @CsvSource({"16777215, true", "16777216, false"})
  void aPartThatSeveralRangesWereWrittenToMayHaveHoles(long size, boolean isTaken)
      throws IOException {
    RemoteFile big = listed("big", size);
    Path part = stamped(setup.work().resolve(big.partName()), "");
    try (RandomAccessFile holes = new RandomAccessFile(part.toFile(), "rw")) {
      holes.setLength(size);
    }
    Files.setLastModifiedTime(part, FileTime.fromMillis(MTIME * 1000));
    assertEquals(isTaken, rebuild(true).part(big).isPresent());
  }

  @ParameterizedTest(name = "in {0}")
  @ValueSource(strings = {"in", "archive"})
  void aFileThatIsThereWasPublished(String folder) throws IOException {
    assertFalse(rebuild(true).wasPublished(file));
    stamped(home.resolve(folder).resolve("x"), "another");
    assertFalse(rebuild(true).wasPublished(file));
    stamped(home.resolve(folder).resolve("x"), "text");
    assertTrue(rebuild(true).wasPublished(file));
    assertEquals(
        Optional.of(new Fetched(4, MTIME, Path.of("x"), false, NOW)),
        setup.known.fetched(file.path()));
    assertEquals(folder.equals("in"), rebuild(false).wasPublished(file));
  }

  @ParameterizedTest(name = "in {0}")
  @ValueSource(strings = {"in", "archive"})
  void aFileThatIsThereMayBeAnotherWhereThatIsNoProof(String folder) throws IOException {
    stamped(home.resolve(folder).resolve("x"), "text");
    assertFalse(rebuild(true, false).wasPublished(file));
    assertEquals(Optional.empty(), setup.known.fetched(file.path()));
  }
}
