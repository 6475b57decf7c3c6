package io.fsl.action;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.config.ByteSize;
import io.fsl.config.Destination;
import io.fsl.config.OnConflict;
import io.fsl.config.OnFull;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much a destination with a quota takes. */
class RoomTest {
  private static final long BLOCK = 4096;

  @TempDir Path folder;

  /** With room for so many blocks besides what is there. */
  private Room room(long blocks) throws IOException {
    long used = new DiskUsage().measure(folder).allocatedBytes();
    return of(folder, new ByteSize(used + blocks * BLOCK));
  }

  private static Room of(Path folder, @Nullable ByteSize quota) throws IOException {
    Destination destination = destination(folder, quota);
    return new Rooms(List.of(destination)).of(destination);
  }

  private static Destination destination(Path folder, @Nullable ByteSize quota) {
    return new Destination("d", folder, quota, OnFull.WAIT, OnConflict.REPLACE, null, null, null);
  }

  @Test
  void filesCountByTheirBlocks() throws IOException {
    Room room = room(4);
    assertTrue(room.reserve(1, 0));
    assertTrue(room.reserve(BLOCK, 0));
    assertFalse(room.reserve(2 * BLOCK + 1, 0), "three blocks where two are left");
    assertTrue(room.reserve(BLOCK + 1, 0));
    assertFalse(room.reserve(1, 0));
    assertTrue(room.reserve(0, 0));
  }

  @Test
  void whatIsThereCounts() throws IOException {
    Files.write(folder.resolve("a"), new byte[100_000]);
    assertFalse(of(folder, new ByteSize(100_000)).reserve(1, 0));
    assertTrue(room(1).reserve(1, 0));
  }

  @Test
  void whatIsReplacedMakesRoom() throws IOException {
    Room room = room(1);
    assertTrue(room.reserve(3 * BLOCK, 2 * BLOCK));
    assertFalse(room.reserve(2 * BLOCK, BLOCK));
    assertTrue(room.reserve(BLOCK, 2 * BLOCK));
    assertTrue(room.reserve(BLOCK, 0));
    assertFalse(room.reserve(BLOCK, 0));
  }

  @Test
  void whatDidNotComeGivesItsRoomBack() throws IOException {
    Room room = room(2);
    assertTrue(room.reserve(2 * BLOCK, 0));
    room.release(2 * BLOCK, 0);
    assertTrue(room.reserve(3 * BLOCK, BLOCK));
    room.release(3 * BLOCK, BLOCK);
    assertTrue(room.reserve(2 * BLOCK, 0));
    assertFalse(room.reserve(1, 0));
  }

  @Test
  void withoutAQuotaThereIsRoomAndNothingIsMeasured() throws IOException {
    assertTrue(of(folder, null).reserve(Long.MAX_VALUE / 2, 0));
    assertTrue(of(folder.resolve("missing"), null).reserve(1, 0));
    assertThrows(IOException.class, () -> of(folder.resolve("missing"), new ByteSize(1_000_000)));
  }

  @Test
  void destinationsThatAreOneFolderShareItsRoom() throws IOException {
    Destination other =
        destination(Files.createDirectory(folder.resolve("other")), new ByteSize(1 << 20));
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
    long used = new DiskUsage().measure(folder).allocatedBytes();
    Destination one = destination(folder, new ByteSize(used + 2 * BLOCK));
    Destination same = destination(link, new ByteSize(used + 3 * BLOCK));
    Destination unlimited = destination(link.resolve("link"), null);
    Rooms rooms = new Rooms(List.of(one, same, unlimited, other));
    assertTrue(rooms.of(other).reserve(9 * BLOCK, 0), "a folder of its own");
    assertTrue(rooms.of(same).reserve(BLOCK, 0));
    assertTrue(rooms.of(unlimited).reserve(BLOCK, 0));
    assertFalse(rooms.of(one).reserve(1, 0), "the others have taken it");
    assertTrue(rooms.of(same).reserve(1, 0), "its own quota is larger");
    rooms.of(unlimited).release(BLOCK, 0);
    assertFalse(rooms.of(one).reserve(1, 0));
    rooms.forget();
    assertTrue(rooms.of(one).reserve(1, 0), "measured again");
  }
}
