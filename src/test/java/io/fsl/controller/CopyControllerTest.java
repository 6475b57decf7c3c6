package io.fsl.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.action.Ledger;
import io.fsl.action.Outcome;
import io.fsl.action.SmallDisk;
import io.fsl.action.Trouble;
import io.fsl.config.ByteSize;
import io.fsl.config.CopyConfig;
import io.fsl.config.Destination;
import io.fsl.config.OnConflict;
import io.fsl.config.OnFull;
import io.fsl.config.Order;
import io.fsl.config.ReadinessRules;
import io.fsl.linux.PathBytes;
import io.fsl.testing.Await;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CopyControllerTest {
  @TempDir Path home;
  private CopySetup setup = new CopySetup(Path.of(""));

  @BeforeEach
  void prepare() throws IOException {
    setup = new CopySetup(home);
    Files.createDirectories(setup.incoming);
  }

  private Path path(String name) {
    return home.resolve(name);
  }

  @Test
  void everyDestinationGetsTheFileAndIncomingIsEmptied() throws IOException {
    setup.to("a").to("b/deep").to("c");
    Path file = setup.write("sub/x.txt", "hello");
    FileTime mtime = FileTime.from(Instant.parse("2020-01-02T03:04:05.123456789Z"));
    Files.setLastModifiedTime(file, mtime);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-----"));
    setup.write("empty", "");
    Report report = setup.loop();
    assertEquals(new Report(2, 0, 0, 15, Set.of()), report);
    for (String folder : List.of("a", "b/deep", "c")) {
      assertEquals(Set.of("sub/x.txt", "empty"), setup.files(folder));
      Path copy = path(folder).resolve("sub/x.txt");
      assertEquals("hello", Files.readString(copy));
      assertEquals(mtime, Files.getLastModifiedTime(copy));
      assertEquals("r--r-----", mode(copy));
      assertEquals(List.of(), setup.leftovers(folder));
    }
    assertEquals(Set.of(), setup.files("incoming"));
    assertEquals(List.of(), setup.leftovers("incoming"));
    assertEquals(new Report(0, 0, 0, 0, Set.of()), setup.loop());
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void modeIsAsConfigured() throws IOException {
    setup.destinations.add(
        new Destination(
            "a",
            path("a"),
            null,
            OnFull.WAIT,
            OnConflict.REPLACE,
            PosixFilePermissions.fromString("rw-rw----"),
            null,
            null));
    setup.write("x", "hello");
    setup.loop();
    assertEquals("rw-rw----", mode(path("a/x")));
  }

  @Test
  void unknownOwnerIsAFailureAndTheFileStays() throws IOException {
    setup.destinations.add(
        new Destination(
            "a", path("a"), null, OnFull.WAIT, OnConflict.REPLACE, null, "no-such-user", null));
    setup.write("x", "hello");
    assertEquals(Set.of(Trouble.FILE), setup.loop().troubles());
    assertTrue(setup.outcomes.toString().contains("no-such-user"), setup.outcomes::toString);
    assertEquals(Set.of("x"), setup.files("incoming"));
    assertEquals(Set.of(), setup.files("a"));
    assertEquals(List.of(), setup.leftovers("a"));
  }

  @Test
  void keptFilesAreCopiedOnceEachVersion() throws IOException {
    setup.delete = false;
    setup.to("a", OnConflict.KEEP_BOTH);
    setup.write("x.txt", "one");
    assertEquals(1, setup.loop().done());
    assertEquals(new Report(0, 0, 0, 0, Set.of()), setup.loop());
    setup.write("x.txt", "other");
    assertEquals(1, setup.loop().done());
    assertEquals(new Report(0, 0, 0, 0, Set.of()), setup.loop());
    assertEquals(Set.of("x.txt"), setup.files("incoming"));
    assertEquals(Set.of("x.txt", "x.~2~.txt"), setup.files("a"));
    assertEquals("other", setup.read("a/x.~2~.txt"));
    Files.delete(setup.incoming.resolve("x.txt"));
    setup.write("y", "");
    setup.loop();
    setup.write("x.txt", "other");
    assertEquals(1, setup.loop().done());
  }

  @Test
  void emptyIncomingMayBeUnmountedSoThatNothingIsForgotten() throws IOException {
    setup.delete = false;
    setup.to("a", OnConflict.KEEP_BOTH);
    setup.write("x", "one");
    setup.loop();
    Files.move(setup.incoming, path("elsewhere"));
    assertEquals(0, setup.loop().done());
    Files.delete(setup.incoming);
    Files.move(path("elsewhere"), setup.incoming);
    assertEquals(0, setup.loop().done());
    assertEquals(Set.of("x"), setup.files("a"));
  }

  @Test
  void whatALinkLeadsToMayBeUnmountedSoThatNothingIsForgotten() throws IOException {
    setup.delete = false;
    setup.to("a", OnConflict.KEEP_BOTH);
    Files.createDirectory(path("mount"));
    Files.writeString(path("mount/x"), "one");
    Files.createSymbolicLink(setup.incoming.resolve("x"), Path.of("../mount/x"));
    assertEquals(1, setup.loop().done());
    Files.move(path("mount"), path("elsewhere"));
    assertEquals(new Report(0, 0, 0, 0, Set.of()), setup.loop());
    Files.move(path("elsewhere"), path("mount"));
    assertEquals(new Report(0, 0, 0, 0, Set.of()), setup.loop());
    assertEquals(Set.of("x"), setup.files("a"));
  }

  @ParameterizedTest
  @CsvSource({
    "REPLACE, new, true, 1, 0",
    "KEEP_BOTH, old, true, 1, 0",
    "SKIP, old, false, 0, 1",
    "FAIL, old, false, 0, 1"
  })
  void conflictIsResolvedAsConfigured(
      OnConflict conflict, String content, boolean gone, long done, long failed)
      throws IOException {
    setup.to("a", conflict);
    Files.createDirectory(path("a"));
    Files.writeString(path("a/x.txt"), "old");
    setup.write("x.txt", "new");
    Report report = setup.loop();
    assertEquals(done, report.done());
    assertEquals(failed, report.failed());
    assertEquals(content, setup.read("a/x.txt"));
    assertEquals(gone, setup.files("incoming").isEmpty());
    if (conflict == OnConflict.KEEP_BOTH) {
      assertEquals("new", setup.read("a/x.~2~.txt"));
    }
  }

  @Test
  void destinationThatSkipsDoesNotHoldTheFile() throws IOException {
    setup.to("a", OnConflict.SKIP).to("b");
    Files.createDirectory(path("a"));
    Files.writeString(path("a/x"), "old");
    setup.write("x", "new");
    Report report = setup.loop();
    assertEquals(1, report.done());
    assertEquals(1, report.skipped());
    assertEquals(Set.of(), report.troubles());
    assertEquals("old", setup.read("a/x"));
    assertEquals(Set.of(), setup.files("incoming"));
  }

  @Test
  void folderOfThatNameIsAFailure() throws IOException {
    setup.to("a");
    Files.createDirectories(path("a/x"));
    setup.write("x", "new");
    setup.write("y", "new");
    Report report = setup.loop();
    assertEquals(1, report.failed());
    assertEquals(1, report.done());
    assertEquals(Set.of("x"), setup.files("incoming"));
  }

  @Test
  void quotaCountsTheNewFileAndTheRestWaits() throws IOException {
    setup.to("a", OnConflict.REPLACE, new ByteSize(4096 * 7 + 100), OnFull.WAIT).to("b");
    setup.order = new Order(Order.By.NAME, false);
    for (int i = 0; i < 12; i++) {
      setup.write("x" + i, "hello");
    }
    Report report = setup.loop();
    assertTrue(setup.files("a").size() < 12 && !setup.files("a").isEmpty());
    assertEquals(Set.of(Trouble.SPACE), report.troubles());
    assertEquals(12, setup.files("b").size());
    assertEquals(12 - setup.files("a").size(), setup.files("incoming").size());
    int before = setup.files("incoming").size();
    for (String file : setup.files("a")) {
      Files.delete(path("a").resolve(file));
    }
    setup.loop();
    assertTrue(setup.files("incoming").size() < before);
  }

  @Test
  void replacedFileMakesRoom() throws IOException {
    setup.to("a", OnConflict.REPLACE, new ByteSize(4096 * 30), OnFull.WAIT);
    setup.write("x", "o".repeat(80_000));
    assertEquals(1, setup.loop().done());
    setup.write("x", "n".repeat(80_000));
    assertEquals(1, setup.loop().done());
    setup.write("y", "n".repeat(80_000));
    assertEquals(Set.of(Trouble.SPACE), setup.loop().troubles());
  }

  @Test
  void whatAReplacedFileDoesNotOccupyMakesNoRoom() throws IOException {
    setup.to("a", OnConflict.REPLACE, new ByteSize(4096 * 10), OnFull.WAIT);
    Files.createDirectory(path("a"));
    try (RandomAccessFile sparse = new RandomAccessFile(path("a/sparse").toFile(), "rw")) {
      sparse.setLength(80_000);
    }
    Files.writeString(path("other name"), "o".repeat(80_000));
    Files.createLink(path("a/linked"), path("other name"));
    setup.write("sparse", "n".repeat(80_000));
    setup.write("linked", "n".repeat(80_000));
    assertEquals(Set.of(Trouble.SPACE), setup.loop().troubles());
    assertEquals(Set.of("linked", "sparse"), setup.files("incoming"));
  }

  @Test
  void fullDestinationMayBeSkippedButNotAll() throws IOException {
    setup.to("a", OnConflict.REPLACE, new ByteSize(1), OnFull.SKIP);
    setup.write("x", "hello");
    for (int loop = 0; loop < 2; loop++) {
      Report report = setup.loop();
      assertEquals(1, report.failed());
      assertEquals(Set.of(Trouble.FILE), report.troubles());
      assertEquals(Set.of("x"), setup.files("incoming"));
    }
    setup.to("b");
    assertEquals(1, setup.loop().done());
    assertEquals(Set.of(), setup.files("incoming"));
    assertEquals(Set.of(), setup.files("a"));
  }

  @Test
  void brokenDestinationHoldsUpNoOtherAndIsServedLater() throws IOException {
    setup.to("a").to("broken/b");
    Files.writeString(path("broken"), "a file in the way");
    setup.write("x", "hello");
    setup.write("y", "hello");
    Report report = setup.loop();
    assertEquals(Set.of(Trouble.CANNOT_CREATE), report.troubles());
    assertEquals(2, report.failed(), "the destination is no file");
    assertEquals(
        List.of(
            "source: CANNOT_CREATE: "
                + path("broken/b")
                + ": "
                + path("broken")
                + ": Not a directory"),
        setup.sourceFailures);
    assertEquals(Set.of("x", "y"), setup.files("a"));
    assertEquals(Set.of("x", "y"), setup.files("incoming"));
    Files.delete(path("broken"));
    Files.delete(path("a/x"));
    assertEquals(2, setup.loop().done());
    assertEquals(Set.of("y"), setup.files("a"));
    assertEquals(Set.of("x", "y"), setup.files("broken/b"));
    assertEquals(Set.of(), setup.files("incoming"));
  }

  @Test
  void aDestinationThatCannotBeMadeIsNamedOnce() throws IOException {
    setup.to("a");
    Files.writeString(path("a"), "a file in the way");
    setup.write("x", "hello");
    assertEquals(Set.of(Trouble.CANNOT_CREATE), setup.loop().troubles());
    assertEquals("a: " + path("a") + ": Not a directory", failed("x").reason());
  }

  @Test
  void plantedLinksAreNotFollowed() throws IOException {
    setup.to("a");
    Path outside = Files.createDirectory(path("outside"));
    Path precious = Files.writeString(outside.resolve("precious"), "precious");
    Files.createDirectory(path("a"));
    Files.createSymbolicLink(path("a/x"), precious);
    Files.createSymbolicLink(path("a/sub"), outside);
    setup.write("x", "new");
    setup.write("sub/precious", "new");
    Report report = setup.loop();
    assertEquals("precious", Files.readString(precious));
    assertTrue(Files.isRegularFile(path("a/x"), LinkOption.NOFOLLOW_LINKS));
    assertEquals("new", setup.read("a/x"));
    assertEquals(1, report.failed());
    assertEquals(Set.of("sub/precious"), setup.files("incoming"));
  }

  @Test
  void anyNameIsCopiedByteForByte() throws IOException {
    setup.to("a", OnConflict.KEEP_BOTH).to("b");
    List<byte[]> names =
        List.of(
            new byte[] {'n', (byte) 0xff, '.', 't', (byte) 0xe4},
            new byte[] {'n', (byte) 0xfe, '.', 't', (byte) 0xe4},
            "line\nbreak \u00e4%20".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    for (byte[] name : names) {
      Files.write(setup.incoming.resolve(PathBytes.path(name)), name);
    }
    assertEquals(3, setup.loop().done());
    for (byte[] name : names) {
      for (String folder : List.of("a", "b")) {
        assertEquals(
            List.of(name.length),
            List.of(Files.readAllBytes(path(folder).resolve(PathBytes.path(name))).length));
      }
    }
    assertEquals(Set.of(), setup.files("incoming"));
    assertTrue(setup.outcomes.toString().contains("n\\xff.t\\xe4"));
  }

  @Test
  void linksToFilesAreTakenAndOtherThingsLeftAlone() throws Exception {
    setup.to("a");
    Path outside = Files.writeString(path("outside"), "linked");
    Files.createSymbolicLink(setup.incoming.resolve("link"), Path.of("../outside"));
    Files.createSymbolicLink(setup.incoming.resolve("folder"), home);
    Files.createSymbolicLink(setup.incoming.resolve("dangling"), Path.of("nowhere"));
    new ProcessBuilder("mkfifo", setup.incoming.resolve("pipe").toString()).start().waitFor();
    setup.write("sub/.fsl/hidden", "x");
    Report report = setup.loop();
    assertEquals(1, report.done());
    assertEquals(Set.of(), report.troubles());
    assertEquals(Set.of("link"), setup.files("a"));
    assertTrue(Files.isRegularFile(path("a/link"), LinkOption.NOFOLLOW_LINKS));
    assertEquals("linked", setup.read("a/link"));
    assertTrue(Files.exists(outside));
    assertFalse(Files.exists(setup.incoming.resolve("link"), LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void aLinkToAFileBesideItGoesWithThat() throws IOException {
    setup.to("a");
    setup.order = new Order(Order.By.NAME, true);
    setup.write("zero", "linked");
    Files.createSymbolicLink(setup.incoming.resolve("link"), Path.of("zero"));
    assertEquals(new Report(2, 0, 0, 12, Set.of()), setup.loop());
    assertEquals("linked", setup.read("a/link"));
    assertEquals(Set.of(), setup.files("incoming"));
  }

  @Test
  void withoutRecursionSubfoldersAreLeftAlone() throws IOException {
    setup.to("a");
    setup.recursive = false;
    setup.write("sub/x", "hello");
    setup.write("y", "hello");
    assertEquals(1, setup.loop().done());
    assertEquals(Set.of("y"), setup.files("a"));
  }

  @Test
  void youngFilesWait() throws IOException {
    setup.to("a");
    setup.readiness = new ReadinessRules(Duration.ofMinutes(5), Duration.ZERO, null);
    setup.write("x", "hello");
    assertEquals(new Report(0, 1, 0, 0, Set.of()), setup.loop());
    setup.now = setup.now.plus(Duration.ofMinutes(6));
    assertEquals(1, setup.loop().done());
  }

  @Test
  void filesMustBeSeenUnchangedAcrossRuns() throws IOException {
    setup.to("a");
    setup.readiness = new ReadinessRules(Duration.ZERO, Duration.ofMinutes(5), null);
    Path file = setup.write("x", "hello");
    assertEquals(1, setup.loop().skipped());
    setup.now = setup.now.plus(Duration.ofMinutes(4));
    assertEquals(1, setup.loop().skipped());
    setup.now = setup.now.plus(Duration.ofMinutes(2));
    Files.writeString(file, "hello world");
    assertEquals(1, setup.loop().skipped());
    setup.now = setup.now.minus(Duration.ofDays(1));
    assertEquals(1, setup.loop().skipped());
    setup.now = setup.now.plus(Duration.ofMinutes(5));
    assertEquals(1, setup.loop().done());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{name}.done", "{stem}.done", "ok/{stem}"})
  void doneFileIsAwaitedAndGoesWithItsFile(String template) throws IOException {
    setup.to("a");
    setup.readiness = new ReadinessRules(Duration.ZERO, Duration.ZERO, template);
    setup.write("x.csv", "hello");
    setup.write("y.csv", "hello");
    setup.write(template.replace("{name}", "x.csv").replace("{stem}", "x"), "");
    Report report = setup.loop();
    assertEquals(1, report.done());
    assertEquals(1, report.skipped());
    assertEquals(Set.of("x.csv"), setup.files("a"));
    assertEquals(Set.of("y.csv"), setup.files("incoming"));
  }

  @Test
  void doneFileOfSeveralStaysUntilTheLast() throws IOException {
    setup.to("a", OnConflict.FAIL);
    setup.readiness = new ReadinessRules(Duration.ZERO, Duration.ZERO, "{stem}.done");
    Files.createDirectory(path("a"));
    Files.writeString(path("a/x.xml"), "old");
    setup.write("x.csv", "hello");
    setup.write("x.xml", "hello");
    setup.write("x.done", "");
    assertEquals(1, setup.loop().done());
    assertEquals(Set.of("x.done", "x.xml"), setup.files("incoming"));
    Files.delete(path("a/x.xml"));
    assertEquals(1, setup.loop().done());
    assertEquals(Set.of(), setup.files("incoming"));
  }

  /** A producer writes the next version as soon as the name is free. */
  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true"})
  void theDoneFileOfTheNextVersionStays(boolean fileFirst, boolean anew) throws IOException {
    setup.to("a");
    setup.readiness = new ReadinessRules(Duration.ZERO, Duration.ZERO, "{stem}.done");
    setup.write("x.csv", "old");
    setup.write("x.done", "");
    setup.onOutcome =
        outcome -> {
          try {
            if (fileFirst) {
              setup.write("x.csv", "new");
            }
            if (anew) {
              setup.write("x.new", "");
              Files.move(
                  path("incoming/x.new"),
                  path("incoming/x.done"),
                  StandardCopyOption.REPLACE_EXISTING);
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    assertEquals(1, setup.loop().done());
    assertTrue(setup.files("incoming").contains("x.done"));
    setup.onOutcome = outcome -> {};
    if (fileFirst && anew) {
      assertEquals(1, setup.loop().done());
      assertEquals("new", setup.read("a/x.csv"));
      assertEquals(Set.of(), setup.files("incoming"));
    }
  }

  @ParameterizedTest
  @CsvSource({"{name}.done, x.csv.done", "{stem}.done, x.done", "ok/{stem}, ok/x"})
  void theDoneFileThatACrashLeftGoes(String template, String marker) throws IOException {
    setup.to("a");
    setup.readiness = new ReadinessRules(Duration.ZERO, Duration.ZERO, template);
    setup.delete = false;
    Path file = setup.write("x.csv", "hello");
    setup.write(marker, "");
    setup.write("other", "not ready");
    assertEquals(1, setup.loop().done());
    Files.delete(file);
    setup.delete = true;
    setup.loop();
    assertEquals(Set.of("other"), setup.files("incoming"));
  }

  @Test
  void aFolderThatCannotBeListedKeepsTheDoneFilesOfNoOther() throws IOException {
    setup.to("a");
    setup.readiness = new ReadinessRules(Duration.ZERO, Duration.ZERO, "READY");
    List<String> folders = List.of("p", "q", "r", "s");
    for (String folder : folders) {
      setup.write(folder + "/x", "hello");
      setup.write(folder + "/READY", "");
    }
    setup.onOutcome = outcome -> putAFileInPlaceOf(folders.subList(1, 3), outcome);
    Report report = setup.loop();
    assertEquals(4, report.done());
    assertEquals(2, report.failed());
    assertEquals(Set.of(Trouble.INPUT_OUTPUT), report.troubles());
    assertEquals(Set.of("q", "q.old/READY", "r", "r.old/READY"), setup.files("incoming"));
    assertTrue(failed("q").reason().contains("q"), setup.outcomes::toString);
  }

  /** What is read as a folder is none from now on; for any user. */
  private void putAFileInPlaceOf(List<String> folders, Outcome outcome) {
    try {
      for (String folder : folders) {
        if (outcome instanceof Outcome.Done && outcome.file().equals(folder + "/x")) {
          Files.move(path("incoming/" + folder), path("incoming/" + folder + ".old"));
          setup.write(folder, "none");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aDoneFileThatCannotBeRemovedKeepsNoOther() throws IOException {
    setup.to("a");
    setup.readiness = new ReadinessRules(Duration.ZERO, Duration.ZERO, "{name}.done");
    setup.loop();
    for (String name : List.of("p", "q", "r", "s")) {
      setup.write(name, "hello");
      setup.write(name + ".done", "");
    }
    try (var ledgers = Files.list(setup.incoming.resolve(".fsl"))) {
      Path inTheWay = ledgers.findFirst().orElseThrow().resolve("removed/q.done/y");
      setup.onTransfer = () -> createFolders(inTheWay);
    }
    Report report = setup.loop();
    assertEquals(4, report.done());
    assertEquals(Set.of(Trouble.INPUT_OUTPUT), report.troubles());
    assertEquals(Set.of("q.done"), setup.files("incoming"));
    assertEquals(Trouble.INPUT_OUTPUT, failed("q.done").trouble());
  }

  @Test
  void staleDoneFileDoesNotCount() throws IOException {
    setup.to("a");
    setup.readiness = new ReadinessRules(Duration.ZERO, Duration.ZERO, "{name}.done");
    Path marker = setup.write("x.done", "");
    setup.write("x", "hello");
    Files.setLastModifiedTime(marker, FileTime.from(Instant.now().minusSeconds(60)));
    assertEquals(1, setup.loop().skipped());
  }

  @Test
  void dryRunTellsAndWritesNothing() throws IOException {
    setup.to("a").to("b");
    setup.write("x", "hello");
    setup.dryRun = true;
    Report report = setup.loop();
    assertEquals(0, report.done());
    assertEquals(1, report.skipped());
    assertTrue(setup.outcomes.toString().contains(path("b/x").toString()));
    assertEquals(Set.of("incoming/x"), setup.files("."));
    assertFalse(Files.exists(path("a")) || Files.exists(setup.state));
    assertFalse(Files.exists(setup.incoming.resolve(".fsl")));
    setup.dryRun = false;
    setup.delete = false;
    setup.loop();
    setup.dryRun = true;
    assertEquals(0, setup.loop().skipped());
  }

  @Tag("slow")
  @Test
  void manySmallAndSomeBigFilesArriveUnchanged() throws IOException {
    setup.to("a").to("b").to("c");
    setup.fsync = false;
    byte[] big = new byte[20 << 20];
    new java.util.Random(1).nextBytes(big);
    Files.write(setup.incoming.resolve("big"), big);
    for (int i = 0; i < 60; i++) {
      Files.write(setup.incoming.resolve("mid" + i), java.util.Arrays.copyOf(big, 700_000 + i));
    }
    for (int i = 0; i < 500; i++) {
      setup.write(i % 7 + "/small" + i, "small " + i);
    }
    assertEquals(561, setup.loop().done());
    for (String folder : List.of("a", "b", "c")) {
      assertEquals(561, setup.files(folder).size());
      assertEquals("small 499", setup.read(folder + "/2/small499"));
      assertEquals(-1, java.util.Arrays.mismatch(big, Files.readAllBytes(path(folder + "/big"))));
      assertEquals(700_059, Files.size(path(folder + "/mid59")));
    }
    assertEquals(Set.of(), setup.files("incoming"));
  }

  @Tag("slow")
  @Test
  void courierThatCannotTakeAllGetsTheRestToo() throws IOException {
    setup.to("a");
    setup.fsync = false;
    setup.recursive = false;
    for (int i = 0; i < 9_000; i++) {
      Files.createFile(setup.incoming.resolve("f" + i));
    }
    Files.createDirectories(path("a/f77"));
    Report report = setup.loop();
    assertEquals(8_999, report.done());
    assertEquals(1, report.failed());
    assertEquals(Set.of("f77"), setup.files("incoming"));
  }

  @Tag("slow")
  @Test
  void slowDestinationHoldsUpNobody() throws Exception {
    setup.to("slow").to("fast");
    setup.fsync = false;
    List<Report> reports = new java.util.concurrent.CopyOnWriteArrayList<>();
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch fast = new CountDownLatch(5000);
    setup.onTransfer =
        () -> {
          if (isServing("slow")) {
            await(release);
          } else {
            fast.countDown();
          }
        };
    for (int i = 0; i < 5000; i++) {
      setup.write("x" + i, "hello");
    }
    try (Ledger ledger = Ledger.open(setup.state, "copier.copy", true);
        CopyController controller =
            new CopyController(setup.config(), ledger, setup, Set.of(), false)) {
      Thread loop = Thread.ofPlatform().start(() -> reports.add(controller.loop()));
      assertTrue(fast.await(60, TimeUnit.SECONDS));
      setup.write("late", "hello");
      Await.until("a later file is there, too", () -> Files.exists(path("fast/late")));
      assertFalse(Files.exists(path("slow/late")));
      release.countDown();
      loop.join(60_000);
      assertFalse(loop.isAlive());
    }
    assertEquals(5001, reports.getFirst().done());
    assertEquals(5001, setup.files("slow").size());
    assertEquals(5001, setup.files("fast").size());
    assertEquals(Set.of(), setup.files("incoming"));
  }

  /** Whether this is the thread of a destination of that name. */
  private static boolean isServing(String destination) {
    return Thread.currentThread().getName().endsWith("-" + destination);
  }

  /** A destination of that name waits before it tells what it copied. */
  private void holdUp(String destination, CountDownLatch release) {
    setup.onTransfer =
        () -> {
          if (isServing(destination)) {
            await(release);
          }
        };
  }

  /** Such as a new destination that has to be given everything that is kept. */
  @Tag("slow")
  @Test
  void backlogOfOneHoldsUpNoNewFileOfTheOthers() throws Exception {
    setup.to("fast");
    setup.delete = false;
    setup.fsync = false;
    setup.order = new Order(Order.By.NAME, false);
    for (int i = 0; i < 2000; i++) {
      setup.write("x" + i, "hello");
    }
    assertEquals(2000, setup.loop().done());
    setup.to("slow");
    setup.write("zzz-late", "hello");
    CountDownLatch release = new CountDownLatch(1);
    holdUp("slow", release);
    List<Report> reports = new java.util.concurrent.CopyOnWriteArrayList<>();
    try (Ledger ledger = Ledger.open(setup.state, "copier.copy", true);
        CopyController controller =
            new CopyController(setup.config(), ledger, setup, Set.of(), false)) {
      Thread loop = Thread.ofPlatform().start(() -> reports.add(controller.loop()));
      Await.until("a new file is there", () -> Files.exists(path("fast/zzz-late")));
      release.countDown();
      loop.join(60_000);
      assertFalse(loop.isAlive());
    }
    assertEquals(2001, setup.files("slow").size());
    assertEquals(2001, reports.getFirst().done());
  }

  /** The first pass of the one ends while a further one of the other hangs. */
  @Tag("slow")
  @Test
  void destinationThatHangsLaterHoldsUpNoOtherSource() throws Exception {
    setup.to("first");
    setup.write("x", "hello");
    CopySetup other = new CopySetup(home.resolve("other"));
    other.name = "other";
    other.to("later");
    other.write("early", "hello");
    CopyConfig config =
        new CopyConfig(
            setup.config().settings(),
            List.of(setup.config().sources().getFirst(), other.config().sources().getFirst()),
            List.of());
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch later = new CountDownLatch(1);
    CountDownLatch hangs = new CountDownLatch(1);
    setup.onTransfer =
        () -> {
          if (isServing("first")) {
            await(first);
          } else if (Files.exists(other.incoming.resolve("y"))) {
            hangs.countDown();
            await(later);
          }
        };
    List<Report> reports = new java.util.concurrent.CopyOnWriteArrayList<>();
    try (Ledger ledger = Ledger.open(setup.state, "copier.copy", true);
        CopyController controller =
            new CopyController(
                config, ledger, setup, Set.of(), false, Instant::now, Duration.ofSeconds(1))) {
      Thread loop = Thread.ofPlatform().start(() -> reports.add(controller.loop()));
      Await.until("the other has come to an end", () -> setup.outcomes.size() == 1);
      other.write("y", "hello");
      assertTrue(hangs.await(60, TimeUnit.SECONDS));
      first.countDown();
      Await.until("the first pass has ended", () -> setup.outcomes.size() == 2);
      setup.write("z", "hello");
      Await.until("a later file is there", () -> Files.exists(path("first/z")));
      later.countDown();
      loop.join(60_000);
      assertFalse(loop.isAlive());
    }
    assertEquals(4, reports.getFirst().done());
  }

  @Test
  void errorInASourceDoesNotEndWell() throws IOException {
    setup.to("a");
    setup.write("x", "hello");
    InstantSource clock =
        () -> {
          throw new OutOfMemoryError("test");
        };
    try (Ledger ledger = Ledger.open(setup.state, "copier.copy", true);
        CopyController controller =
            new CopyController(
                setup.config(), ledger, setup, Set.of(), false, clock, Duration.ofMinutes(1))) {
      assertEquals(Set.of(Trouble.INTERNAL), controller.loop().troubles());
    }
  }

  /** As when the system has no thread left for it. */
  @Test
  void courierThatCannotBeStartedLeavesNoOtherWaiting() throws IOException {
    setup.name = "scarce";
    setup.to("a");
    setup.destinations.add(
        new Destination("b", unusable(), null, OnFull.WAIT, OnConflict.REPLACE, null, null, null));
    setup.write("x", "hello");
    assertEquals(Set.of(Trouble.INTERNAL), setup.loop().troubles());
    assertEquals(
        List.of(),
        Thread.getAllStackTraces().keySet().stream()
            .map(Thread::getName)
            .filter(name -> name.startsWith("copy-scarce-"))
            .toList());
  }

  private static Path unusable() {
    return (Path)
        Proxy.newProxyInstance(
            Path.class.getClassLoader(),
            new Class<?>[] {Path.class},
            (proxy, method, arguments) -> {
              throw new OutOfMemoryError("no thread");
            });
  }

  @Test
  void failuresOfAllDestinationsAreTold() throws IOException {
    setup.to("full", OnConflict.REPLACE, new ByteSize(1), OnFull.WAIT).to("taken");
    setup.write("x", "hello");
    Files.createDirectories(path("taken/x"));
    Report report = setup.loop();
    assertEquals(1, report.failed());
    assertEquals(Set.of(Trouble.SPACE, Trouble.FILE), report.troubles());
    Outcome.Failed told = assertInstanceOf(Outcome.Failed.class, setup.outcomes.getLast());
    assertEquals(Trouble.FILE, told.trouble());
    assertTrue(told.reason().contains("full: "), told::reason);
    assertTrue(told.reason().contains("taken: "), told::reason);
  }

  @Test
  void destinationThatHangsHoldsUpNoOtherSource() throws Exception {
    setup.to("hanging");
    setup.write("x", "hello");
    CopySetup other = new CopySetup(home.resolve("other"));
    other.name = "other";
    other.to("a", OnConflict.REPLACE, new ByteSize(16 << 20), OnFull.WAIT);
    other.write("early", "hello");
    CopyConfig config =
        new CopyConfig(
            setup.config().settings(),
            List.of(setup.config().sources().getFirst(), other.config().sources().getFirst()),
            List.of());
    List<String> written = new ArrayList<>();
    CountDownLatch release = new CountDownLatch(1);
    holdUp("hanging", release);
    List<Report> reports = new java.util.concurrent.CopyOnWriteArrayList<>();
    try (Ledger ledger = Ledger.open(setup.state, "copier.copy", true);
        CopyController controller = new CopyController(config, ledger, setup, Set.of(), false)) {
      Thread loop = Thread.ofPlatform().start(() -> reports.add(controller.loop()));
      Await.until("what was there is copied", () -> Files.exists(path("other/a/early")));
      Files.write(path("other/a/filler"), new byte[16 << 20]);
      Await.until(
          "for one of those that come later no room is left, as is seen anew",
          () -> {
            written.add(writeLater(other, written.size()));
            return List.copyOf(setup.outcomes).stream().anyMatch(o -> o instanceof Outcome.Failed);
          });
      Files.delete(path("other/a/filler"));
      Await.until(
          "all are there",
          () -> written.stream().allMatch(name -> Files.exists(path("other/a").resolve(name))));
      release.countDown();
      loop.join(60_000);
      assertFalse(loop.isAlive(), "a source that looks again ends with the others");
    }
    assertEquals(Set.of("x"), setup.files("hanging"));
    assertEquals(2 + written.size(), reports.getFirst().done());
    assertEquals(Set.of(), other.files("incoming"));
  }

  private static String writeLater(CopySetup other, int number) {
    try {
      return other.write("later" + number, "hello").getFileName().toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(90, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void stopEndsSoonAndTheNextRunDoesTheRest() throws IOException {
    setup.to("a").to("b");
    byte[] big = new byte[64 << 20];
    Files.write(setup.incoming.resolve("big"), big);
    setup.write("x", "hello");
    try (Ledger ledger = Ledger.open(setup.state, "copier.copy", true)) {
      CopyController[] controller = new CopyController[1];
      Listener stopper =
          new Listener() {
            @Override
            public void ended(Outcome outcome) {}

            @Override
            public void transferred(long bytes) {
              if (bytes > 1000) {
                controller[0].stop();
              }
            }
          };
      controller[0] = new CopyController(setup.config(), ledger, stopper, Set.of(), false);
      assertEquals(0, controller[0].loop().failed());
    }
    assertTrue(setup.files("incoming").contains("big"));
    assertFalse(setup.files("a").contains("big"));
    setup.loop();
    assertEquals(Set.of("x", "big"), setup.files("a"));
    assertEquals(Set.of("x", "big"), setup.files("b"));
    assertEquals(List.of(), setup.leftovers("a"));
    assertEquals(Set.of(), setup.files("incoming"));
  }

  @Test
  void fullDiskWaitsForRoom() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(path("disk"), "256k")) {
      setup.to("disk").to("b");
      Files.write(setup.incoming.resolve("big"), new byte[300_000]);
      Files.write(setup.incoming.resolve("huge"), new byte[3 << 20]);
      setup.write("small", "hello");
      Report report = setup.loop();
      assertEquals(Set.of(Trouble.SPACE), report.troubles());
      assertEquals(Set.of("small"), setup.files("disk"));
      assertEquals(Set.of("small", "big", "huge"), setup.files("b"));
      assertEquals(Set.of("big", "huge"), setup.files("incoming"));
      assertEquals(List.of(), setup.leftovers("disk"));
      disk.clear();
    }
  }

  @Tag("slow")
  @Test
  void ledgerOnAFullDiskLosesNothing() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(path("disk"), "256k")) {
      setup.state = disk.folder();
      setup.to("a", OnConflict.KEEP_BOTH);
      setup.write("first", "hello");
      setup.loop();
      try (Ledger ledger = Ledger.open(setup.state, "copier.copy", true);
          CopyController controller = setup.controller(ledger)) {
        disk.fill();
        for (int i = 0; i < 300; i++) {
          setup.write("x" + i, "hello");
        }
        Report report = controller.loop();
        assertTrue(report.troubles().contains(Trouble.INPUT_OUTPUT), report::toString);
        disk.clear();
        Report after = controller.loop();
        assertEquals(Set.of(), after.troubles());
        assertEquals(301, setup.files("a").size());
        assertEquals(Set.of(), setup.files("incoming"));
        assertEquals(List.of(), setup.leftovers("a"));
      }
    }
  }

  /** Whichever of its folders and files in incoming it is that finds no room. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void incomingOnAFullDiskWaitsForRoom(int inodes) throws IOException {
    try (SmallDisk disk = SmallDisk.mount(path("disk"), "256k,nr_inodes=" + inodes)) {
      CopySetup full = new CopySetup(disk.folder());
      full.state = setup.state;
      full.destinations.addAll(setup.to("a").destinations);
      assertEquals(Set.of(Trouble.SPACE), full.loop().troubles());
    }
  }

  @Test
  void ledgerThatCannotBeWrittenIsNoFolderThatCannotBeCreated() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(path("disk"), "512k")) {
      setup.state = disk.folder();
      setup.delete = false;
      setup.to("a");
      setup.write("stays", "hello");
      for (int i = 0; i < 300; i++) {
        setup.write("x" + i, "hello");
      }
      try (Ledger ledger = Ledger.open(setup.state, "copier.copy", true);
          CopyController controller = setup.controller(ledger)) {
        assertEquals(301, controller.loop().done());
        for (int i = 0; i < 300; i++) {
          Files.delete(setup.incoming.resolve("x" + i));
        }
        disk.fill();
        assertEquals(Set.of(Trouble.INPUT_OUTPUT), controller.loop().troubles());
        disk.clear();
        assertEquals(Set.of(), controller.loop().troubles());
      }
    }
  }

  @Test
  void lostLedgerIsRebuiltFromWhatIsThere() throws IOException {
    setup.delete = false;
    setup.to("a", OnConflict.KEEP_BOTH);
    setup.write("x", "hello");
    setup.write("y", "hello");
    setup.loop();
    Files.delete(setup.state.resolve("copier.copy.mv"));
    setup.write("y", "other");
    assertEquals(Set.of(Trouble.LEDGER), setup.loop().troubles());
    assertEquals(Set.of("x", "y", "y.~2~"), setup.files("a"));
    assertEquals(new Report(0, 0, 0, 0, Set.of()), setup.loop());
  }

  /** What was seen unchanged is lost with it; until it is again, nothing is known. */
  @Test
  void lostLedgerIsNotRebuiltBeforeTheFilesAreReady() throws IOException {
    setup.readiness = new ReadinessRules(Duration.ZERO, Duration.ofSeconds(5), null);
    setup.delete = false;
    setup.to("a", OnConflict.KEEP_BOTH);
    setup.write("x", "hello");
    deliverWhenStable();
    assertEquals(Set.of("x"), setup.files("a"));
    Files.delete(setup.state.resolve("copier.copy.mv"));
    setup.write("unfinished", "of another name, it holds up nothing");
    deliverWhenStable();
    assertEquals(Set.of("x", "unfinished"), setup.files("a"));
    assertEquals(new Report(0, 0, 0, 0, Set.of()), setup.loop());
  }

  private void deliverWhenStable() throws IOException {
    for (int i = 0; i < 3; i++) {
      setup.loop();
      setup.now = setup.now.plusSeconds(10);
    }
  }

  /** As when the disk refuses to: it is known for what it is until that is over. */
  @Test
  void whatACrashLeftAndCannotBePutBackHoldsUpNoOther() throws IOException {
    setup.to("a", OnConflict.KEEP_BOTH);
    setup.loop();
    setup.delete = false;
    setup.write("sub/x", "one");
    setup.loop();
    try (var ledgers = Files.list(setup.incoming.resolve(".fsl"))) {
      Path area = ledgers.findFirst().orElseThrow().resolve("removed");
      Files.move(setup.incoming.resolve("sub"), area.resolve("sub"));
    }
    setup.write("sub", "two");
    setup.delete = true;
    setup.to("b");
    setup.outcomes.clear();
    Report report = setup.loop();
    assertEquals(Set.of(Trouble.INPUT_OUTPUT, Trouble.FILE), report.troubles());
    assertEquals(2, report.failed(), "a has a folder of that name, too");
    assertTrue(setup.outcomes.toString().contains("file=sub/x"), setup.outcomes::toString);
    assertEquals("two", setup.read("b/sub"), "others get theirs");
    Files.delete(setup.incoming.resolve("sub"));
    Files.delete(path("b/sub"));
    setup.write("new", "three");
    assertEquals(Set.of(), setup.loop().troubles());
    assertEquals(Set.of("new", "sub/x"), setup.files("a"), "it is not there twice");
    assertEquals(Set.of("new", "sub/x"), setup.files("b"));
    assertEquals(Set.of(), setup.files("incoming"));
  }

  @Test
  void whatACrashLeftIsPutBackIfFilesAreKeptByNow() throws IOException {
    setup.to("a", OnConflict.KEEP_BOTH);
    setup.loop();
    try (var ledgers = Files.list(setup.incoming.resolve(".fsl"))) {
      Path area = ledgers.findFirst().orElseThrow().resolve("removed");
      Files.writeString(area.resolve("x"), "newer");
    }
    setup.delete = false;
    assertEquals(1, setup.loop().done());
    assertEquals("newer", setup.read("a/x"));
    assertEquals("newer", setup.read("incoming/x"));
    assertEquals(new Report(0, 0, 0, 0, Set.of()), setup.loop());
  }

  @Test
  void keptFilesNeedNoWorkingFolderBesideThem() throws IOException {
    setup.to("a");
    setup.delete = false;
    setup.write("x", "hello");
    assertEquals(1, setup.loop().done());
    assertFalse(Files.exists(setup.incoming.resolve(".fsl")));
  }

  @Test
  void whatCannotBeRemovedIsToldToBeCopied() throws IOException {
    setup.to("a", OnConflict.KEEP_BOTH);
    setup.loop();
    setup.write("x", "hello");
    try (var ledgers = Files.list(setup.incoming.resolve(".fsl"))) {
      Path inTheWay = ledgers.findFirst().orElseThrow().resolve("removed/x/y");
      setup.onTransfer = () -> createFolders(inTheWay);
    }
    Report report = setup.loop();
    assertEquals(Set.of(Trouble.INPUT_OUTPUT), report.troubles());
    String told = setup.outcomes.toString();
    assertTrue(told.contains("reason=copied, but not removed: "), told);
    assertEquals(Set.of("x"), setup.files("incoming"));
    setup.onTransfer = () -> {};
    assertEquals(1, setup.loop().done());
    assertEquals(Set.of("x"), setup.files("a"));
    assertEquals(Set.of(), setup.files("incoming"));
  }

  @Test
  void errorAtADestinationIsToldOfEachFileAndHoldsUpNoOther() throws IOException {
    setup.limit = 2; // each destination has one file at once
    setup.to("a", OnConflict.KEEP_BOTH).to("b", OnConflict.KEEP_BOTH);
    for (String name : List.of("x", "y", "z")) {
      setup.write(name, name);
    }
    setup.onTransfer =
        () -> {
          if (Thread.currentThread().getName().equals("copy-source-a")) {
            throw new OutOfMemoryError("test");
          }
        };
    Report report = setup.loop();
    assertEquals(Set.of(Trouble.INTERNAL), report.troubles());
    assertEquals(0, report.done());
    for (String name : List.of("x", "y", "z")) {
      Outcome.Failed told = failed(name);
      assertEquals(Trouble.INTERNAL, told.trouble());
      assertTrue(told.reason().contains("a: " + path("a") + ": "), told::reason);
    }
    assertEquals(Set.of("x", "y", "z"), setup.files("b"));
    assertEquals(Set.of("x", "y", "z"), setup.files("incoming"));
    setup.onTransfer = () -> {};
    assertEquals(new Report(3, 0, 0, 3, Set.of()), setup.loop());
    assertEquals(Set.of("x", "y", "z"), setup.files("a"));
    assertEquals(Set.of("x", "y", "z"), setup.files("b"));
    assertEquals(Set.of(), setup.files("incoming"));
  }

  private static void createFolders(Path path) {
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Outcome.Failed failed(String file) {
    return setup.outcomes.stream()
        .filter(outcome -> outcome instanceof Outcome.Failed failed && failed.file().equals(file))
        .map(Outcome.Failed.class::cast)
        .findFirst()
        .orElseThrow(() -> new AssertionError(file + ": " + setup.outcomes));
  }
}
