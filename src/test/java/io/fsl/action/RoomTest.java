package io.fsl.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.Optional;
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

  private static boolean takes(Room room, long bytes, long replacedBytes) {
    return room.reserve(bytes, replacedBytes, 0).isEmpty();
  }

  @Test
  void filesCountByTheirBlocks() throws IOException {
    Room room = room(4);
    assertTrue(takes(room, 1, 0));
    assertTrue(takes(room, BLOCK, 0));
    assertFalse(takes(room, 2 * BLOCK + 1, 0), "three blocks where two are left");
    assertTrue(takes(room, BLOCK + 1, 0));
    assertFalse(takes(room, 1, 0));
    assertTrue(takes(room, 0, 0));
  }

  @Test
  void blocksMayBeLarger() throws IOException {
    Room room = room(8).inBlocksOf(4 * BLOCK);
    assertTrue(takes(room, 1, 0));
    assertFalse(takes(room, 4 * BLOCK + 1, 0));
    assertTrue(takes(room, 4 * BLOCK, 0));
    assertFalse(takes(room, 1, 0));
    assertTrue(takes(room(1).inBlocksOf(0), BLOCK, 0));
    assertFalse(takes(room(1).inBlocksOf(0), BLOCK + 1, 0));
  }

  @Test
  void whatIsThereCounts() throws IOException {
    Files.write(folder.resolve("a"), new byte[100_000]);
    assertFalse(takes(of(folder, new ByteSize(100_000)), 1, 0));
    assertTrue(takes(room(1), 1, 0));
  }

  @Test
  void whatIsReplacedMakesRoom() throws IOException {
    Room room = room(1);
    assertTrue(takes(room, 3 * BLOCK, 2 * BLOCK));
    assertFalse(takes(room, 2 * BLOCK, BLOCK));
    assertTrue(takes(room, BLOCK, 2 * BLOCK));
    assertTrue(takes(room, BLOCK, 0));
    assertFalse(takes(room, BLOCK, 0));
  }

  @Test
  void foldersThatWereNotMadeGiveTheirRoomBack() throws IOException {
    Room room = room(3);
    assertEquals(Optional.empty(), room.reserve(BLOCK, 0, 2));
    room.release(BLOCK, 0, 1);
    assertTrue(takes(room, 2 * BLOCK, 0));
    assertFalse(takes(room, 1, 0));
  }

  @Test
  void whatDidNotComeGivesItsRoomBack() throws IOException {
    Room room = room(2);
    assertTrue(takes(room, 2 * BLOCK, 0));
    room.release(2 * BLOCK, 0, 0);
    assertTrue(takes(room, 3 * BLOCK, BLOCK));
    room.release(3 * BLOCK, BLOCK, 0);
    assertTrue(takes(room, 2 * BLOCK, 0));
    assertFalse(takes(room, 1, 0));
  }

  @Test
  void withoutAQuotaThereIsRoomAndNothingIsMeasured() throws IOException {
    assertTrue(takes(of(folder, null), Long.MAX_VALUE / 2, 0));
    assertTrue(takes(of(folder.resolve("missing"), null), 1, 0));
    assertThrows(IOException.class, () -> of(folder.resolve("missing"), new ByteSize(1_000_000)));
  }

  @Test
  void destinationsThatAreOneFolderShareItsRoom() throws IOException {
    Destination other =
        destination(Files.createDirectory(folder.resolve("other")), new ByteSize(1 << 20));
    Path shared = Files.createDirectory(folder.resolve("shared"));
    Path link = Files.createSymbolicLink(shared.resolve("link"), shared);
    long used = new DiskUsage().measure(shared).allocatedBytes();
    Destination one = destination(shared, new ByteSize(used + 2 * BLOCK));
    Destination same = destination(link, new ByteSize(used + 3 * BLOCK));
    Destination unlimited = destination(link.resolve("link"), null);
    Rooms rooms = new Rooms(List.of(one, same, unlimited, other));
    assertTrue(takes(rooms.of(other), 9 * BLOCK, 0), "a folder of its own");
    assertTrue(takes(rooms.of(same), BLOCK, 0));
    assertTrue(takes(rooms.of(unlimited), BLOCK, 0));
    assertFalse(takes(rooms.of(one), 1, 0), "the others have taken it");
    assertTrue(takes(rooms.of(same), 1, 0), "its own quota is larger");
    rooms.of(unlimited).release(BLOCK, 0, 0);
    assertFalse(takes(rooms.of(one), 1, 0));
    rooms.forget();
    assertTrue(takes(rooms.of(one), 1, 0), "measured again");
  }

  @Test
  void whatComesToADestinationInsideAnotherCountsInBoth() throws IOException {
    Path sub = Files.createDirectories(folder.resolve("a/sub"));
    long used = new DiskUsage().measure(folder).allocatedBytes();
    Destination outer = destination(folder, new ByteSize(used + 3 * BLOCK));
    Destination inner = destination(sub, new ByteSize(100 * BLOCK));
    Destination unlimited = destination(folder.resolve("a"), null);
    Rooms rooms = new Rooms(List.of(inner, unlimited, outer));
    assertTrue(takes(rooms.of(inner), BLOCK, 0));
    assertTrue(takes(rooms.of(outer), BLOCK, 0));
    assertTrue(takes(rooms.of(unlimited), BLOCK, 0));
    assertEquals(Optional.of(folder), rooms.of(inner).reserve(1, 0, 0));
    assertEquals(Optional.of(folder), rooms.of(unlimited).reserve(1, 0, 0));
    assertFalse(takes(rooms.of(outer), 1, 0));
    rooms.of(inner).release(BLOCK, 0, 0);
    assertTrue(takes(rooms.of(outer), BLOCK, 0));
    rooms.forget(List.of(outer));
    assertFalse(takes(rooms.of(outer), 1, 0), "files may be on their way to the inner one");
  }

  @Test
  void whatHasNoRoomAroundItTakesNoneInside() throws IOException {
    Path sub = Files.createDirectory(folder.resolve("sub"));
    long used = new DiskUsage().measure(folder).allocatedBytes();
    long usedInside = new DiskUsage().measure(sub).allocatedBytes();
    Destination outer = destination(folder, new ByteSize(used + BLOCK));
    Destination inner = destination(sub, new ByteSize(usedInside + 2 * BLOCK));
    Rooms rooms = new Rooms(List.of(outer, inner));
    assertFalse(takes(rooms.of(inner), 2 * BLOCK, 0));
    rooms.forget(List.of(outer));
    assertTrue(takes(rooms.of(inner), BLOCK, 0));
  }
}
