package io.fsl.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.Await;
import io.fsl.testing.Bytes;
import io.fsl.text.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.h2.mvstore.DataUtils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LedgerTest {
  @TempDir Path folder;

  private Ledger open() throws IOException {
    return Ledger.open(folder, "test", true);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private Path store() {
    return folder.resolve("test.mv");
  }

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

  enum Damage {
    GARBAGE,
    CUT_TO_ONE_BYTE,
    CUT_TO_HEADER,
    EMPTY,
    NEWER_VERSION,
    GONE;

    void inflict(Path store) throws IOException {
      switch (this) {
        case GARBAGE -> Files.write(store, new byte[50_000]);
        case CUT_TO_ONE_BYTE -> cut(store, 1);
        case CUT_TO_HEADER -> cut(store, 8192);
        case EMPTY -> cut(store, 0);
        case NEWER_VERSION -> Files.writeString(store, newer());
        case GONE -> Files.delete(store);
      }
    }

    private static void cut(Path store, long size) throws IOException {
      try (FileChannel channel = FileChannel.open(store, StandardOpenOption.WRITE)) {
        channel.truncate(size);
      }
    }

    private static String newer() {
      String header = "H:2,block:0,blockSize:1000,created:1,format:9,version:0";
      int checksum = DataUtils.getFletcher32(header.getBytes(UTF_8), 0, 55);
      String line = header + ",fletcher:" + Integer.toHexString(checksum) + "\n";
      return (line + "\0".repeat(4096 - line.length())).repeat(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void damagedLedgerIsBegunAnewUnderTheSameIdUntilConfirmed(Damage damage) throws IOException {
    String id;
    try (Ledger ledger = open()) {
      id = ledger.id();
      ledger.table("a").put(bytes("key"), bytes("value"));
    }
    damage.inflict(store());
    for (int run = 0; run < 2; run++) {
      try (Ledger ledger = open()) {
        assertEquals(id, ledger.id());
        assertTrue(ledger.rebuilt());
        assertNull(ledger.table("a").get(bytes("key")));
        if (run == 1) {
          ledger.confirmRebuilt();
        }
      }
    }
    try (Ledger ledger = open()) {
      assertFalse(ledger.rebuilt());
    }
    long aside = countAside();
    assertEquals(damage == Damage.GONE || damage == Damage.EMPTY ? 0 : 1, aside);
  }

  private long countAside() throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(f -> f.getFileName().toString().startsWith("test.mv.damaged-")).count();
    }
  }

  @Test
  void damageWithoutTheIdFileIsReportedAsWell() throws IOException {
    open().close();
    Files.delete(folder.resolve("test.id"));
    Damage.GARBAGE.inflict(store());
    try (Ledger ledger = open()) {
      assertTrue(ledger.rebuilt());
    }
  }

  @Test
  void damageInTheMiddleIsNoticedAtOnce() throws IOException {
    try (Ledger ledger = open()) {
      for (int i = 0; i < 20_000; i++) {
        ledger.table("a").put(bytes("key-%06d".formatted(i)), new byte[100]);
      }
    }
    try (FileChannel channel = FileChannel.open(store(), StandardOpenOption.WRITE)) {
      channel.write(java.nio.ByteBuffer.allocate(1 << 20), channel.size() / 3);
    }
    try (Ledger ledger = open()) {
      assertTrue(ledger.rebuilt());
      ledger.table("a").put(bytes("new"), new byte[0]);
    }
    try (Ledger ledger = open()) {
      assertTrue(ledger.rebuilt());
      assertArrayEquals(new byte[0], ledger.table("a").get(bytes("new")));
    }
    assertEquals(1, countAside());
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
  void fullDiskIsSaidAndGotOver() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), "1m");
        Ledger ledger = Ledger.open(disk.folder(), "test", true)) {
      Ledger.Table table = ledger.table("a");
      table.put(bytes("before"), bytes("v"));
      ledger.commit();
      disk.fill();
      table.put(bytes("lost"), new byte[100_000]);
      IOException e = assertThrows(IOException.class, ledger::commit);
      assertTrue(e.toString().contains("test.mv"), e::toString);
      assertThrows(IOException.class, ledger::commit);
      assertThrows(UncheckedIOException.class, () -> table.put(bytes("x"), bytes("y")));
      disk.clear();
      ledger.recover();
      assertArrayEquals(bytes("v"), table.get(bytes("before")));
      assertNull(table.get(bytes("lost")));
      table.put(bytes("after"), bytes("v"));
      ledger.commit();
      assertFalse(ledger.rebuilt());
    }
  }

  @Test
  void unreadableFileIsNoDamage() throws IOException {
    open().close();
    Path locked = store();
    Path moved = folder.resolve("moved");
    Files.move(locked, moved);
    Files.createDirectory(locked);
    assertThrows(IOException.class, this::open);
    assertTrue(Files.isDirectory(locked));
    assertEquals(0, countAside());
    Files.delete(locked);
    Files.move(moved, locked);
    try (Ledger ledger = open()) {
      assertFalse(ledger.rebuilt());
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

  /** Two that are set aside in one second have different names. */
  @Test
  void eachDamagedFileIsKept() throws IOException {
    for (int i = 1; i <= 3; i++) {
      open().close();
      Damage.GARBAGE.inflict(store());
      open().close();
      assertEquals(i, countAside());
    }
  }

  /** As after a power cut: what the file has is all that counts. */
  private Ledger asCommitted() throws IOException {
    Path copy = Files.createDirectories(folder.resolve("copy"));
    Files.copy(store(), copy.resolve("test.mv"), StandardCopyOption.REPLACE_EXISTING);
    return Ledger.peek(copy, "test");
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
  void thatALostLedgerWasRebuiltIsInTheFileAtOnce() throws IOException {
    open().close();
    Files.delete(store());
    try (Ledger ledger = open()) {
      try (Ledger now = asCommitted()) {
        assertTrue(now.rebuilt());
      }
      ledger.confirmRebuilt();
      try (Ledger now = asCommitted()) {
        assertFalse(now.rebuilt());
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

  @Test
  void whatIsDamagedOrInUseIsPeekedAtAsEmpty() throws IOException {
    try (Ledger ledger = open()) {
      ledger.table("a").put(bytes("key"), bytes("value"));
      ledger.commit();
      try (Ledger peeked = Ledger.peek(folder, "test")) {
        assertNull(peeked.table("a").get(bytes("key")));
      }
    }
    byte[] good = Files.readAllBytes(store());
    Damage.GARBAGE.inflict(store());
    try (Ledger peeked = Ledger.peek(folder, "test")) {
      assertNull(peeked.table("a").get(bytes("key")));
    }
    assertEquals(0, countAside());
    Files.write(store(), good);
    try (Ledger peeked = Ledger.peek(folder, "test")) {
      assertArrayEquals(bytes("value"), peeked.table("a").get(bytes("key")));
    }
  }

  /** A dry run has it open for a moment. */
  @Test
  void whoHasTheFileOpenForAMomentIsWaitedFor() throws Exception {
    open().close();
    LedgerStore reader = LedgerStore.open(store(), true, 0);
    FutureTask<Boolean> opening =
        new FutureTask<>(() -> {
          try (Ledger ledger = open()) {
            return ledger.rebuilt();
          }
        });
    Thread thread = Thread.ofPlatform().daemon().start(opening);
    Await.until("it waits", () -> thread.getState() == Thread.State.TIMED_WAITING);
    assertFalse(opening.isDone());
    reader.closeImmediately();
    assertFalse(opening.get(20, TimeUnit.SECONDS));
    assertEquals(0, countAside());
  }

  @Tag("slow")
  @Test
  void whoKeepsTheFileOpenIsNoDamage() throws IOException {
    open().close();
    LedgerStore reader = LedgerStore.open(store(), true, 0);
    try {
      assertThrows(LedgerBusyException.class, this::open);
    } finally {
      reader.closeImmediately();
    }
    assertEquals(0, countAside());
    open().close();
  }

  /** What is wasted is given back when the file is closed, and nothing else is lost. */
  @Test
  void aWastefulFileIsWrittenAnew() throws IOException {
    String id;
    try (Ledger ledger = open()) {
      id = ledger.id();
      Ledger.Table table = ledger.table("a");
      for (int i = 0; i < 100_000; i++) {
        table.put(bytes("gone-" + i), new byte[100]);
      }
      table.put(bytes("kept"), bytes("value"));
      ledger.commit();
      table.forEach(bytes("gone-"), (key, value) -> table.remove(key));
      ledger.commit();
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
      Ledger.Table table = ledger.table("a");
      for (int i = 0; i < 100_000; i++) {
        table.put(bytes("gone-" + i), new byte[100]);
      }
      table.put(bytes("kept"), bytes("value"));
      ledger.commit();
      table.forEach(bytes("gone-"), (key, value) -> table.remove(key));
      ledger.commit();
      Files.createDirectories(inTheWay.resolve("sub"));
    }
    assertTrue(Files.size(store()) > 8 << 20);
    try (Ledger ledger = open()) {
      assertArrayEquals(bytes("value"), ledger.table("a").get(bytes("kept")));
      assertFalse(ledger.rebuilt());
    }
  }

  /** Damage is set aside, which a full disk or a file in use must not be. */
  @ParameterizedTest
  @CsvSource({
    "ERROR_FILE_LOCKED, false, LedgerBusyException",
    "ERROR_WRITING_FAILED, true, IOException",
    "ERROR_WRITING_FAILED, false, IOException",
    "ERROR_CLOSED, false, IOException",
    "ERROR_READING_FAILED, true, IOException",
    "ERROR_READING_FAILED, false, IOException",
    "ERROR_INTERNAL, true, IOException",
    "ERROR_INTERNAL, false, LedgerDamagedException",
    "ERROR_FILE_CORRUPT, true, LedgerDamagedException",
    "ERROR_UNSUPPORTED_FORMAT, false, LedgerDamagedException",
  })
  void aFailureOfTheFileIsToldFromDamage(String code, boolean ofTheDisk, String type)
      throws Exception {
    int number = DataUtils.class.getField(code).getInt(null);
    Exception cause = new IllegalStateException("x", ofTheDisk ? new IOException("disk") : null);
    IOException told =
        LedgerFailure.translate("file", DataUtils.newMVStoreException(number, "m", cause));
    assertEquals(type, told.getClass().getSimpleName());
    assertTrue(told.toString().contains("file"), told::toString);
  }

  @Test
  void aFileThatEndsTooEarlyIsDamaged() {
    Exception end = new EOFException();
    assertInstanceOf(
        LedgerDamagedException.class,
        LedgerFailure.translate(
            "file", DataUtils.newMVStoreException(DataUtils.ERROR_READING_FAILED, "m", end)));
    assertInstanceOf(
        LedgerDamagedException.class,
        LedgerFailure.translate("file", new ArrayIndexOutOfBoundsException()));
  }

  @Test
  void foldersHaveAMonitorEach() throws IOException {
    try (Ledger ledger = open()) {
      assertSame(ledger.monitor(Path.of("/a")), ledger.monitor(Path.of("/a")));
      assertNotSame(ledger.monitor(Path.of("/a")), ledger.monitor(Path.of("/b")));
    }
  }

  /** Each block of the last write is once the one that was there before. */
  @Test
  void aTornWriteCostsNoCommitBeforeIt() throws IOException {
    List<byte[]> files = new ArrayList<>();
    List<byte[]> marks = new ArrayList<>();
    try (Ledger ledger = open()) {
      for (int i = 0; i < 8; i++) {
        ledger.table("a").put(new byte[] {(byte) i}, Bytes.some(15_000, i));
        ledger.commit();
        files.add(Files.readAllBytes(store()));
        marks.add(Files.readAllBytes(folder.resolve("test.commit")));
      }
    }
    for (int last = 1; last < files.size(); last++) {
      byte[] after = files.get(last);
      byte[] before = Arrays.copyOf(files.get(last - 1), after.length);
      for (int at = 0; at < after.length; at += BLOCK) {
        if (!Arrays.equals(after, at, at + BLOCK, before, at, at + BLOCK)) {
          byte[] torn = after.clone();
          System.arraycopy(before, at, torn, at, BLOCK);
          assertHas(torn, marks.get(last - 1), last);
        }
      }
    }
  }

  private static final int BLOCK = 4096;

  private void assertHas(byte[] file, byte[] mark, int last) throws IOException {
    Files.write(store(), file);
    Files.write(folder.resolve("test.commit"), mark);
    try (Ledger ledger = open()) {
      assertFalse(ledger.rebuilt(), "commit " + last);
      for (int i = 0; i < last; i++) {
        assertArrayEquals(Bytes.some(15_000, i), ledger.table("a").get(new byte[] {(byte) i}));
      }
    }
  }

  private Ledger damagedWhileOpen() throws IOException {
    return damagedWhileOpen(folder);
  }

  private static Ledger damagedWhileOpen(Path folder) throws IOException {
    try (Ledger ledger = Ledger.open(folder, "test", true)) {
      for (int i = 0; i < 40_000; i++) {
        ledger.table("a").put(bytes("key-%06d".formatted(i)), new byte[200]);
      }
    }
    Ledger ledger = Ledger.open(folder, "test", true);
    try (FileChannel channel =
        FileChannel.open(folder.resolve("test.mv"), StandardOpenOption.WRITE)) {
      channel.write(java.nio.ByteBuffer.allocate((int) channel.size() - 8192), 8192);
    }
    return ledger;
  }

  private static void assertFails(Ledger ledger) {
    UncheckedIOException failure =
        assertThrows(
            UncheckedIOException.class,
            () -> ledger.table("a").forEach(new byte[0], (key, value) -> {}));
    assertInstanceOf(LedgerDamagedException.class, failure.getCause());
  }

  @Test
  void damageThatIsFoundLaterIsSetAsideAtTheEnd() throws IOException {
    try (Ledger ledger = damagedWhileOpen()) {
      assertFails(ledger);
      assertEquals(0, countAside());
    }
    assertEquals(1, countAside());
    try (Ledger ledger = open()) {
      assertTrue(ledger.rebuilt());
    }
  }

  @Test
  void damageThatIsFoundLaterIsGotOver() throws IOException {
    try (Ledger ledger = damagedWhileOpen()) {
      String id = ledger.id();
      assertFails(ledger);
      ledger.recover();
      assertTrue(ledger.rebuilt());
      assertEquals(id, ledger.id());
      assertEquals(1, countAside());
      ledger.table("a").put(bytes("key"), bytes("value"));
      ledger.commit();
    }
    assertEquals(1, countAside());
  }

  /** What was opened half-way is closed: else the file would be in use from then on. */
  @Test
  void whereItCannotBeOpenedAgainYetItIsTriedAgain() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), "1m");
        Ledger ledger = Ledger.open(disk.folder(), "test", true)) {
      Ledger.Table table = ledger.table("a");
      table.put(bytes("before"), bytes("v"));
      ledger.commit();
      Files.delete(disk.folder().resolve("test.id"));
      disk.fill();
      table.put(bytes("lost"), new byte[100_000]);
      assertThrows(IOException.class, ledger::commit);
      for (int loop = 0; loop < 3; loop++) {
        IOException e = assertThrows(IOException.class, ledger::recover);
        assertTrue(e.getMessage().contains(disk.folder() + "/test.id"), e::toString);
        assertEquals(0, opened("/test.mv"));
      }
      disk.clear();
      ledger.recover();
      assertEquals(1, opened("/test.mv"));
      assertArrayEquals(bytes("v"), table.get(bytes("before")));
      table.put(bytes("after"), bytes("v"));
      ledger.commit();
      assertFalse(ledger.rebuilt());
    }
    assertEquals(0, opened("/test.mv"));
  }

  @Test
  void whatIsDamagedIsSetAsideOnceAndBegunAnewWhenThereIsRoom() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), "32m");
        Ledger ledger = damagedWhileOpen(disk.folder())) {
      assertFails(ledger);
      disk.fill();
      for (int loop = 0; loop < 3; loop++) {
        assertThrows(IOException.class, ledger::recover);
        assertEquals(0, opened("/test.mv"));
      }
      disk.clear();
      ledger.recover();
      assertTrue(ledger.rebuilt());
      ledger.table("a").put(bytes("key"), bytes("value"));
      ledger.commit();
      try (var files = Files.list(disk.folder())) {
        assertEquals(1, files.filter(file -> file.toString().contains(".damaged-")).count());
      }
    }
  }

  /** How often this process has a file open whose path has this in it. */
  private static long opened(String part) throws IOException {
    try (var open = Files.list(Path.of("/proc/self/fd"))) {
      return open.filter(descriptor -> leadsTo(descriptor).contains(part)).count();
    }
  }

  private static String leadsTo(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException _) {
      return ""; // closed meanwhile
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"GARBAGE", "CUT_TO_ONE_BYTE", "CUT_TO_HEADER", "NEWER_VERSION"})
  void aDamagedFileIsClosed(Damage damage) throws IOException {
    open().close();
    damage.inflict(store());
    try (Ledger ledger = open()) {
      assertTrue(ledger.rebuilt());
      assertEquals(0, opened(".damaged-"));
      assertEquals(1, opened("/test.mv"));
    }
  }

  @Test
  void aNewFileThatHasNoRoomIsClosed() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), "1m")) {
      disk.fill();
      for (int run = 0; run < 2; run++) {
        assertThrows(IOException.class, () -> Ledger.open(disk.folder(), "test", true));
        assertEquals(0, opened(disk.folder().toString()));
      }
      disk.clear();
      Ledger.open(disk.folder(), "test", true).close();
    }
  }
}
