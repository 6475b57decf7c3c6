package io.fsl.linux;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.action.KeepBoth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathBytesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "a b%20/c",
        "/x/y.txt",
        "gr\u00fcn.txt",
        "/d\u00e9/\u00ff\u00fe",
        "%\u00ff+?#"
      })
  void survivesThereAndBack(String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    Path path = PathBytes.path(bytes);
    assertArrayEquals(bytes, PathBytes.of(path));
    assertEquals(text.startsWith("/"), path.isAbsolute());
  }

  @Test
  void listedNameKeepsItsBytesEvenAsAFolder() throws IOException {
    byte[] name = "na\u00efve".getBytes(ISO_8859_1);
    Path made = Files.createDirectory(folder.resolve(PathBytes.path(name)));
    assertArrayEquals(name, PathBytes.of(folder.relativize(made)));
    try (var listed = Files.list(folder)) {
      assertArrayEquals(name, PathBytes.of(listed.findFirst().orElseThrow().getFileName()));
    }
    assertTrue(new String(PathBytes.of(made), ISO_8859_1).endsWith("/na\u00efve"));
  }

  @Test
  void printsEscaped() {
    assertEquals("a\\x0ab", PathBytes.printable(Path.of("a\nb")));
    assertEquals("\\xffx", PathBytes.printable(PathBytes.path(new byte[] {-1, 'x'})));
  }

  @ParameterizedTest
  @CsvSource({
    "dir/a.txt, 2, dir/a.~2~.txt",
    "a, 2, a.~2~",
    "a.tar.gz, 3, a.tar.~3~.gz",
    ".hidden, 2, .hidden.~2~",
    ".hidden.txt, 10, .hidden.~10~.txt",
    "a., 2, a.~2~.",
    "a.txt, 1, a.txt"
  })
  void newcomerIsNamed(String name, int n, String expected) {
    assertEquals(Path.of(expected), KeepBoth.name(Path.of(name), n));
  }

  @Test
  void newcomerKeepsTheBytesOfItsName() {
    byte[] name = "d/\u00ff.t\u00fet".getBytes(ISO_8859_1);
    assertArrayEquals(
        "d/\u00ff.~2~.t\u00fet".getBytes(ISO_8859_1),
        PathBytes.of(KeepBoth.name(PathBytes.path(name), 2)));
  }
}
