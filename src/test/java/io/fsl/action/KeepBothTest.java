package io.fsl.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.linux.PathBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

  /** File systems take 255 bytes. */
  @ParameterizedTest(name = "{0} x {1}, {2}: {3} x {1}")
  @CsvSource({
    "247, x, .csv, 247",
    "248, x, .csv, 247",
    "251, x, .csv, 247",
    "255, x, '', 251",
    "1, x, .yyyyy, 1",
    "125, é, .csv, 123",
    "83, €, .csv, 82",
    "62, 𝄞, .csv, 61",
  })
  void aLongNameIsCutBetweenCharacters(int count, String character, String extension, int left) {
    byte[] varied = KeepBoth.vary((character.repeat(count) + extension).getBytes(UTF_8), 2);
    assertEquals(character.repeat(left) + ".~2~" + extension, new String(varied, UTF_8));
    assertTrue(varied.length <= 255);
  }

  @Test
  void aLongExtensionIsNone() {
    String name = "x." + "y".repeat(253);
    assertEquals(
        name.substring(0, 250) + ".~10~",
        new String(KeepBoth.vary(name.getBytes(UTF_8), 10), UTF_8));
  }

  @Test
  void aLongNameThatIsNotUtf8KeepsItsBytes() {
    byte[] name = new byte[255];
    for (byte odd : new byte[] {-1, -65, -128}) { // none starts a character
      Arrays.fill(name, odd);
      byte[] varied = KeepBoth.vary(name, 2);
      assertArrayEquals(Arrays.copyOf(name, 251), Arrays.copyOf(varied, 251));
      assertEquals(255, varied.length);
    }
  }

  @Test
  void aFileTakesTheName(@TempDir Path folder) throws IOException {
    Path name = folder.resolve("é".repeat(126) + ".gz");
    assertEquals(KeepBoth.name(name, 1), Files.writeString(name, "1"));
    assertEquals("2", Files.readString(Files.writeString(KeepBoth.name(name, 2), "2")));
    assertEquals("1", Files.readString(name));
  }
}
