package io.fsl.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of a ledger, and what earlier runs may have left beside them. */
class LedgerFileTest {
  @TempDir Path folder;

  private Ledger open() throws IOException {
    return Ledger.open(folder, "test", true);
  }

  private Path file(String suffix) {
    return folder.resolve("test." + suffix);
  }

  private Set<String> files() throws IOException {
    try (var files = Files.list(folder)) {
      return new TreeSet<>(files.map(f -> f.getFileName().toString()).toList());
    }
  }

  @Test
  void aLedgerHasItsFilesBesideOneAnother() throws IOException {
    open().close();
    assertEquals(Set.of("test.commit", "test.id", "test.lock", "test.mv"), files());
    try (Ledger ledger = open()) {
      assertEquals(ledger.id() + "\n", Files.readString(file("id")));
      assertTrue(ledger.id().matches("[0-9a-f]{16}"));
    }
  }

  /** A run was killed while it wrote the id. */
  @Test
  void anIdThatWasBeingWrittenIsWrittenAgain() throws IOException {
    open().close();
    Files.move(file("id"), file("id.new"));
    Files.writeString(file("id.new"), "0123");
    try (Ledger ledger = open()) {
      assertEquals(ledger.id() + "\n", Files.readString(file("id")));
      assertFalse(ledger.rebuilt());
    }
    assertFalse(Files.exists(file("id.new")));
  }

  /** The one that has the file's name counts; a run was killed while it wrote it anew. */
  @Test
  void aFileThatWasBeingWrittenAnewIsWrittenAgain() throws IOException {
    Ledger ledger = open();
    Ledger.Table table = ledger.table("a");
    for (int i = 0; i < 100_000; i++) {
      table.put(("gone-" + i).getBytes(UTF_8), new byte[100]);
    }
    table.put("kept".getBytes(UTF_8), new byte[1]);
    ledger.commit();
    table.forEach("gone".getBytes(UTF_8), (key, value) -> table.remove(key));
    ledger.commit();
    Files.writeString(file("mv.new"), "half of it");
    ledger.close();
    assertTrue(Files.size(file("mv")) < 1 << 20);
    assertFalse(Files.exists(file("mv.new")));
    try (Ledger again = open()) {
      assertArrayEquals(new byte[1], again.table("a").get("kept".getBytes(UTF_8)));
    }
  }

  /** A big file with nothing in it to save stays as it is. */
  @Test
  void aFileThatIsFullIsNotWrittenAnew() throws IOException {
    try (Ledger ledger = open()) {
      for (int i = 0; i < 100_000; i++) {
        ledger.table("a").put(("kept-" + i).getBytes(UTF_8), new byte[100]);
      }
    }
    Object before = Files.getAttribute(file("mv"), "unix:ino");
    open().close();
    assertTrue(Files.size(file("mv")) > 8 << 20);
    assertEquals(before, Files.getAttribute(file("mv"), "unix:ino"));
  }

  @Test
  void aSmallFileIsNotWrittenAnew() throws IOException {
    Object before;
    try (Ledger ledger = open()) {
      before = Files.getAttribute(file("mv"), "unix:ino");
      for (int i = 0; i < 1000; i++) {
        ledger.table("a").put(("gone-" + i).getBytes(UTF_8), new byte[1000]);
      }
      ledger.commit();
      ledger.table("a").forEach(new byte[0], (key, value) -> ledger.table("a").remove(key));
    }
    assertEquals(before, Files.getAttribute(file("mv"), "unix:ino"));
  }

  @Test
  void anEmptyFileIsPeekedAtAsNone() throws IOException {
    Files.createFile(file("mv"));
    try (Ledger peeked = Ledger.peek(folder, "test")) {
      assertFalse(peeked.rebuilt());
    }
    assertEquals(0, Files.size(file("mv")));
  }

  /** Whoever has it may be just writing it down. */
  @Test
  void whoHasTheLockMayNotBeTold() throws Exception {
    try (LedgerHolder holder = LedgerHolder.start(folder)) {
      Files.writeString(file("lock"), "x");
      assertEquals(OptionalLong.empty(), assertThrows(LockedException.class, this::open).pid());
      assertNotEquals(0, holder.pid());
    }
  }

  @Test
  void whatCannotBeLockedIsNotTakenForLockedLater() throws IOException {
    Files.createDirectory(file("lock"));
    for (int i = 0; i < 2; i++) {
      IOException e = assertThrows(IOException.class, this::open);
      assertFalse(e instanceof LockedException, e::toString);
    }
    Files.delete(file("lock"));
    open().close();
  }

  @Test
  void closingTwiceLeavesTheNextRunAlone() throws IOException {
    Ledger first = open();
    first.close();
    try (Ledger second = open()) {
      first.close();
      assertThrows(LockedException.class, this::open);
      second.table("a").put(new byte[1], new byte[1]);
      second.commit();
    }
    assertThrows(IOException.class, first::commit);
  }

  /** What nobody has changed needs no commit; what one table has does not show in another. */
  @Test
  void tablesAreApart() throws IOException {
    try (Ledger ledger = Ledger.inMemory()) {
      ledger.table("a").put(new byte[] {1}, new byte[] {2});
      ledger.commit();
      ledger.recover();
      assertEquals(null, ledger.table("b").get(new byte[] {1}));
      assertArrayEquals(new byte[] {2}, ledger.table("a").get(new byte[] {1}));
      assertFalse(ledger.rebuilt());
    }
  }
}
