package io.fsl.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.Await;
import io.fsl.testing.Bytes;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.h2.mvstore.DataUtils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Ledgers that are damaged, lost, in use or on a full disk, and how they are got over. */
class LedgerDamageTest extends LedgerCase {
  private static final int BLOCK = 4096;

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
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), "1m")) {
      try (Ledger ledger = Ledger.open(disk.folder(), "test", true)) {
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
          assertEquals(0, opened(disk.folder(), "test.mv"));
        }
        disk.clear();
        ledger.recover();
        assertEquals(1, opened(disk.folder(), "test.mv"));
        assertArrayEquals(bytes("v"), table.get(bytes("before")));
        table.put(bytes("after"), bytes("v"));
        ledger.commit();
        assertFalse(ledger.rebuilt());
      }
      assertEquals(0, opened(disk.folder(), "test.mv"));
    }
  }

  @Test
  void whatIsDamagedIsSetAsideOnceAndBegunAnewWhenThereIsRoom() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), "32m");
        Ledger ledger = damagedWhileOpen(disk.folder())) {
      assertFails(ledger);
      disk.fill();
      for (int loop = 0; loop < 3; loop++) {
        assertThrows(IOException.class, ledger::recover);
        assertEquals(0, opened(disk.folder(), "test.mv"));
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

  /** How often this process has files of a folder open whose names begin like this. */
  private static long opened(Path folder, String name) throws IOException {
    String path = folder.toRealPath() + "/" + name;
    try (var open = Files.list(Path.of("/proc/self/fd"))) {
      return open.filter(descriptor -> leadsTo(descriptor).startsWith(path)).count();
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
      assertEquals(0, opened(folder, "test.mv.damaged-"));
      assertEquals(1, opened(folder, "test.mv"));
    }
  }

  @Test
  void aNewFileThatHasNoRoomIsClosed() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), "1m")) {
      disk.fill();
      for (int run = 0; run < 2; run++) {
        assertThrows(IOException.class, () -> Ledger.open(disk.folder(), "test", true));
        assertEquals(0, opened(disk.folder(), ""));
      }
      disk.clear();
      Ledger.open(disk.folder(), "test", true).close();
    }
  }
}
