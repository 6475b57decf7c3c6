package io.fsl.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.Tool;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The numbers are those of df(1), which move a little while others write. */
class FreeSpaceTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"/", "/tmp", "/dev/shm", "/usr/bin/env"})
  void isAsDfTells(String path) throws Exception {
    assertAsDf(Path.of(path), path);
  }

  @Test
  void ofAMissingPathTheNearestParentCounts() throws Exception {
    FreeSpace.Space space = assertAsDf(folder.resolve("not/yet/there"), folder.toString());
    assertEquals(folder, space.path());
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "a b", "a\nb", "a\\b"})
  void theNameIsThatOfTheFileSystemItself(String name) throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve(name), "64k")) {
      FreeSpace space = new FreeSpace();
      Path missing = disk.folder().resolve("not/yet/there");
      assertEquals("tmpfs", space.name(space.measure(missing).path()));
      assertFalse(space.isShared(folder, disk.folder()));
      assertTrue(space.isShared(disk.folder().resolve("new"), disk.folder()));
    }
  }

  private static FreeSpace.Space assertAsDf(Path path, String existing) throws Exception {
    FreeSpace.Space space = new FreeSpace().measure(path);
    List<String> df = Tool.words("df", "--output=source,size,used,avail", "-k", existing);
    int last = df.size() - 4;
    assertEquals(df.get(last), new FreeSpace().name(space.path()));
    assertNear(0, df.get(last + 1), space.size());
    assertNear(64 << 20, df.get(last + 2), space.used());
    assertNear(64 << 20, df.get(last + 3), space.available());
    return space;
  }

  private static void assertNear(long tolerance, String kibibytes, long bytes) {
    long difference = Math.abs((Long.parseLong(kibibytes) << 10) - bytes);
    assertTrue(difference <= tolerance, kibibytes + " KiB: " + bytes);
  }
}
