package io.fsl.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.text.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a ledger remembers, for whom, and how big it gets. */
class LedgerTest extends LedgerCase {
  @Test
  void remembersWhatWasCommitted() throws IOException {
    String id;
    try (Ledger ledger = open()) {
      id = ledger.id();
      ledger.table("a").put(bytes("key"), bytes("value"));
      ledger.commit();
      assertFalse(ledger.rebuilt());
    }
    try (Ledger ledger = open()) {
      assertEquals(id, ledger.id());
      assertArrayEquals(bytes("value"), ledger.table("a").get(bytes("key")));
      assertNull(ledger.table("b").get(bytes("key")));
      assertFalse(ledger.rebuilt());
    }
  }

  /** A page that a slow reader is on its way to is often one that is not cached any more. */
  @Test
  void whoReadsSlowlyIsNotHarmedByTheCommitsOfOthers() throws Exception {
    int keys = 10_000;
    AtomicBoolean done = new AtomicBoolean();
    try (Ledger ledger = Ledger.open(folder, "test", false);
        var threads = Executors.newCachedThreadPool()) {
      Ledger.Table table = ledger.table("a");
      IntStream.range(0, keys).forEach(i -> table.put(bytes("key" + i), new byte[200]));
      ledger.commit();
      List<Future<?>> readers = new ArrayList<>();
      for (int reader = 0; reader < 8; reader++) {
        Random random = new Random(reader);
        readers.add(
            threads.submit(() -> {
              while (!done.get()) {
                int key = random.nextBoolean() ? 1 : random.nextInt(keys);
                assertEquals(200, table.get(bytes("key" + key)).length);
              }
            }));
      }
      try {
        for (int i = 0; i < 300; i++) {
          table.put(bytes("key1"), new byte[200]);
          ledger.commit();
        }
      } finally {
        done.set(true);
      }
      for (Future<?> each : readers) {
        each.get();
      }
    }
  }

  @Test
  void walksEntriesOfAPrefixInUnsignedOrderAndLetsThemBeRemoved() throws IOException {
    try (Ledger ledger = open()) {
      Ledger.Table table = ledger.table("a");
      for (int b : new int[] {0xff, 0x7f, 0x80, 0}) {
        table.put(new byte[] {'p', (byte) b}, new byte[0]);
      }
      table.put(bytes("o"), new byte[0]);
      table.put(bytes("q"), new byte[0]);
      List<Integer> seen = new ArrayList<>();
      table.forEach(
          bytes("p"),
          (key, value) -> {
            seen.add(key[1] & 0xff);
            table.remove(key);
          });
      assertEquals(List.of(0, 0x7f, 0x80, 0xff), seen);
      List<String> left = new ArrayList<>();
      table.forEach(new byte[0], (key, value) -> left.add(new String(key, UTF_8)));
      assertEquals(List.of("o", "q"), left);
    }
  }

  @Test
  void walkOutlastsCommitsMadeMeanwhile() throws IOException {
    try (Ledger ledger = open()) {
      Ledger.Table table = ledger.table("a");
      for (int i = 0; i < 20_000; i++) {
        table.put(bytes("key-%06d".formatted(i)), new byte[100]);
      }
      ledger.commit();
    }
    try (Ledger ledger = open()) {
      Ledger.Table table = ledger.table("a");
      int[] count = {0};
      table.forEach(
          new byte[0],
          (key, value) -> {
            table.remove(key);
            if (++count[0] % 500 == 0) {
              commit(ledger);
            }
          });
      assertEquals(20_000, count[0]);
    }
  }

  private static void commit(Ledger ledger) {
    try {
      ledger.commit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void commitsOfManyThreadsAllCount() throws Exception {
    try (Ledger ledger = open();
        var threads = Executors.newFixedThreadPool(8)) {
      List<Callable<Integer>> tasks =
          IntStream.range(0, 400)
              .<Callable<Integer>>mapToObj(i ->
                  () -> {
                    ledger.table("a").put(bytes("key" + i), bytes("v"));
                    ledger.commit();
                    return i;
                  })
              .toList();
      for (var done : threads.invokeAll(tasks)) {
        done.get();
      }
    }
    try (Ledger ledger = open()) {
      for (int i = 0; i < 400; i++) {
        assertArrayEquals(bytes("v"), ledger.table("a").get(bytes("key" + i)));
      }
    }
  }

  /** The same entries each time, so that those of the commit before are of no use any more. */
  private static void commitChanges(Ledger ledger, Ledger.Table table) throws IOException {
    for (int i = 0; i < 200; i++) {
      table.put(bytes("key-" + i), new byte[200]);
    }
    ledger.commit();
  }

  /** Of each commit a little stays, so that its space does not get free by itself. */
  @Tag("slow")
  @Test
  void whatIsLeftOfOldCommitsIsPutTogether() throws IOException {
    try (Ledger ledger = open()) {
      Ledger.Table table = ledger.table("a");
      for (int i = 0; i < 20_000; i++) {
        table.put(bytes("stays-" + i), new byte[200]);
      }
      for (int round = 0; round < 1000; round++) {
        table.put(bytes("stays-" + round * 7919 % 20_000), new byte[200]);
        commitChanges(ledger, table);
      }
      assertTrue(Files.size(store()) < 24 << 20, () -> "size " + store().toFile().length());
    }
  }

  @Tag("slow")
  @Test
  void doesNotGrowForEver() throws IOException {
    try (Ledger ledger = open()) {
      Ledger.Table table = ledger.table("a");
      for (int round = 0; round < 400; round++) {
        commitChanges(ledger, table);
      }
      assertTrue(Files.size(store()) < 8_000_000, () -> "size " + store().toFile().length());
      for (int i = 0; i < 200_000; i++) {
        table.put(bytes("gone-" + i), new byte[50]);
      }
      ledger.commit();
      table.forEach(bytes("gone-"), (key, value) -> table.remove(key));
      ledger.commit();
    }
    assertTrue(Files.size(store()) < 5_000_000, () -> "size " + store().toFile().length());
  }

  @Test
  void uncommittedChangesAreBounded() throws IOException {
    try (Ledger ledger = open()) {
      for (int i = 0; i < 30_000; i++) {
        ledger.table("a").put(bytes("key" + i), new byte[100]);
      }
      assertTrue(Files.size(store()) > 1_000_000);
    }
  }

  @Test
  void secondRunIsToldWhoHasIt() throws Exception {
    try (LedgerHolder holder = LedgerHolder.start(folder)) {
      LockedException e = assertThrows(LockedException.class, this::open);
      assertEquals(OptionalLong.of(holder.pid()), e.pid());
      assertTrue(e.toString().contains("process " + holder.pid()));
    }
    open().close();
  }

  @Test
  void secondOpeningInTheSameProcessLeavesTheLockAlone() throws Exception {
    try (Ledger ledger = open()) {
      assertThrows(LockedException.class, this::open);
      assertThrows(IOException.class, () -> LedgerHolder.start(folder));
      assertFalse(ledger.id().isEmpty());
    }
    LedgerHolder.start(folder).close();
  }

  @Test
  void theLockTellsWhoHasIt() throws IOException {
    Path lock = Files.writeString(folder.resolve("test.lock"), "of an earlier run, and longer");
    try (Ledger ledger = open()) {
      assertEquals(ProcessHandle.current().pid() + "\n", Files.readString(lock));
      assertFalse(ledger.id().isEmpty());
    }
  }

  @Test
  void aLinkPlantedAsTheLockIsNotFollowed() throws IOException {
    Path other = Files.writeString(folder.resolve("other"), "precious");
    Path lock = Files.createSymbolicLink(folder.resolve("test.lock"), other);
    for (int i = 0; i < 2; i++) {
      FileSystemException e = assertThrows(FileSystemException.class, this::open);
      assertEquals(lock + ": it is a symbolic link", Reason.of(e));
    }
    assertEquals("precious", Files.readString(other));
    Files.delete(other);
    assertThrows(FileSystemException.class, this::open);
    assertFalse(Files.exists(other));
    Files.delete(lock);
    open().close();
  }

  @Test
  void aLinkPlantedForTheNewestCommitIsNotFollowed() throws IOException {
    Path other = Files.writeString(folder.resolve("other"), "precious");
    Files.createSymbolicLink(folder.resolve("test.commit"), other);
    try (Ledger ledger = open()) {
      ledger.table("t").put(bytes("key"), bytes("value"));
      ledger.commit();
    }
    assertEquals("precious", Files.readString(other));
    try (Ledger ledger = open()) {
      assertArrayEquals(bytes("value"), ledger.table("t").get(bytes("key")));
    }
  }

  @Test
  void killedRunLeavesWhatItCommitted() throws Exception {
    LedgerHolder holder = LedgerHolder.start(folder);
    holder.kill();
    try (Ledger ledger = open()) {
      assertArrayEquals(new byte[] {1}, ledger.table("t").get(bytes("committed")));
      assertNull(ledger.table("t").get(bytes("uncommitted")));
      assertFalse(ledger.rebuilt());
    }
  }

  @Test
  void idFileIsWrittenAgain() throws IOException {
    open().close();
    String id = Files.readString(folder.resolve("test.id")).strip();
    Files.writeString(folder.resolve("test.id"), "nonsense");
    try (Ledger ledger = open()) {
      assertEquals(id, ledger.id());
      assertFalse(ledger.rebuilt());
    }
    assertEquals(id, Files.readString(folder.resolve("test.id")).strip());
  }

  @Test
  void idsDiffer() throws IOException {
    try (Ledger one = open();
        Ledger two = Ledger.open(folder, "other", true)) {
      assertNotEquals(one.id(), two.id());
    }
  }

  @Test
  void peekReadsWithoutLockOrTrace() throws IOException {
    Ledger empty = Ledger.peek(folder, "test");
    empty.table("a").put(bytes("x"), bytes("y"));
    empty.commit();
    empty.close();
    assertFalse(Files.exists(store()));
    try (Ledger ledger = open()) {
      ledger.table("a").put(bytes("key"), bytes("value"));
    }
    byte[] before = Files.readAllBytes(store());
    try (Ledger peeked = Ledger.peek(folder, "test")) {
      assertArrayEquals(bytes("value"), peeked.table("a").get(bytes("key")));
      peeked.table("a").put(bytes("other"), bytes("value"));
      peeked.commit();
      open().close();
    }
    try (Ledger ledger = open()) {
      assertNull(ledger.table("a").get(bytes("other")));
    }
    assertTrue(before.length > 0);
  }

  @Test
  void whatIsCommittedIsInTheFileAtOnceAndWhatIsNotIsNot() throws IOException {
    try (Ledger ledger = open()) {
      ledger.table("a").put(bytes("key"), bytes("value"));
      try (Ledger now = asCommitted()) {
        assertNull(now.table("a").get(bytes("key")));
      }
      ledger.commit();
      try (Ledger now = asCommitted()) {
        assertArrayEquals(bytes("value"), now.table("a").get(bytes("key")));
        assertEquals(ledger.id(), now.id());
      }
    }
  }

  @Test
  void aBigLedgerIsPeekedAtAsAWhole() throws IOException {
    try (Ledger ledger = open()) {
      for (int i = 0; i < 500; i++) {
        ledger.table("a").put(bytes("key" + i), new byte[10_000]);
      }
      ledger.table("b").put(bytes("key"), bytes("value"));
    }
    try (Ledger peeked = Ledger.peek(folder, "test")) {
      int[] count = new int[1];
      peeked.table("a").forEach(bytes("key"), (key, value) -> count[0] += value.length);
      assertEquals(5_000_000, count[0]);
      assertArrayEquals(bytes("value"), peeked.table("b").get(bytes("key")));
    }
  }

  /** Most of the file is what entries left that are gone. */
  private static void waste(Ledger ledger) throws IOException {
    Ledger.Table table = ledger.table("a");
    for (int i = 0; i < 100_000; i++) {
      table.put(bytes("gone-" + i), new byte[100]);
    }
    table.put(bytes("kept"), bytes("value"));
    ledger.commit();
    table.forEach(bytes("gone-"), (key, value) -> table.remove(key));
    ledger.commit();
  }

  /** What is wasted is given back when the file is closed, and nothing else is lost. */
  @Test
  void aWastefulFileIsWrittenAnew() throws IOException {
    String id;
    try (Ledger ledger = open()) {
      id = ledger.id();
      waste(ledger);
      assertTrue(Files.size(store()) > 8 << 20);
    }
    assertTrue(Files.size(store()) < 1 << 20);
    assertFalse(Files.exists(folder.resolve("test.mv.new")));
    try (Ledger ledger = open()) {
      assertEquals(id, ledger.id());
      assertArrayEquals(bytes("value"), ledger.table("a").get(bytes("kept")));
    }
  }

  @Test
  void whereAWastefulFileCannotBeWrittenAnewItStays() throws IOException {
    Path inTheWay = folder.resolve("test.mv.new");
    try (Ledger ledger = open()) {
      waste(ledger);
      Files.createDirectories(inTheWay.resolve("sub"));
    }
    assertTrue(Files.size(store()) > 8 << 20);
    try (Ledger ledger = open()) {
      assertArrayEquals(bytes("value"), ledger.table("a").get(bytes("kept")));
      assertFalse(ledger.rebuilt());
    }
  }

  @Test
  void foldersHaveAMonitorEach() throws IOException {
    try (Ledger ledger = open()) {
      assertSame(ledger.monitor(Path.of("/a")), ledger.monitor(Path.of("/a")));
      assertNotSame(ledger.monitor(Path.of("/a")), ledger.monitor(Path.of("/b")));
    }
  }
}
