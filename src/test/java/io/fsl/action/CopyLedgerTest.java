package io.fsl.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.action.CopyLedger.Entry;
import io.fsl.action.CopyLedger.Phase;
import io.fsl.linux.FileIdentity;
import io.fsl.linux.PathBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is remembered of copies, and when it is forgotten. */
class CopyLedgerTest {
  /** No UTF-8. */
  private static final Path STRANGE = PathBytes.path(new byte[] {'d', '/', -1, '.', 'x'});

  private static final FileIdentity IDENTITY = new FileIdentity(1, 2, 1L << 40, 4);

  @TempDir Path home;
  private final FileWriter writer = new FileWriter(true);
  private Ledger ledger = Ledger.inMemory();

  /** As a crash would leave it. */
  private void crash() throws IOException {
    Path copy = Files.createDirectory(home.resolve("copy"));
    Files.copy(home.resolve("state/test.mv"), copy.resolve("test.mv"));
    ledger.close();
    ledger = Ledger.peek(copy, "test");
  }

  @BeforeEach
  void open() throws IOException {
    ledger = Ledger.open(home.resolve("state"), "test", true);
    Files.createDirectories(home.resolve("incoming"));
  }

  @AfterEach
  void close() throws IOException {
    ledger.close();
    writer.close();
  }

  private CopyLedger entries(String source) {
    return new CopyLedger(ledger, source);
  }

  private static Entry entry(Phase phase) {
    return new Entry(phase, IDENTITY, phase == Phase.READY ? "temp" : "", STRANGE);
  }

  private LocalFile write(String name, String content) throws IOException {
    return ListedFile.write(home.resolve("incoming"), name, content);
  }

  // --- entries

  @Test
  void entriesOutlastARunEachForItsSourceFileAndDestination() throws IOException {
    entries("s").put(STRANGE, "one", entry(Phase.READY));
    entries("s").put(STRANGE, "two", entry(Phase.SKIPPED));
    entries("s").put(Path.of("d/other"), "one", entry(Phase.DELIVERED));
    entries("s2").put(STRANGE, "one", entry(Phase.DELIVERED));
    entries("s").commit();
    crash();
    assertEquals(Optional.of(entry(Phase.READY)), entries("s").any(STRANGE, "one"));
    assertEquals(Optional.of(entry(Phase.SKIPPED)), entries("s").any(STRANGE, "two"));
    assertEquals(Optional.empty(), entries("s").any(STRANGE, "three"));
    List<String> seen = new ArrayList<>();
    entries("s")
        .forEach((file, destination, entry) ->
            seen.add(PathBytes.printable(file) + " " + destination + " " + entry.phase()));
    assertEquals(
        List.of("d/other one DELIVERED", "d/\\xff.x one READY", "d/\\xff.x two SKIPPED"), seen);
    entries("s").remove(STRANGE, "one");
    assertEquals(Optional.empty(), entries("s").any(STRANGE, "one"));
    assertEquals(Optional.of(entry(Phase.DELIVERED)), entries("s2").any(STRANGE, "one"));
  }

  @ParameterizedTest
  @CsvSource({"READY, false, false", "DELIVERED, true, true", "SKIPPED, true, false"})
  void whatIsDecidedIsDecidedForOneVersion(Phase phase, boolean decided, boolean delivered)
      throws IOException {
    LocalFile file = write("x", "hello");
    CopyLedger entries = entries("s");
    entries.put(file.relative(), "d", new Entry(phase, file.identity(), "", Path.of("x.~2~")));
    assertEquals(decided, entries.isDecided(file, "d"));
    assertEquals(delivered, entries.isDelivered(file, "d"));
    assertEquals(
        delivered ? Optional.of(Path.of("x.~2~")) : Optional.empty(), entries.target(file, "d"));
    assertTrue(entries.entry(file, "other").isEmpty());
    LocalFile later = write("x", "hello world");
    assertFalse(entries.isDecided(later, "d"));
    entries.forget(later, "d");
    assertTrue(entries.entry(file, "d").isPresent(), "that is another version");
    entries.forget(file, "d");
    assertTrue(entries.any(file.relative(), "d").isEmpty());
    entries.put(file.relative(), "d", new Entry(phase, file.identity(), "", Path.of("x.~2~")));
    assertFalse(entries.isDelivered(later, "d"));
    assertTrue(entries.entry(later, "d").isEmpty());
    assertTrue(entries.any(Path.of("x"), "d").isPresent());
  }

  @Test
  void keysOfASourceStartWithItsNameAndNoOther() {
    byte[] prefix = entries("s").prefix();
    assertArrayEquals(new byte[] {'s', 0}, prefix);
    prefix[0] = 'x';
    assertArrayEquals(new byte[] {'s', 0}, entries("s").prefix());
    assertArrayEquals(new byte[] {'s', 0, 'd', '/', -1, '.', 'x'}, entries("s").key(STRANGE));
  }

  @Test
  void anEntryThatMakesNoSenseIsAnError() {
    CopyLedger entries = entries("s");
    entries.put(STRANGE, "d", entry(Phase.READY));
    byte[] key = "s\0x\0d".getBytes(UTF_8);
    ledger.table("copies").put(key, new byte[50]);
    assertThrows(IllegalArgumentException.class, () -> entries.any(Path.of("x"), "d"));
  }

  // --- what is gone

  private ForgetGone forgetGone(CopyLedger entries) {
    return new ForgetGone(
        home.resolve("incoming"),
        entries,
        writer,
        file -> false,
        (folder, e) -> {
          throw new UncheckedIOException(e);
        });
  }

  private void forget() throws IOException {
    forgetGone(entries("s")).forget(file -> {});
  }

  /** More than are dropped together. */
  @Test
  void veryManyThatAreGoneAreForgotten() throws IOException {
    Files.createDirectories(home.resolve("incoming/other"));
    CopyLedger entries = entries("s");
    for (int i = 0; i < 20_000; i++) {
      entries.put(Path.of("x" + i), "d", entry(i == 7 ? Phase.READY : Phase.DELIVERED));
    }
    List<Path> delivered = new ArrayList<>();
    forgetGone(entries).forget(delivered::add);
    assertEquals(19_999, delivered.size());
    assertFalse(knows("x0") || knows("x7") || knows("x19999"));
  }

  private boolean knows(String file) {
    return entries("s").any(Path.of(file), "d").isPresent();
  }

  @Test
  void whatIsGoneIsForgottenForGood() throws IOException {
    write("there", "x");
    for (String name : List.of("there", "gone", "sub/gone")) {
      entries("s").put(Path.of(name), "d", entry(Phase.DELIVERED));
    }
    entries("s2").put(Path.of("gone"), "d", entry(Phase.DELIVERED));
    entries("s").commit();
    forget();
    crash();
    assertEquals(
        List.of(true, false, false), List.of(knows("there"), knows("gone"), knows("sub/gone")));
    assertTrue(entries("s2").any(Path.of("gone"), "d").isPresent());
  }

  /** A disk that is not mounted looks like a folder where all is gone. */
  @Test
  void fromAnEmptyFolderNothingIsConcluded() throws IOException {
    entries("s").put(Path.of("gone"), "d", entry(Phase.DELIVERED));
    forget();
    assertTrue(knows("gone"));
    Files.createDirectories(home.resolve("incoming/.fsl/id"));
    forget();
    assertTrue(knows("gone"));
    write("x", "");
    forget();
    assertFalse(knows("gone"));
  }

  @Test
  void aFolderThatIsMissingIsAnErrorOnlyWhereItMatters() throws IOException {
    Files.delete(home.resolve("incoming"));
    forget();
    entries("s").put(Path.of("gone"), "d", entry(Phase.DELIVERED));
    assertThrows(IOException.class, this::forget);
    assertTrue(knows("gone"));
  }
}
