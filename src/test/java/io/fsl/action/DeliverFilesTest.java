package io.fsl.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.action.CopyLedger.Entry;
import io.fsl.action.CopyLedger.Phase;
import io.fsl.config.Destination;
import io.fsl.config.OnConflict;
import io.fsl.config.OnFull;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run finds that an earlier one left at any point between two steps. */
class DeliverFilesTest implements CopyControl {
  @TempDir Path home;
  private final FileWriter writer = new FileWriter(true);
  private Ledger ledger = Ledger.inMemory();
  private OnConflict conflict = OnConflict.KEEP_BOTH;
  private boolean stopped;

  /** What happens once the destination is open. */
  private Meanwhile meanwhile = () -> {};

  private interface Meanwhile {
    void happen() throws IOException;
  }

  @BeforeEach
  void open() throws IOException {
    ledger = Ledger.open(home.resolve("state"), "test", true);
    Files.createDirectory(home.resolve("incoming"));
    Files.createDirectory(home.resolve("d"));
  }

  @AfterEach
  void close() throws IOException {
    ledger.close();
    writer.close();
  }

  @Override
  public boolean isStopped() {
    return stopped;
  }

  @Override
  public void copied(long bytes) {}

  private CopyLedger entries() {
    return new CopyLedger(ledger, "s");
  }

  private WorkFolder work() {
    return new WorkFolder(home.resolve("d"), ledger, "s/d", writer);
  }

  private LocalFile file(String name, String content) throws IOException {
    return ListedFile.write(home.resolve("incoming"), name, content);
  }

  private LocalFile look(String name) throws IOException {
    return ListedFile.look(home.resolve("incoming"), name);
  }

  /** Another run: everything but the disk is new. */
  private Delivery deliver(LocalFile file) throws IOException {
    ledger.close();
    ledger = Ledger.open(home.resolve("state"), "test", true);
    Destination d =
        new Destination("d", home.resolve("d"), null, OnFull.WAIT, conflict, null, null, null);
    try (DeliverFiles deliver =
        new DeliverFiles(
            "s", d, ledger, entries(), new FileWriter(true), new Rooms(List.of(d)), this)) {
      deliver.open();
      meanwhile.happen();
      return deliver.deliver(List.of(new CopyItem(file, new ReadSmallFile(0), 1))).getFirst();
    }
  }

  private void ready(LocalFile file, String temp) throws IOException {
    work().create();
    Entry entry = new Entry(Phase.READY, file.identity(), temp, file.relative());
    entries().put(file.relative(), "d", entry);
    entries().commit();
  }

  private Path temp(String content) throws IOException {
    work().create();
    return Files.writeString(work().resolve("temp"), content);
  }

  private String read(String name) throws IOException {
    return Files.readString(home.resolve("d").resolve(name));
  }

  private Set<String> delivered() throws IOException {
    try (var files = Files.list(home.resolve("d"))) {
      return Set.copyOf(
          files.map(f -> f.getFileName().toString()).filter(n -> !n.equals(".fsl")).toList());
    }
  }

  @ParameterizedTest
  @EnumSource
  void tempThatIsReadyIsPublished(OnConflict each) throws IOException {
    conflict = each;
    LocalFile file = file("x", "hello");
    temp("hello");
    ready(file, "temp");
    assertInstanceOf(Delivery.Delivered.class, deliver(file));
    assertEquals(Set.of("x"), delivered());
    assertFalse(Files.exists(work().resolve("temp")));
    assertInstanceOf(Delivery.Decided.class, deliver(file));
  }

  /** Of a source {@code s/t} with a destination {@code d}, and {@code s} with {@code t/d}. */
  @Test
  void tempThatIsReadyOutlivesAnotherSourceWhoseNamesAreAlike() throws IOException {
    LocalFile file = file("x", "hello");
    CopyLedger known = new CopyLedger(ledger, "s/t");
    WorkFolder work =
        new WorkFolder(home.resolve("d"), ledger, WorkFolder.owner("s/t", "d"), writer);
    work.create();
    String temp = work.prefix() + "1";
    Files.writeString(work.resolve(temp), "hello");
    known.put(file.relative(), "d", new Entry(Phase.READY, file.identity(), temp, Path.of("x")));
    known.commit();
    try (DeliverFiles other = deliverFiles("s", "t/d", new CopyLedger(ledger, "s"));
        DeliverFiles own = deliverFiles("s/t", "d", known)) {
      other.open();
      own.open();
      CopyItem item = new CopyItem(file, new ReadSmallFile(0), 1);
      assertInstanceOf(Delivery.Delivered.class, own.deliver(List.of(item)).getFirst());
    }
    assertEquals("hello", read("x"));
  }

  private DeliverFiles deliverFiles(String source, String destination, CopyLedger known) {
    Destination d =
        new Destination(
            destination, home.resolve("d"), null, OnFull.WAIT, conflict, null, null, null);
    return new DeliverFiles(
        source, d, ledger, known, new FileWriter(true), new Rooms(List.of(d)), this);
  }

  @Test
  void readyTempThatIsGoneWasDelivered() throws IOException {
    LocalFile file = file("x", "hello");
    ready(file, "temp");
    assertInstanceOf(Delivery.Delivered.class, deliver(file));
    assertEquals(Set.of(), delivered());
  }

  @Test
  void withoutTheMarkerItIsCopiedAgain() throws IOException {
    LocalFile file = file("x", "hello");
    ready(file, "temp");
    Files.delete(work().resolve("marker"));
    assertInstanceOf(Delivery.Delivered.class, deliver(file));
    assertEquals("hello", read("x"));
  }

  @Test
  void withAnothersMarkerItIsCopiedAgain() throws IOException {
    LocalFile file = file("x", "hello");
    ready(file, "temp");
    Files.writeString(work().resolve("marker"), "of another disk");
    assertInstanceOf(Delivery.Delivered.class, deliver(file));
    assertEquals("hello", read("x"));
  }

  /** By a later commit, which is lost, its temp may have gone unpublished. */
  @Test
  void whatALedgerThatWasPutBackHasReadyIsCopiedAgain() throws IOException {
    LocalFile file = file("x", "hello");
    ready(file, "temp");
    byte[] earlier = Files.readAllBytes(home.resolve("state/test.mv"));
    entries().remove(file.relative(), "d");
    entries().commit();
    ledger.close();
    Files.write(home.resolve("state/test.mv"), earlier);
    assertInstanceOf(Delivery.Delivered.class, deliver(file));
    assertEquals("hello", read("x"));
  }

  @Test
  void publicationThatWasCutInHalfIsCompleted() throws IOException {
    LocalFile file = file("x", "hello");
    Path temp = temp("hello");
    Files.createLink(home.resolve("d/x"), temp);
    ready(file, "temp");
    assertInstanceOf(Delivery.Delivered.class, deliver(file));
    assertEquals(Set.of("x"), delivered());
    assertFalse(Files.exists(temp));
  }

  @Test
  void nameThatWasTakenMeanwhileIsLeftAlone() throws IOException {
    LocalFile file = file("x.txt", "hello");
    temp("hello");
    ready(file, "temp");
    Files.writeString(home.resolve("d/x.txt"), "another");
    assertInstanceOf(Delivery.Delivered.class, deliver(file));
    assertEquals("another", read("x.txt"));
    assertEquals("hello", read("x.~2~.txt"));
  }

  @Test
  void tempsThatAreNotReadyAreSweptUnlessTheyAreAnothers() throws IOException {
    LocalFile file = file("x", "hello");
    Path another = temp("hel");
    Path own = Files.writeString(work().resolve(work().prefix() + "temp"), "hel");
    assertInstanceOf(Delivery.Delivered.class, deliver(file));
    assertEquals("hello", read("x"));
    assertFalse(Files.exists(own));
    assertTrue(Files.exists(another));
  }

  @Test
  void readyTempOfAnEarlierVersionIsDropped() throws IOException {
    LocalFile old = file("x", "hello");
    Path temp = temp("hello");
    ready(old, "temp");
    LocalFile file = file("x", "hello world");
    assertInstanceOf(Delivery.Delivered.class, deliver(file));
    assertEquals("hello world", read("x"));
    assertEquals(Set.of("x"), delivered());
    assertFalse(Files.exists(temp));
  }

  @Test
  void fileThatChangedSinceItWasListedWaits() throws IOException {
    LocalFile file = file("x", "hello");
    Files.writeString(home.resolve("incoming/x"), "hello world");
    assertInstanceOf(Delivery.Waiting.class, deliver(file));
    Files.writeString(home.resolve("incoming/x"), "hi");
    assertInstanceOf(Delivery.Waiting.class, deliver(file));
    Files.delete(home.resolve("incoming/x"));
    assertInstanceOf(Delivery.Waiting.class, deliver(file));
    assertEquals(Set.of(), delivered());
    assertEquals(List.of(Path.of("marker")), leftovers());
  }

  private List<Path> leftovers() throws IOException {
    try (var files = Files.list(work().resolve(""))) {
      return files.map(Path::getFileName).toList();
    }
  }

  @Test
  void failedPublicationIsForgottenBeforeItsTempGoes() throws IOException {
    conflict = OnConflict.REPLACE;
    LocalFile file = file("x", "hello");
    temp("hello");
    ready(file, "temp");
    Files.createDirectory(home.resolve("d/x"));
    assertInstanceOf(Delivery.Failed.class, deliver(file));
    assertTrue(entries().any(Path.of("x"), "d").isEmpty());
    Files.delete(home.resolve("d/x"));
    assertInstanceOf(Delivery.Delivered.class, deliver(file));
    assertEquals("hello", read("x"));
  }

  @Test
  void folderThatBecameAFileHoldsUpNoFileOfAnother() throws IOException {
    Files.createDirectory(home.resolve("incoming/sub"));
    LocalFile gone = file("sub/x", "hello");
    ready(gone, "temp");
    Files.writeString(home.resolve("d/sub"), "a file by now");
    assertInstanceOf(Delivery.Delivered.class, deliver(gone), "it was delivered, and taken");
    assertEquals("a file by now", read("sub"));
  }

  @Test
  void stoppedRunLeavesNothing() throws IOException {
    LocalFile file = file("x", "hello");
    stopped = true;
    assertInstanceOf(Delivery.Stopped.class, deliver(file));
    assertEquals(Set.of(), delivered());
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

  @Test
  void whatIsSaidToBeDeliveredIsRememberedForGood() throws IOException {
    LocalFile file = file("x", "hello");
    assertInstanceOf(Delivery.Delivered.class, deliver(file));
    assertTrue(asCommitted().isDelivered(file, "d"));
  }

  /** Else its missing temp would count as published. */
  @Test
  void whatCouldNotBePublishedIsForgottenForGood() throws IOException {
    conflict = OnConflict.REPLACE;
    LocalFile file = file("x", "hello");
    Files.createDirectories(home.resolve("d/x/sub"));
    assertInstanceOf(Delivery.Failed.class, deliver(file));
    assertTrue(asCommitted().any(Path.of("x"), "d").isEmpty());
    assertEquals(List.of(Path.of("marker")), leftovers());
  }

  /** Unmounted, or removed: that the temp is not there does not say that it was published. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void destinationThatIsExchangedMeanwhileHasNothingDelivered(boolean known) throws IOException {
    LocalFile file = file("x", "hello");
    temp("hello");
    ready(file, "temp");
    meanwhile = () -> exchange(known);
    Delivery delivery = deliver(file);
    assertTrue(
        assertInstanceOf(Delivery.Failed.class, delivery).reason().contains(home + "/d"),
        delivery::toString);
    assertEquals(Set.of(), delivered());
    meanwhile = () -> {};
    assertInstanceOf(Delivery.Delivered.class, deliver(file));
    assertEquals("hello", read("x"));
  }

  /**
   * @param known whether the other one has a working folder of this ledger, too
   */
  private void exchange(boolean known) throws IOException {
    Path work = work().resolve("");
    Files.move(home.resolve("d"), home.resolve("elsewhere"));
    Files.createDirectory(home.resolve("d"));
    if (known) {
      Files.createDirectories(work);
      Files.writeString(work.resolve("marker"), "of another disk");
    }
  }
}
