package io.fsl.action;

import static io.fsl.action.FetchSetup.MTIME;
import static io.fsl.action.FetchSetup.leftovers;
import static io.fsl.action.FetchSetup.listed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.action.FetchLedger.Transfer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is on disk of a file that is being fetched, and what the ledger vouches for. */
class PartFileTest extends FetchCase {
  private static final int MEBIBYTE = 1 << 20;

  private PartFile part(RemoteFile file, int lanes) throws IOException {
    return PartFile.of(file, setup.work(), setup.known, lanes, bytes -> {});
  }

  private List<Range> ranges(RemoteFile file) {
    return setup.known.transfer(file.path()).map(Transfer::ranges).orElse(List.of());
  }

  private void loading(RemoteFile file, Range... ranges) {
    setup.known.putTransfer(
        new Transfer(file, Phase.LOADING, file.relative(), Optional.empty(), List.of(ranges)));
  }

  private static void write(PartFile.Lane lane, int bytes) throws IOException {
    lane.write(ByteBuffer.allocate(bytes));
  }

  @ParameterizedTest(name = "{0} bytes in {1} lanes: {2}")
  @CsvSource({
    "0, 4, 0+0",
    "100, 4, 0+100",
    "16777215, 4, 0+16777215",
    "16777216, 4, 0+8388608 8388608+8388608",
    "16777217, 4, 0+8388608 8388608+8388609",
    "16777216, 1, 0+16777216",
    "33554434, 2, 0+16777216 16777216+16777218",
    "104857600, 3, 0+34603008 34603008+34603008 69206016+35651584",
  })
  void aBigFileIsSplit(long size, int lanes, String ranges) throws IOException {
    PartFile part = part(listed("x", size), lanes);
    assertEquals(
        ranges,
        part.lanes().stream()
            .map(lane -> lane.at() + "+" + lane.left())
            .collect(Collectors.joining(" ")));
    assertEquals(size, part.expected());
    assertEquals(List.of(), leftovers(setup.incoming), "nothing is created yet");
  }

  @Test
  void aRangeTakesNoMoreThanItIsFor() throws IOException {
    PartFile part = part(listed("x", 4), 1);
    PartFile.Lane lane = part.lanes().getFirst();
    write(lane, 3);
    assertThrows(IOException.class, () -> write(lane, 2));
    assertEquals(1, lane.left());
    IOException e = assertThrows(IOException.class, part::complete);
    assertEquals(part.path() + ": 1 bytes are missing", e.getMessage());
    write(lane, 1);
    assertEquals(4, part.complete().written());
  }

  @Test
  void theLedgerIsToldNowAndThenHowFarEachRangeIs() throws IOException {
    RemoteFile file = listed("x", 66L * MEBIBYTE);
    PartFile part = part(file, 2);
    PartFile.Lane first = part.lanes().getFirst();
    PartFile.Lane second = part.lanes().getLast();
    write(first, 33 * MEBIBYTE);
    write(second, 31 * MEBIBYTE - 1);
    assertEquals(List.of(), ranges(file));
    write(second, 1);
    assertEquals(
        List.of(
            new Range(0, 33L * MEBIBYTE, 33L * MEBIBYTE),
            new Range(33L * MEBIBYTE, 64L * MEBIBYTE, 66L * MEBIBYTE)),
        ranges(file));
    write(second, MEBIBYTE);
    assertEquals(64L * MEBIBYTE, ranges(file).getLast().done(), "not so soon again");
    part.putAside(true);
    assertEquals(65L * MEBIBYTE, ranges(file).getLast().done());
    PartFile resumed = part(file, 1);
    assertEquals(MEBIBYTE, resumed.expected());
    assertEquals(65L * MEBIBYTE, resumed.lanes().getLast().at());
  }

  @Test
  void aPartThatIsGoneIsBegunAnew() throws IOException {
    RemoteFile file = listed("x", 4);
    loading(file, new Range(0, 3, 4));
    assertEquals(4, part(file, 1).expected());
    Files.writeString(setup.work().resolve(file.partName()), "tex");
    assertEquals(4, part(file, 1).expected(), "what a run that was killed left of the new one");
  }

  @Test
  void theLedgerHasForgottenAPartForGoodBeforeItGoes() throws IOException {
    RemoteFile file = listed("x", 4);
    try (Ledger ledger = Ledger.open(home.resolve("state"), "l", false)) {
      FetchLedger known = new FetchLedger(ledger, "feeds");
      Transfer left =
          new Transfer(
              file, Phase.LOADING, file.relative(), Optional.empty(), List.of(new Range(0, 3, 4)));
      known.putTransfer(left);
      known.commit();
      Files.writeString(setup.work().resolve(file.partName()), "tex");
      PartFile.of(file, setup.work(), known, 1, bytes -> {}).putAside(false);
      assertEquals(List.of(), leftovers(setup.incoming));
      Files.copy(home.resolve("state").resolve("l.mv"), home.resolve("killed.mv"));
      FetchLedger killed = new FetchLedger(Ledger.peek(home, "killed"), "feeds");
      assertEquals(List.of(), FetchSetup.transfers(killed));
    }
  }

  @Test
  void aPartOfAnotherVersionIsRemoved() throws IOException {
    RemoteFile file = listed("x", 4);
    RemoteFile touched = new RemoteFile("feeds", file.path(), file.relative(), 4, MTIME + 1);
    RemoteFile resized = listed("x", 5);
    for (RemoteFile other : List.of(touched, resized)) {
      loading(file, new Range(0, 3, 4));
      Files.writeString(setup.work().resolve(file.partName()), "tex");
      assertEquals(other.size(), part(other, 1).expected());
      assertEquals(List.of(), leftovers(setup.incoming));
      assertTrue(setup.known.transfer(file.path()).isEmpty());
    }
  }

  @Test
  void whatNeverCameIsNotPutAside() throws IOException {
    RemoteFile file = listed("x", 4);
    PartFile part = part(file, 1);
    loading(file);
    part.putAside(false);
    assertTrue(setup.known.transfer(file.path()).isPresent(), "nobody has touched it");
  }

  @ParameterizedTest(name = "{0} bytes: put aside {1}")
  @CsvSource({"1048575, false", "1048576, true"})
  void whatHasComeIsPutAsideIfItIsWorthIt(int size, boolean kept) throws IOException {
    RemoteFile file = listed("x", 2L * MEBIBYTE);
    PartFile part = part(file, 1);
    write(part.lanes().getFirst(), size);
    part.putAside(true);
    assertEquals(kept ? List.of(new Range(0, size, 2L * MEBIBYTE)) : List.of(), ranges(file));
    assertEquals(kept ? List.of(file.partName()) : List.of(), leftovers(setup.incoming));
  }

  @Test
  void aPartIsClosedEvenIfTheLedgerFails() throws IOException {
    RemoteFile file = listed("x", 4);
    Ledger ledger = Ledger.open(home.resolve("state"), "l", false);
    PartFile part =
        PartFile.of(file, setup.work(), new FetchLedger(ledger, "feeds"), 1, bytes -> {});
    write(part.lanes().getFirst(), 3);
    long before = descriptors();
    ledger.close();
    assertThrows(Exception.class, () -> part.putAside(true));
    assertTrue(descriptors() < before, "a descriptor leaks");
  }

  private static long descriptors() throws IOException {
    try (var open = Files.list(Path.of("/proc/self/fd"))) {
      return open.map(PartFileTest::target).filter(path -> path.contains("/.fsl/")).count();
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return ""; // closed meanwhile
    }
  }

  @Test
  void whatHasNotGrownIsForgottenWithItsPart() throws IOException {
    RemoteFile file = listed("x", 4);
    loading(file, new Range(0, 3, 4));
    Files.writeString(setup.work().resolve(file.partName()), "tex");
    part(file, 1).putAside(true);
    assertEquals(List.of(), setup.transfers());
    assertEquals(List.of(), leftovers(setup.incoming));
  }

  @ParameterizedTest(name = "{0} bytes: kept {1}")
  @CsvSource({"1048575, false", "1048576, true"})
  void aCompletePartIsKeptIfItIsWorthIt(int size, boolean kept) throws IOException {
    RemoteFile file = listed("x", size);
    PartFile part = part(file, 1);
    write(part.lanes().getFirst(), size);
    part.complete().close();
    part.keepForced();
    assertEquals(kept ? List.of(new Range(0, size, size)) : List.of(), ranges(file));
    assertEquals(kept ? List.of(file.partName()) : List.of(), leftovers(setup.incoming));
  }

  @Test
  void eachVersionHasAPartOfItsOwn() {
    List<String> names =
        List.of(
            listed("x", 4).partName(),
            listed("x", 5).partName(),
            listed("y", 4).partName(),
            new RemoteFile("other", listed("x", 4).path(), Path.of("x"), 4, MTIME).partName(),
            new RemoteFile("feeds", listed("x", 4).path(), Path.of("x"), 4, 7).partName());
    assertEquals(5, names.stream().distinct().count());
    assertTrue(names.stream().allMatch(name -> name.matches("[0-9a-f]{32}\\.part")));
    assertEquals(listed("x", 4).partName(), listed("x", 4).partName());
  }
}
