package io.fsl.controller;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.linux.PathBytes;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PathSetTest {
  private static final int MANY = 100_000;
  private final PathSet paths = new PathSet();

  @Test
  void hasWhatWasAddedAndNothingElse() {
    for (int i = 0; i < MANY; i++) {
      paths.add(Path.of("sub/file" + i));
      paths.add(Path.of("sub/file" + i / 2));
    }
    for (int i = 0; i < MANY; i++) {
      assertTrue(paths.contains(Path.of("sub/file" + i)));
      assertFalse(paths.contains(Path.of("sub/other" + i)));
    }
  }

  /** The hash of such a name is that of a free place. */
  @Test
  void hasAPathOfZeroBitsOnly() {
    Path strange = PathBytes.path(new byte[] {1, -31});
    assertFalse(paths.contains(strange));
    paths.add(strange);
    assertTrue(paths.contains(strange));
    assertFalse(paths.contains(Path.of("x")));
  }
}
