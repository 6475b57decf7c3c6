package io.fsl.action;

import static io.fsl.action.FetchSetup.leftovers;
import static io.fsl.action.FetchSetup.listed;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.config.OnChange;
import io.fsl.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies that grow with their parts. */
class EarlyArchiveTest {
  private static final int MEBIBYTE = 1 << 20;

  private static final long BIG = EarlyArchive.BIG_BYTES + 7;

  /** No two of its blocks are alike, whatever is asked of it in between. */
  private final Random random = new Random(1);

  @TempDir Path home;
  private final AtomicLong early = new AtomicLong();
  private FetchSetup setup;
  private EarlyArchive archive;

  @BeforeEach
  void open() throws IOException {
    setup = new FetchSetup(home);
    WorkFolder folder = new WorkFolder(setup.archive, setup.ledger, "feeds/archive", setup.writer);
    archive = new EarlyArchive(setup.archiveFile(), folder, setup.writer, true, early::addAndGet);
  }

  @AfterEach
  void close() throws IOException {
    archive.close();
    setup.close();
  }

  private PartFile part(RemoteFile file) throws IOException {
    PartFile part = PartFile.of(file, setup.work(), setup.known, 3, bytes -> {});
    part.archiveEarly(archive);
    return part;
  }

  private void write(PartFile.Lane lane, long bytes) throws IOException {
    byte[] block = new byte[MEBIBYTE];
    for (long left = bytes; left > 0; left -= block.length) {
      random.nextBytes(block);
      lane.write(ByteBuffer.wrap(block, 0, (int) Math.min(left, block.length)));
    }
  }

  /** The ledger is told how far it is before the last of these bytes. */
  private void writeHalf(PartFile part) throws IOException {
    write(part.lanes().get(0), 25 * MEBIBYTE + 1);
    write(part.lanes().get(1), 20 * MEBIBYTE + 2);
    write(part.lanes().get(2), 19 * MEBIBYTE + 3);
  }

  private void writeRest(PartFile part) throws IOException {
    for (PartFile.Lane lane : part.lanes()) {
      write(lane, lane.left());
    }
  }

  private void publish(PartFile part) throws IOException {
    List<Outcome> failures = new ArrayList<>();
    setup
        .publishFiles(setup.archiveFile(), OnChange.WAIT, true, failures::add)
        .publish(List.of(part));
    assertEquals(List.of(), failures);
    Path published = setup.incoming.resolve(part.file().relative());
    Path archived = setup.archive.resolve(part.file().relative());
    assertEquals(part.file().size(), Files.size(published));
    assertEquals(-1, Files.mismatch(published, archived), "not the same bytes");
    assertEquals(Files.getLastModifiedTime(published), Files.getLastModifiedTime(archived));
    assertEquals(List.of(), leftovers(setup.archive));
  }

  /** Whole blocks of each range. */
  private void awaitHalf() {
    Await.until("it is copied early", () -> early.get() == 64 * MEBIBYTE);
  }

  private void awaitGone() {
    Await.until("nothing is left of it", () -> early.get() == 0 && names(setup.archive).isEmpty());
  }

  private static List<String> names(Path archive) {
    try {
      return leftovers(archive);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theCopyGrowsWithItsPart() throws IOException {
    PartFile part = part(listed("big", BIG));
    writeHalf(part);
    awaitHalf();
    String copy = leftovers(setup.archive).getFirst();
    assertTrue(copy.matches("early-\\d+-" + part.file().partName()), copy);
    writeRest(part);
    publish(part);
    assertEquals(0, early.get(), "it counts no more");
  }

  @Test
  void aPartThatIsResumedIsCopiedFromItsStart() throws IOException {
    PartFile part = part(listed("big", BIG));
    writeHalf(part);
    part.putAside(true);
    PartFile resumed = part(part.file());
    assertEquals(BIG - 64 * MEBIBYTE - 6, resumed.expected());
    writeRest(resumed);
    publish(resumed);
  }

  @Test
  void smallFilesAreCopiedWhenTheyAreComplete() throws IOException {
    assertNull(archive.begin(part(listed("small", EarlyArchive.BIG_BYTES - 1))));
    assertNotNull(archive.begin(part(listed("big", EarlyArchive.BIG_BYTES))));
  }

  @Test
  void whatTheArchiveSeemsToHaveIsNotCopiedEarly() throws IOException {
    RemoteFile file = listed("big", BIG);
    PartFile first = part(file);
    writeRest(first);
    publish(first);
    assertNull(archive.begin(part(file)));
  }

  @Test
  void whatTheArchiveHasMeanwhileIsNotKeptTwice() throws IOException {
    PartFile part = part(listed("big", BIG));
    writeHalf(part);
    awaitHalf();
    writeRest(part);
    Path copy = Files.copy(part.path(), setup.archive.resolve("big"));
    Files.setLastModifiedTime(copy, FileTime.fromMillis(FetchSetup.MTIME * 1000));
    publish(part);
    awaitGone();
    assertEquals(List.of("big"), visible(setup.archive));
  }

  private static List<String> visible(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(file -> file.getFileName().toString())
          .filter(name -> !name.equals(WorkFolder.NAME))
          .toList();
    }
  }

  @Test
  void aCopyOfWhatIsPutAsideIsRemoved() throws IOException {
    PartFile part = part(listed("big", BIG));
    writeHalf(part);
    awaitHalf();
    part.putAside(true);
    archive.close();
    assertEquals(List.of(), leftovers(setup.archive));
    assertEquals(0, early.get());
  }

  @Test
  void aCopyThatFailsIsMadeAnewInTheEnd() throws IOException {
    for (int i = 0; i < 3; i++) {
      assertNotNull(archive.begin(plain("other" + i)));
    }
    PartFile part = part(listed("big", BIG));
    Files.move(work(), work().resolveSibling("away"));
    writeHalf(part);
    PartFile next = plain("next");
    Await.until("it is given up", () -> archive.begin(next) != null);
    writeRest(part);
    publish(part);
    assertEquals(0, early.get());
  }

  @Test
  void whereTheArchiveCannotBeLookedAtNothingIsCopiedEarly() throws IOException {
    Files.createFile(setup.archive.resolve("file"));
    assertNull(archive.begin(plain("file/big")));
  }

  @Test
  void whatNobodyAsksForIsGivenUpInTheEnd() throws IOException {
    PartFile part = part(listed("big", BIG));
    writeHalf(part);
    awaitHalf();
    archive.close();
    assertEquals(List.of(), leftovers(setup.archive));
  }

  @Test
  void fewAreCopiedAtOnce() throws IOException {
    List<EarlyCopy> begun = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      begun.add(requireNonNull(archive.begin(plain("big" + i))));
    }
    PartFile plain = plain("fifth");
    assertNull(archive.begin(plain));
    begun.getFirst().discard();
    Await.until("its place is free", () -> archive.begin(plain) != null);
    assertTrue(begun.getLast().complete(List.of()).isEmpty(), "nothing was copied");
  }

  @Test
  void whatComesInOneGoIsWrittenTwice() throws IOException {
    PartFile part = part(listed("small", 1000));
    write(part.lanes().getFirst(), 1000);
    Path copy = work().resolve(ArchiveFile.tempName(part));
    assertEquals(-1, Files.mismatch(part.path(), copy), "not the same bytes");
    assertEquals(1000, early.get(), "it counts as copied");
    publish(part);
    assertEquals(0, early.get(), "it counts no more");
  }

  /** A copy by the kernel may share its blocks. */
  @Test
  void whereFilesCanShareBlocksNothingIsWrittenTwice() throws IOException {
    WorkFolder folder = new WorkFolder(setup.archive, setup.ledger, "feeds/archive", setup.writer);
    try (EarlyArchive once =
        new EarlyArchive(setup.archiveFile(), folder, setup.writer, false, early::addAndGet)) {
      PartFile part = PartFile.of(listed("small", 1000), setup.work(), setup.known, 1, bytes -> {});
      part.archiveEarly(once);
      write(part.lanes().getFirst(), 1000);
      assertEquals(List.of(), leftovers(setup.archive));
      publish(part);
    }
  }

  @Test
  void whatComesInOneGoTwiceIsWrittenAnew() throws IOException {
    PartFile part = part(listed("small", 1000));
    write(part.lanes().getFirst(), 1000);
    part.putAside(false);
    assertEquals(List.of(), leftovers(setup.archive));
    PartFile again = part(part.file());
    write(again.lanes().getFirst(), 1000);
    publish(again);
    assertEquals(0, early.get());
  }

  @Test
  void whatCannotBeWrittenTwiceIsCopiedInTheEnd() throws IOException {
    PartFile part = part(listed("small", 1000));
    Path away = work().resolveSibling("away");
    Files.move(work(), away);
    write(part.lanes().getFirst(), 1000);
    assertEquals(0, early.get());
    Files.move(away, work());
    publish(part);
  }

  @Test
  void whatWasWrittenTwiceIsRemovedIfTheArchiveHasItMeanwhile() throws IOException {
    PartFile part = part(listed("small", 1000));
    write(part.lanes().getFirst(), 1000);
    Path copy = Files.copy(part.path(), setup.archive.resolve("small"));
    Files.setLastModifiedTime(copy, FileTime.fromMillis(FetchSetup.MTIME * 1000));
    publish(part);
    assertEquals(List.of("small"), visible(setup.archive));
    assertEquals(0, early.get());
  }

  private Path work() {
    return setup.archive.resolve(WorkFolder.NAME).resolve(setup.ledger.id());
  }

  private PartFile plain(String name) throws IOException {
    return PartFile.of(listed(name, BIG), setup.work(), setup.known, 1, bytes -> {});
  }
}
