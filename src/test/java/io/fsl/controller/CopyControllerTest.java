package io.fsl.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.action.Ledger;
import io.fsl.action.Outcome;
import io.fsl.action.Trouble;
import io.fsl.config.Destination;
import io.fsl.config.OnConflict;
import io.fsl.config.OnFull;
import io.fsl.config.Order;
import io.fsl.linux.PathBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is copied where, as which file, and what becomes of it in incoming. */
class CopyControllerTest extends CopyCase {
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
  void keptFilesNeedNoWorkingFolderBesideThem() throws IOException {
    setup.to("a");
    setup.delete = false;
    setup.write("x", "hello");
    assertEquals(1, setup.loop().done());
    assertFalse(Files.exists(setup.incoming.resolve(".fsl")));
  }
}
