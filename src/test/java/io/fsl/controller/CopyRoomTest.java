package io.fsl.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fsl.action.DiskUsage;
import io.fsl.action.Ledger;
import io.fsl.action.SmallDisk;
import io.fsl.action.Trouble;
import io.fsl.config.ByteSize;
import io.fsl.config.OnConflict;
import io.fsl.config.OnFull;
import io.fsl.config.Order;
import io.fsl.testing.Commands;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Quotas and full disks: what has no room waits, and what has some comes. */
class CopyRoomTest extends CopyCase {
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
  void quotaCountsNewFoldersAndNoneIsMadeWithoutRoom() throws IOException {
    ByteSize quota = new ByteSize(4096 * 40);
    setup.to("a", OnConflict.REPLACE, quota, OnFull.WAIT);
    for (int i = 0; i < 40; i++) {
      setup.write("d" + i + "/e/x", "hello");
    }
    Report report = setup.loop();
    assertEquals(Set.of(Trouble.SPACE), report.troubles());
    assertTrue(report.done() > 0);
    assertTrue(new DiskUsage().measure(path("a")).allocatedBytes() <= quota.bytes());
    try (var folders = Files.list(path("a"))) {
      assertEquals(report.done() + 1, folders.count()); // and the working folder
    }
  }

  @Test
  void quotaHoldsWhereBlocksAreLarge() throws IOException {
    Path mounted = Files.createDirectory(path("mounted"));
    String mount =
        "truncate -s 100M \"$1\" && mkfs.ext4 -qO bigalloc -C 65536 \"$1\" && mount -o loop \"$1\""
            + " \"$2\"";
    String[] command = {"sh", "-c", mount, "sh", path("disk").toString(), mounted.toString()};
    assumeTrue(Commands.result("", command).status() == 0, "needs root, mkfs.ext4, loop devices");
    try {
      ByteSize quota = new ByteSize(1 << 20);
      setup.to("mounted/a", OnConflict.REPLACE, quota, OnFull.WAIT);
      for (int i = 0; i < 40; i++) {
        setup.write("x" + i, "hello");
      }
      Report report = setup.loop();
      assertEquals(Set.of(Trouble.SPACE), report.troubles());
      assertTrue(report.done() > 0);
      assertTrue(new DiskUsage().measure(path("mounted/a")).allocatedBytes() <= quota.bytes());
    } finally {
      Commands.run("umount", "-l", mounted.toString());
    }
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
}
