package io.fsl.action;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.config.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much a destination with a quota takes. */
class RoomTest {
  private static final long BLOCK = 4096;

  @TempDir Path folder;

  /** With room for so many blocks besides what is there. */
  private Room room(long blocks) throws IOException {
    long used = new DiskUsage().measure(folder).allocatedBytes();
    return Room.of(folder, new ByteSize(used + blocks * BLOCK));
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
    assertFalse(Room.of(folder, new ByteSize(100_000)).reserve(1, 0));
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
    assertTrue(Room.of(folder, null).reserve(Long.MAX_VALUE / 2, 0));
    assertTrue(Room.of(folder.resolve("missing"), null).reserve(1, 0));
    assertThrows(
        IOException.class, () -> Room.of(folder.resolve("missing"), new ByteSize(1_000_000)));
  }
}
