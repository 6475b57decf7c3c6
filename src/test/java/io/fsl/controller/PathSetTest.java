package io.fsl.controller;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.linux.PathBytes;
import java.nio.file.Path;
import java.util.HexFormat;
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

  /** Which Java's own hash does not. */
  @Test
  void tellsSimilarPathsApart() {
    paths.add(Path.of("Aa/1P"));
    for (String other : new String[] {"BB/1P", "Aa/21", "BB/21"}) {
      assertFalse(paths.contains(Path.of(other)), other);
    }
  }

  /** The hash of such a name is that of a free place. */
  @Test
  void hasAPathWhoseHashIsZero() {
    Path strange = PathBytes.path(HexFormat.of().parseHex("d56bb95342870836"));
    assertFalse(paths.contains(strange));
    paths.add(strange);
    assertTrue(paths.contains(strange));
    assertFalse(paths.contains(Path.of("x")));
  }
}
