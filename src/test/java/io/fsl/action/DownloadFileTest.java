package io.fsl.action;

import static io.fsl.action.FetchSetup.MTIME;
import static io.fsl.action.FetchSetup.leftovers;
import static io.fsl.action.FetchSetup.listed;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.sftp.Attributes;
import io.fsl.sftp.ConnectionLostException;
import io.fsl.sftp.RemoteException;
import io.fsl.sftp.UnreachableException;
import io.fsl.testing.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes of a file whose server, or whose connection, is not as it should be. */
class DownloadFileTest extends FetchCase {
  private static final int MEBIBYTE = 1 << 20;

  private final AtomicLong progress = new AtomicLong();

  private PartFile fetch(RemoteFile file, int attempts) throws IOException {
    DownloadFile download =
        new DownloadFile(
            setup.remote, setup.work(), setup.known, setup.retries(attempts), null, (_, _) -> true);
    return download.start(file, progress::addAndGet).join();
  }

  /** How it fails. */
  private Throwable failure(RemoteFile file) {
    return Outcomes.cause(assertThrows(CompletionException.class, () -> fetch(file, 2)));
  }

  private static String text(PartFile part) throws IOException {
    try (TempFile complete = part.complete()) {
      return Files.readString(complete.path());
    }
  }

  private byte[] big(String name, int bytes) {
    byte[] content = Bytes.some(bytes);
    setup.files.put("/out/" + name, content, MTIME);
    return content;
  }

  @Test
  void theBytesAreInAPartUntilItIsPublished() throws IOException {
    RemoteFile file = setup.put("x", "a".repeat(2500));
    PartFile part = fetch(file, 0);
    assertEquals("a".repeat(2500), text(part));
    assertEquals(2500, progress.get());
    assertEquals(2500, part.expected());
    assertEquals(file, part.file());
    assertEquals(List.of(file.partName()), leftovers(setup.incoming));
    assertEquals("", FetchSetup.tree(setup.incoming));
  }

  @Test
  void anEmptyFileIsOpenedToSeeThatItCanBe() throws IOException {
    assertEquals("", text(fetch(setup.put("empty", ""), 0)));
    RemoteFile forbidden = setup.put("forbidden", "");
    setup.files.forbid("/out/forbidden");
    assertInstanceOf(RemoteException.class, failure(forbidden));
  }

  @Test
  void aBigFileComesInRanges() throws IOException {
    byte[] content = big("big", 17 * MEBIBYTE);
    setup.remote.lanes(4);
    PartFile part = fetch(listed("big", content.length), 0);
    assertEquals(2, part.lanes().size());
    try (TempFile complete = part.complete()) {
      assertArrayEquals(content, Files.readAllBytes(complete.path()));
    }
  }

  /** Its disk may be gone with that of the part. */
  @Test
  void aLedgerThatFailsAsWellIsNoInternalError(@TempDir Path other) throws IOException {
    try (Ledger ledger = Ledger.open(other.resolve("state"), "test", false);
        FetchSetup stored = new FetchSetup(other, ledger, false)) {
      RemoteFile file = stored.put("x", "a".repeat(2500));
      stored.remote.breaksAfter("/out/x", 1000);
      DownloadFile download =
          new DownloadFile(
              stored.remote, stored.work(), stored.known, stored.retries(0), null, (_, _) -> true);
      CompletableFuture<PartFile> fetched = download.start(file, bytes -> close(ledger));
      Throwable failure = Outcomes.cause(assertThrows(CompletionException.class, fetched::join));
      assertInstanceOf(ConnectionLostException.class, failure);
      assertInstanceOf(UncheckedIOException.class, failure.getSuppressed()[0]);
    }
  }

  private static void close(Ledger ledger) {
    try {
      ledger.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aBrokenConnectionIsGoneOnWithWhereItWas() throws IOException {
    RemoteFile file = setup.put("x", "abcdefghij".repeat(300));
    setup.remote.breaksAfter("/out/x", 1000);
    assertEquals("abcdefghij".repeat(300), text(fetch(file, 1)));
    assertEquals(
        List.of("read /out/x 0 3000", "read /out/x 1000 2000", "stat /out/x"),
        setup.remote.requests());
  }

  @Test
  void aFileIsTriedSoOftenAndNoMore() {
    RemoteFile file = setup.put("x", "text");
    for (int i = 0; i < 4; i++) {
      setup.remote.fails("read /out/x 0 4", new ConnectionLostException("lost"));
    }
    assertInstanceOf(ConnectionLostException.class, failure(file));
    assertEquals(3, setup.remote.requests().size());
  }

  @Test
  void onlyALostConnectionIsTriedAgain() {
    RemoteFile file = setup.put("x", "text");
    setup.remote.fails("read /out/x 0 4", new UnreachableException("given up"));
    assertInstanceOf(UnreachableException.class, failure(file));
    assertEquals(1, setup.remote.requests().size());
  }

  @ParameterizedTest(name = "size {0}, mtime {1}")
  @CsvSource({"4, 1000000001", "5, 1000000000", "3, 1000000000"})
  void aFileThatIsAnotherAfterwardsIsNotTaken(long size, long mtime) throws IOException {
    RemoteFile file = setup.put("x", "text");
    setup.remote.shows("/out/x", new Attributes(Attributes.Type.FILE, size, mtime));
    assertInstanceOf(ChangedException.class, failure(file));
    assertEquals(List.of(), leftovers(setup.incoming));
  }

  @ParameterizedTest(name = "size {0}, mtime {1}")
  @CsvSource({"4, 1000000001", "5, 1000000000", "3, 1000000000"})
  void aFileThatIsShownAsAnotherBehindItsLastByteIsNotTaken(long size, long mtime)
      throws IOException {
    RemoteFile file = setup.put("x", "text");
    setup.remote.showsBehind("/out/x", new Attributes(Attributes.Type.FILE, size, mtime));
    assertInstanceOf(ChangedException.class, failure(file));
    assertEquals(List.of(), leftovers(setup.incoming));
  }

  @Test
  void aFileThatIsShownBehindItsLastByteIsNotAskedForAgain() throws IOException {
    RemoteFile file = setup.put("x", "text");
    setup.remote.showsBehind("/out/x", new Attributes(Attributes.Type.FILE, 4, MTIME));
    assertEquals("text", text(fetch(file, 0)));
    assertEquals(List.of("read /out/x 0 4"), setup.remote.requests());
  }

  @Test
  void whatAServerDoesNotTellDoesNotSpeakAgainstIt() throws IOException {
    RemoteFile file = setup.put("x", "text");
    setup.remote.shows(
        "/out/x", new Attributes(Attributes.Type.UNKNOWN, Attributes.UNKNOWN, Attributes.UNKNOWN));
    assertEquals("text", text(fetch(file, 0)));
  }

  @ParameterizedTest(name = "STAT {0}, FSTAT {1}: {2}")
  @CsvSource({
    "2, , taken",
    "3, , taken",
    "3, 3, taken",
    "3, 2, taken",
    "3, lost, lost",
    "lost, , lost",
  })
  void aServerThatRefusesStatIsAskedOtherwise(String stat, @Nullable String opened, String end)
      throws IOException {
    RemoteFile file = setup.put("x", "text");
    script("stat /out/x", stat);
    if (opened != null) {
      script("statOpened /out/x", opened);
    }
    if (end.equals("taken")) {
      assertEquals("text", text(fetch(file, 0)));
    } else {
      assertInstanceOf(ConnectionLostException.class, failure(file));
    }
    boolean asked = setup.remote.requests().contains("statOpened /out/x");
    assertEquals(stat.equals("3"), asked);
  }

  private void script(String request, String failure) {
    for (int i = 0; i < 3; i++) {
      setup.remote.fails(
          request,
          failure.equals("lost")
              ? new ConnectionLostException("lost")
              : new RemoteException(Integer.parseInt(failure), "no"));
    }
  }

  @Test
  void theFileThatOpeningGivesMustBeTheListedOne() {
    setup.put("x", "text");
    setup.remote.fails("stat /out/x", new RemoteException(3, "no"));
    RemoteFile older =
        new RemoteFile("feeds", FetchSetup.path("/out/x"), Path.of("x"), 4, MTIME - 1);
    assertInstanceOf(ChangedException.class, failure(older));
  }

  @Test
  void aFileThatEndsTooEarlyIsAnotherOrATruncatedOne() {
    setup.put("x", "text");
    assertInstanceOf(ChangedException.class, failure(listed("x", 6)));
    setup.remote.shows("/out/x", new Attributes(Attributes.Type.FILE, 6, MTIME));
    Throwable truncated = failure(listed("x", 6));
    assertEquals("the file ends before its listed size of 6 bytes", truncated.getMessage());
  }

  @Test
  void aFileThatEndsTooEarlyAndIsGoneIsNotTakenByItsBytes() {
    setup.put("x", "text");
    setup.remote.fails("stat /out/x", new RemoteException(2, "gone"));
    assertLost("it vanished from the server when 4 of its 6 bytes had come", listed("x", 6));
  }

  /** It failed; one that vanished before it was fetched is well. */
  private void assertLost(String reason, RemoteFile file) {
    Throwable failure = failure(file);
    assertEquals(
        new Outcome.Failed("feeds", file.name(), Trouble.FILE, reason), Outcomes.of(file, failure));
  }

  @Test
  void aFileThatIsGoneBeforeAByteCameIsNotLost() {
    RemoteFile file = listed("x", 6);
    Outcome outcome = Outcomes.of(file, failure(file));
    assertEquals(new Outcome.Skipped("feeds", "x", "it vanished before it was fetched"), outcome);
  }

  @Test
  void aFileThatIsGoneAfterBytesOfItCameMayBeLost() {
    RemoteFile file = setup.put("x", "abcdefghij".repeat(300));
    setup.remote.breaksAfter("/out/x", 1000);
    setup.remote.fails("read /out/x 1000 2000", new RemoteException(2, "gone"));
    assertLost("it vanished from the server when 1000 of its 3000 bytes had come", file);
  }

  @Test
  void aFileThatIsGoneInOneOfItsRangesMayBeLost() {
    byte[] content = big("big", 16 * MEBIBYTE);
    setup.remote.lanes(2);
    setup.remote.fails("read /out/big 8388608 8388608", new RemoteException(2, "gone"));
    assertLost(
        "it vanished from the server when 8388608 of its 16777216 bytes had come",
        listed("big", content.length));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"by the same run", "by the next run"})
  void aFileThatIsGoneIsNotTakenByBytesThatCameInPieces(String goneOnWith) throws IOException {
    byte[] content = big("big", 3 * MEBIBYTE);
    RemoteFile file = listed("big", content.length);
    setup.remote.breaksAfter("/out/big", 2_000_000);
    if (goneOnWith.equals("by the next run")) {
      setup.remote.fails("read /out/big 2000000 1145728", new UnreachableException("given up"));
      assertInstanceOf(UnreachableException.class, failure(file));
    }
    setup.remote.fails("stat /out/big", new RemoteException(2, "gone"));
    assertLost(
        "it vanished from the server when 3145728 of its 3145728 bytes had come,"
            + " in pieces that may be of several files",
        file);
    assertEquals("", FetchSetup.tree(setup.incoming));
  }

  /** Each range opens the file anew: it may have been replaced in between. */
  @Test
  void aFileThatIsGoneIsNotTakenByRangesOfWhichOneMayBeOfAnother() throws IOException {
    byte[] content = big("big", 16 * MEBIBYTE);
    setup.remote.lanes(2);
    setup.remote.showsBehind(
        "read /out/big 8388608 8388608",
        new Attributes(Attributes.Type.FILE, content.length, MTIME + 1));
    setup.remote.fails("stat /out/big", new RemoteException(2, "gone"));
    assertLost(
        "it vanished from the server when 16777216 of its 16777216 bytes had come,"
            + " in pieces that may be of several files",
        listed("big", content.length));
    assertEquals("", FetchSetup.tree(setup.incoming));
  }

  @Test
  void aFileThatIsGoneIsTakenByRangesThatWereAllReadFromTheListedVersion() throws IOException {
    byte[] content = big("big", 16 * MEBIBYTE);
    setup.remote.lanes(2);
    setup.remote.fails("stat /out/big", new RemoteException(2, "gone"));
    try (TempFile complete = fetch(listed("big", content.length), 0).complete()) {
      assertArrayEquals(content, Files.readAllBytes(complete.path()));
    }
  }

  @Test
  void aRangeThatWasGoneOnWithIsNotKnownToBeOfTheListedVersion() throws IOException {
    byte[] content = big("big", 16 * MEBIBYTE);
    setup.remote.lanes(2);
    setup.remote.breaksAfter("/out/big", 2_000_000);
    setup.remote.fails("stat /out/big", new RemoteException(2, "gone"));
    assertLost(
        "it vanished from the server when 16777216 of its 16777216 bytes had come,"
            + " in pieces that may be of several files",
        listed("big", content.length));
  }

  /** Its bytes came before, but only now could they be seen to be those of the listed version. */
  @Test
  void aFileThatIsGoneIsNotTakenByBytesThatAllCameBefore() throws IOException {
    byte[] content = big("big", 3 * MEBIBYTE);
    RemoteFile file = listed("big", content.length);
    setup.remote.fails("stat /out/big", new UnreachableException("given up"));
    assertInstanceOf(UnreachableException.class, failure(file));
    setup.remote.fails("stat /out/big", new RemoteException(2, "gone"));
    assertTrue(failure(file).getMessage().contains("pieces"));
  }

  @Test
  void whatHasComeOfABigFileIsKeptForTheNextRun() throws IOException {
    byte[] content = big("big", 3 * MEBIBYTE);
    RemoteFile file = listed("big", content.length);
    setup.remote.breaksAfter("/out/big", 2_000_000);
    setup.remote.fails("read /out/big 2000000 1145728", new UnreachableException("given up"));
    assertInstanceOf(UnreachableException.class, failure(file));
    assertEquals(
        List.of(new Range(0, 2_000_000, content.length)),
        setup.known.transfer(file.path()).orElseThrow().ranges());
    assertEquals(Phase.LOADING, setup.known.transfer(file.path()).orElseThrow().phase());
    progress.set(0);
    PartFile part = fetch(file, 0);
    assertEquals(content.length - 2_000_000, part.expected());
    assertEquals(part.expected(), progress.get());
    try (TempFile complete = part.complete()) {
      assertEquals(part.expected(), complete.written());
      assertArrayEquals(content, Files.readAllBytes(complete.path()));
    }
  }

  @Test
  void whatHasComeOfASmallFileIsNotWorthKeeping() throws IOException {
    byte[] content = big("small", MEBIBYTE + 1000);
    RemoteFile file = listed("small", content.length);
    setup.remote.breaksAfter("/out/small", MEBIBYTE - 1);
    setup.remote.fails("read /out/small 1048000 1576", new UnreachableException("given up"));
    assertInstanceOf(UnreachableException.class, failure(file));
    assertTrue(setup.known.transfer(file.path()).isEmpty());
    assertEquals(List.of(), leftovers(setup.incoming));
  }

  @Test
  void aBigFileThatChangedIsNotKept() throws IOException {
    byte[] content = big("big", 2 * MEBIBYTE);
    setup.remote.shows("/out/big", new Attributes(Attributes.Type.FILE, content.length, 7));
    assertInstanceOf(ChangedException.class, failure(listed("big", content.length)));
    assertTrue(setup.known.transfer(FetchSetup.path("/out/big")).isEmpty());
    assertEquals(List.of(), leftovers(setup.incoming));
  }

  @Test
  void whereNothingCanBeWrittenItFailsAtOnce() throws IOException {
    RemoteFile file = setup.put("x", "text");
    Path part = setup.work().resolve(file.partName());
    Files.createDirectories(part.resolve("in the way"));
    assertInstanceOf(IOException.class, failure(file));
    assertNull(setup.known.transfer(file.path()).orElse(null));
  }
}
