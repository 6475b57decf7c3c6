package io.fsl.action;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.action.CopyLedger.Entry;
import io.fsl.action.CopyLedger.Phase;
import io.fsl.config.ByteSize;
import io.fsl.config.Destination;
import io.fsl.config.OnConflict;
import io.fsl.config.OnFull;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of files where a name is taken, where there is no room, and where a step fails. */
class StageFilesTest implements CopyControl {
  private static final int BLOCK = 4096;

  @TempDir Path home;
  private final FileWriter writer = new FileWriter(true);
  private Ledger ledger = Ledger.inMemory();
  private OnConflict conflict = OnConflict.REPLACE;
  private OnFull full = OnFull.WAIT;
  private @Nullable ByteSize quota;
  private Meanwhile meanwhile = () -> {};
  private long copiedBytes;

  /** What happens between a file's copying and its publication. */
  private interface Meanwhile {
    void happens() throws IOException;
  }

  @BeforeEach
  void prepare() throws IOException {
    Files.createDirectories(home.resolve("incoming/sub"));
    ledger = Ledger.open(home.resolve("state"), "test", true);
  }

  @AfterEach
  void close() throws IOException {
    ledger.close();
    writer.close();
  }

  @Override
  public boolean isStopped() {
    return false;
  }

  @Override
  public void copied(long bytes) {
    copiedBytes += bytes;
    try {
      meanwhile.happens();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path destination() {
    return home.resolve("to/d");
  }

  private DeliverFiles opened() throws IOException {
    Destination d = new Destination("d", destination(), quota, full, conflict, null, null, null);
    DeliverFiles deliver =
        new DeliverFiles("s", d, ledger, entries(), writer, new Rooms(List.of(d)), this);
    deliver.open();
    return deliver;
  }

  private CopyLedger entries() {
    return new CopyLedger(ledger, "s");
  }

  private LocalFile file(String name, String content) throws IOException {
    return ListedFile.write(home.resolve("incoming"), name, content);
  }

  /** A file that vanished waits for nothing; a link is still there, and nobody would tell of it. */
  @Test
  void aLinkWhoseFileVanishedFails() throws IOException {
    DeliverFiles deliver = opened();
    LocalFile target = file("target", "text");
    Files.createSymbolicLink(home.resolve("incoming/link"), Path.of("target"));
    LocalFile found = again("link");
    Files.delete(target.path());
    List<Delivery> deliveries = deliver(deliver, found, target);
    assertInstanceOf(Delivery.Failed.class, deliveries.getFirst());
    assertInstanceOf(Delivery.Waiting.class, deliveries.getLast());
  }

  private static String block(int blocks) {
    return "x".repeat(blocks * BLOCK);
  }

  private static List<Delivery> deliver(DeliverFiles deliver, LocalFile... files) {
    List<CopyItem> items = new ArrayList<>();
    for (LocalFile file : files) {
      items.add(new CopyItem(file, new ReadSmallFile(0), 1));
    }
    return deliver.deliver(items);
  }

  private Delivery deliver(LocalFile file) throws IOException {
    return deliver(opened(), file).getFirst();
  }

  private void there(String name, String content) throws IOException {
    Files.createDirectories(destination());
    Files.writeString(destination().resolve(name), content);
  }

  private String read(String name) throws IOException {
    return Files.readString(destination().resolve(name));
  }

  private Set<String> delivered() throws IOException {
    try (var files = Files.walk(destination())) {
      return new TreeSet<>(
          files
              .filter(f -> !Files.isDirectory(f, NOFOLLOW_LINKS))
              .map(f -> destination().relativize(f).toString())
              .filter(name -> !name.startsWith(".fsl"))
              .toList());
    }
  }

  private long temps() throws IOException {
    try (var files = Files.list(destination().resolve(".fsl").resolve(ledger.id()))) {
      return files.filter(f -> !f.endsWith("marker")).count();
    }
  }

  /** What the ledger's file has now, as a crash would leave it. */
  private CopyLedger asCommitted() throws IOException {
    Path copy = Files.createDirectories(home.resolve("copy"));
    Files.copy(
        home.resolve("state/test.mv"),
        copy.resolve("test.mv"),
        StandardCopyOption.REPLACE_EXISTING);
    return new CopyLedger(Ledger.peek(copy, "test"), "s");
  }

  private static Trouble trouble(Delivery delivery) {
    return assertInstanceOf(Delivery.Failed.class, delivery).trouble();
  }

  @Test
  void aCopyHasTheBytesTheTimeAndTheModeOfItsFile() throws IOException {
    LocalFile listed = file("sub/x", "hello");
    Files.setLastModifiedTime(listed.path(), FileTime.from(Instant.ofEpochSecond(1_000_000, 7)));
    Files.setPosixFilePermissions(listed.path(), PosixFilePermissions.fromString("rw-r-x--x"));
    ReadSmallFile reader = new ReadSmallFile(4096);
    for (CopyItem item :
        List.of(new CopyItem(again("sub/x"), reader, 1), new CopyItem(again("sub/x"), reader, 2))) {
      assertInstanceOf(Delivery.Delivered.class, opened().deliver(List.of(item)).getFirst());
      Path copy = destination().resolve("sub/x");
      assertEquals("hello", Files.readString(copy));
      assertEquals(Files.getLastModifiedTime(listed.path()), Files.getLastModifiedTime(copy));
      assertEquals("rw-r-x--x", PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)));
      assertEquals(5, copiedBytes);
      copiedBytes = 0;
      entries().remove(Path.of("sub/x"), "d");
      Files.delete(copy);
    }
  }

  private LocalFile again(String name) throws IOException {
    return ListedFile.look(home.resolve("incoming"), name);
  }

  /** More than may be open at once. */
  @Test
  void manyFilesComeInTheirOrder() throws IOException {
    LocalFile[] files = new LocalFile[100];
    for (int i = 0; i < files.length; i++) {
      files[i] = file("f" + i, "content " + i);
    }
    List<Delivery> deliveries = deliver(opened(), files);
    for (int i = 0; i < files.length; i++) {
      assertEquals(new Delivery.Delivered(destination().resolve("f" + i)), deliveries.get(i));
      assertEquals("content " + i, read("f" + i));
    }
    assertEquals(0, temps());
  }

  @ParameterizedTest
  @CsvSource({
    "REPLACE, Delivered, x",
    "KEEP_BOTH, Delivered, x x.~2~ x.~3~",
    "SKIP, Omitted, x",
    "FAIL, Failed, x",
  })
  void aNameThatIsTaken(OnConflict each, String told, String names) throws IOException {
    conflict = each;
    there("x", "old");
    if (each == OnConflict.KEEP_BOTH) {
      there("x.~2~", "older");
    }
    Delivery delivery = deliver(file("x", "new"));
    assertEquals(told, delivery.getClass().getSimpleName());
    assertEquals(Set.of(names.split(" ")), delivered());
    assertEquals(each == OnConflict.REPLACE ? "new" : "old", read("x"));
    assertEquals(0, temps());
  }

  /** A destination that goes without a file is not asked again. */
  @Test
  void whatIsOmittedIsRememberedForGood() throws IOException {
    conflict = OnConflict.SKIP;
    there("x", "old");
    LocalFile file = file("x", "new");
    assertInstanceOf(Delivery.Omitted.class, deliver(file));
    assertEquals(Phase.SKIPPED, asCommitted().any(Path.of("x"), "d").orElseThrow().phase());
    Files.delete(destination().resolve("x"));
    assertInstanceOf(Delivery.Decided.class, deliver(file));
    assertEquals(Set.of(), delivered());
  }

  @ParameterizedTest
  @CsvSource({"REPLACE", "KEEP_BOTH", "SKIP"})
  void aFolderOfThatNameIsAFailure(OnConflict each) throws IOException {
    conflict = each;
    Files.createDirectories(destination().resolve("x"));
    assertEquals(Trouble.FILE, trouble(deliver(file("x", "new"))));
    assertEquals(Set.of(), delivered());
  }

  /** With a lost ledger, only what is the same to the last byte counts as delivered. */
  @ParameterizedTest
  @CsvSource({"true, new, x", "true, old, x x.~2~", "true, newer, x x.~2~", "false, new, x x.~2~"})
  void aCopyThatIsThereAlready(boolean lost, String there, String names) throws IOException {
    conflict = OnConflict.KEEP_BOTH;
    if (lost) {
      ledger.close();
      Files.delete(home.resolve("state/test.mv"));
      ledger = Ledger.open(home.resolve("state"), "test", true);
    }
    there("x", there);
    LocalFile file = file("x", "new");
    assertInstanceOf(Delivery.Delivered.class, deliver(file));
    assertEquals(Set.of(names.split(" ")), delivered());
    assertTrue(asCommitted().isDelivered(file, "d"));
  }

  @Test
  void aLinkToTheSameIsNoCopy() throws IOException {
    ledger.close();
    Files.delete(home.resolve("state/test.mv"));
    ledger = Ledger.open(home.resolve("state"), "test", true);
    LocalFile file = file("x", "new");
    Files.createDirectories(destination());
    Files.createSymbolicLink(destination().resolve("x"), file.path());
    assertInstanceOf(Delivery.Delivered.class, deliver(file));
    assertFalse(Files.isSymbolicLink(destination().resolve("x")));
  }

  private void roomFor(int blocks) throws IOException {
    opened();
    long used = new DiskUsage().measure(destination()).allocatedBytes();
    quota = new ByteSize(used + (long) blocks * BLOCK);
  }

  @ParameterizedTest
  @CsvSource({"WAIT, Failed", "SKIP, Omitted"})
  void whatHasNoRoomWaitsOrIsOmitted(OnFull each, String told) throws IOException {
    full = each;
    roomFor(2);
    List<Delivery> all =
        deliver(opened(), file("a", block(1)), file("b", block(2)), file("c", block(1)));
    assertEquals(
        List.of("Delivered", told, "Delivered"),
        all.stream().map(d -> d.getClass().getSimpleName()).toList());
    assertEquals(Set.of("a", "c"), delivered());
    if (each == OnFull.WAIT) {
      assertEquals(Trouble.SPACE, trouble(all.get(1)));
    }
  }

  @Test
  void whatIsReplacedMakesRoom() throws IOException {
    there("x", block(2));
    roomFor(1);
    assertInstanceOf(Delivery.Delivered.class, deliver(file("x", block(3))));
    assertEquals(Trouble.SPACE, trouble(deliver(file("y", block(1)))));
  }

  @Test
  void whatChangesMeanwhileGivesItsRoomBack() throws IOException {
    roomFor(2);
    LocalFile changing = file("a", block(2));
    Files.writeString(changing.path(), "shorter");
    List<Delivery> all = deliver(opened(), changing, file("b", block(2)));
    assertInstanceOf(Delivery.Waiting.class, all.get(0));
    assertInstanceOf(Delivery.Delivered.class, all.get(1));
    assertEquals(0, temps());
  }

  /** Else a temp that is gone would count as delivered. */
  @Test
  void whatCannotBePublishedIsForgottenAndGivesItsRoomBack() throws IOException {
    roomFor(3);
    DeliverFiles deliver = opened();
    LocalFile file = file("a", block(2));
    meanwhile = () -> Files.createDirectories(destination().resolve("a/in the way"));
    assertEquals(Trouble.FILE, trouble(deliver(deliver, file).getFirst()));
    assertTrue(asCommitted().any(Path.of("a"), "d").isEmpty());
    assertEquals(0, temps());
    meanwhile = () -> {};
    assertInstanceOf(Delivery.Delivered.class, deliver(deliver, file("b", block(3))).getFirst());
  }

  @ParameterizedTest
  @CsvSource({
    "REPLACE, Delivered, x, new",
    "KEEP_BOTH, Delivered, x x.~2~, another",
    "SKIP, Failed, x, another",
    "FAIL, Failed, x, another",
  })
  void aNameThatIsTakenMeanwhile(OnConflict each, String told, String names, String x)
      throws IOException {
    conflict = each;
    meanwhile = () -> there("x", "another");
    Delivery delivery = deliver(file("x", "new"));
    assertEquals(told, delivery.getClass().getSimpleName());
    assertEquals(Set.of(names.split(" ")), delivered());
    assertEquals(x, read("x"));
    assertEquals(0, temps());
  }

  /** It would not be known of what is there afterwards whether it is delivered. */
  @Test
  void whereTheLedgerFailsNothingIsPublishedAndTempsStay() throws IOException {
    DeliverFiles deliver = opened();
    String id = ledger.id();
    meanwhile = () -> ledger.close();
    List<Delivery> all = deliver(deliver, file("a", "1"), file("b", "2"));
    all.forEach(delivery -> assertEquals(Trouble.INPUT_OUTPUT, trouble(delivery)));
    assertEquals(Set.of(), delivered());
    try (var files = Files.list(destination().resolve(".fsl").resolve(id))) {
      assertEquals(3, files.count(), "two temps and the marker");
    }
  }

  @Test
  void whatCannotBeRecordedIsNotPublished() throws IOException {
    ledger.close();
    try (SmallDisk disk = SmallDisk.mount(home.resolve("disk"), "1m")) {
      ledger = Ledger.open(disk.folder(), "test", true);
      DeliverFiles deliver = opened();
      ledger.table("other").put(new byte[1], new byte[100_000]);
      disk.fill();
      assertEquals(Trouble.INPUT_OUTPUT, trouble(deliver(deliver, file("x", "1")).getFirst()));
      assertEquals(Set.of(), delivered());
      ledger.close();
    }
  }

  /** What an earlier run has ready is named so that its owner finds it again. */
  @Test
  void aReadyTempIsNotSweptAndNotCopiedAgain() throws IOException {
    LocalFile file = file("x", "hello");
    opened();
    WorkFolder work = new WorkFolder(destination(), ledger, "s/d", writer);
    String temp = work.prefix() + "1";
    Files.writeString(work.resolve(temp), "ready");
    entries().put(Path.of("x"), "d", new Entry(Phase.READY, file.identity(), temp, Path.of("x")));
    entries().commit();
    assertInstanceOf(Delivery.Delivered.class, deliver(file));
    assertEquals("ready", read("x"));
  }

  @Test
  void anEarlierVersionIsForgottenForGoodAlsoWhereTheNewOneHasNoRoom() throws IOException {
    LocalFile old = file("x", "old");
    opened();
    WorkFolder work = new WorkFolder(destination(), ledger, "s/d", writer);
    String temp = work.prefix() + "1";
    entries().put(Path.of("x"), "d", new Entry(Phase.READY, old.identity(), temp, Path.of("x")));
    entries().commit();
    roomFor(0);
    assertEquals(Trouble.SPACE, trouble(deliver(file("x", block(1)))));
    assertTrue(asCommitted().any(Path.of("x"), "d").isEmpty());
  }

  @Test
  void closingEndsTheForcing() throws IOException {
    DeliverFiles deliver = opened();
    deliver.close();
    TempFile temp = writer.create(home.resolve("temp"));
    assertThrows(RejectedExecutionException.class, () -> writer.force(temp));
    temp.discard();
  }
}
