package io.fsl.action;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The names of newcomers. */
class KeepBothTest {
  @ParameterizedTest
  @CsvSource({
    "x.csv, 1, x.csv",
    "x.csv, 2, x.~2~.csv",
    "x.tar.gz, 3, x.tar.~3~.gz",
    "x, 2, x.~2~",
    "x., 2, x.~2~.",
    ".x, 2, .x.~2~",
    ".x.y, 10, .x.~10~.y",
    "d.e/x, 2, d.e/x.~2~",
    "d/x.csv, 2, d/x.~2~.csv",
  })
  void theNumberGoesBeforeTheExtension(Path path, int n, Path varied) {
    assertEquals(varied, KeepBoth.name(path, n));
  }

  @Test
  void aNameKeepsItsBytes() {
    assertEquals(
        PathBytes.path(new byte[] {-1, '.', '~', '2', '~', '.', -2}),
        KeepBoth.name(PathBytes.path(new byte[] {-1, '.', -2}), 2));
  }
}
