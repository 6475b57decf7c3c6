package io.fsl.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.config.ByteSize;
import io.fsl.config.FreeSpaceBound;
import io.fsl.sftp.RemotePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When no further file is started for want of room. */
class SpaceGuardTest {
  private static final long GIBIBYTE = 1L << 30;

  @TempDir Path folder;

  private SpaceGuard.Shared shared = new SpaceGuard.Shared();

  private SpaceGuard guard(long minimum) {
    return guard(folder, null, new FreeSpaceBound(folder, new ByteSize(minimum)));
  }

  private SpaceGuard guard(Path incoming, @Nullable Path archive, FreeSpaceBound... bounds) {
    SpaceGuard guard = new SpaceGuard(List.of(bounds), incoming, archive, shared);
    guard.open();
    return guard;
  }

  private long available() throws IOException {
    return new FreeSpace().measure(folder).available();
  }

  @Test
  void whatIsStillToComeCountsAsGone() throws IOException {
    SpaceGuard guard = guard(available() / 2);
    assertEquals(Optional.empty(), guard.obstacle());
    long most = available();
    guard.expect(2 * most);
    assertTrue(guard.obstacle().orElseThrow().startsWith(folder + " has 0 MiB free, "));
    guard.expect(-2 * most);
    assertEquals(Optional.empty(), guard.obstacle());
  }

  @Test
  void theUserIsToldHowMuchThereIsAndMustBe() throws IOException {
    long most = available();
    String reason = guard(most + GIBIBYTE).obstacle().orElseThrow();
    assertTrue(reason.endsWith(" MiB free, " + (most + GIBIBYTE >> 20) + " MiB must be"), reason);
    String prefix = folder + " has ";
    assertTrue(reason.startsWith(prefix), reason);
    long told = Long.parseLong(reason.substring(prefix.length(), reason.indexOf(" MiB free")));
    assertTrue(Math.abs(told - (most >> 20)) <= GIBIBYTE >> 20, () -> told + " of " + most);
  }

  @Test
  void anyBoundThatIsBrokenCounts() throws IOException {
    FreeSpaceBound kept = new FreeSpaceBound(folder, new ByteSize(0));
    FreeSpaceBound broken = new FreeSpaceBound(folder, new ByteSize(Long.MAX_VALUE));
    assertTrue(guard(folder, null, kept, broken).obstacle().isPresent());
    assertFalse(guard(folder, null).obstacle().isPresent());
  }

  @Test
  void bytesCountWhereTheyGo() throws IOException {
    Path elsewhere = Path.of("/proc"); // no disk, of no size
    FreeSpaceBound bound = new FreeSpaceBound(folder, new ByteSize(available() / 2));
    long much = 2 * available();
    SpaceGuard here = guard(folder, null, bound);
    here.expectCopy(much);
    assertEquals(Optional.empty(), here.obstacle(), "there is no archive");
    shared = new SpaceGuard.Shared();
    SpaceGuard copying = guard(elsewhere, folder.resolve("archive"), bound);
    copying.expect(much);
    assertEquals(Optional.empty(), copying.obstacle(), "they come to another disk");
    copying.expectCopy(much);
    assertTrue(copying.obstacle().isPresent(), "the archive is on this one");
    copying.expectCopy(-much);
    assertEquals(Optional.empty(), copying.obstacle());
    shared = new SpaceGuard.Shared();
    SpaceGuard both = guard(folder, folder, bound);
    both.expect(available() / 3);
    assertEquals(Optional.empty(), both.obstacle());
    both.expectCopy(available() / 3);
    assertTrue(both.obstacle().isPresent(), "they come twice");
  }

  @Test
  void filesOfOtherSourcesCountWhileTheyAreAtWork() throws IOException {
    SpaceGuard guard = guard(available() / 2);
    SpaceGuard other = guard(folder.resolve("missing"), null);
    SpaceGuard elsewhere = guard(Path.of("/proc"), null);
    elsewhere.expect(2 * available());
    assertEquals(Optional.empty(), guard.obstacle());
    other.expect(2 * available());
    assertTrue(guard.obstacle().isPresent());
    other.close();
    assertEquals(Optional.empty(), guard.obstacle());
  }

  @Test
  void roomIsLookedForOnceTheDiskWasFull() throws IOException {
    SpaceGuard guard = guard(folder, null);
    guard.expect(Long.MAX_VALUE / 2);
    assertTrue(guard.hasRoom(file("a", 1), 0), "it may be that the file system does not tell");
    guard.foundFull(file("b", 1));
    assertFalse(guard.hasRoom(file("a", 1), 0));
    assertTrue(guard.hasRoom(file("a", 1), Long.MAX_VALUE / 2), "it is there already");
  }

  /** Else it would be fetched in vain in each loop. */
  @Test
  void inLaterLoopsRoomIsLookedForOfWhatHadNone() throws IOException {
    RemoteFile big = file("big", 2 * available());
    RemoteFile small = file("small", 1);
    guard(folder, null).foundFull(big);
    guard(folder, null).foundFull(small);
    SpaceGuard later = guard(folder, null);
    assertFalse(later.hasRoom(big, 0));
    assertTrue(later.hasRoom(big, 2 * available()), "it is there already");
    assertTrue(later.hasRoom(small, 0), "there is room by now");
    assertTrue(later.hasRoom(file("other", Long.MAX_VALUE), 0), "it was not tried yet");
  }

  private static RemoteFile file(String name, long size) {
    RemotePath path = RemotePath.of("/out/" + name, StandardCharsets.UTF_8);
    return new RemoteFile("feeds", path, Path.of(name), size, 0);
  }
}
