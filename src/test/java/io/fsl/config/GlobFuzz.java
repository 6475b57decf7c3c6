package io.fsl.config;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever glob a user writes, and whatever a server calls its files. */
class GlobFuzz {
  /** First the glob, then the path, with a line break between. */
  @MethodSource("globs")
  @FuzzTest
  void everyGlobIsAnsweredOrRefused(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    int end = text.indexOf('\n');
    String glob = text.substring(0, Math.max(end, 0));
    String path = text.substring(end + 1);
    try {
      new Selection(List.of(glob)).selects(path);
    } catch (IllegalArgumentException e) {
      assertTrue(e.getMessage() != null && e.getMessage().length() < 200, "not said why");
    }
    assertSelectsItself(path);
  }

  /** A path whose characters are all meant as they are is matched by itself, and by that alone. */
  private static void assertSelectsItself(String path) {
    if (path.isEmpty() || path.length() > 400 || path.startsWith("/") || path.endsWith("/")) {
      return;
    }
    Selection itself = new Selection(List.of(escaped(path)));
    assertTrue(itself.selects(path), path);
    assertTrue(!itself.selects(path + "x"), path);
  }

  private static String escaped(String path) {
    StringBuilder glob = new StringBuilder();
    path.codePoints()
        .forEach(c -> {
          if (c != '/') {
            glob.append('\\');
          }
          glob.appendCodePoint(c);
        });
    return glob.toString();
  }

  static Stream<byte[]> globs() {
    return Stream.of(
            "*.txt\na.txt",
            "**/a?b*\nx/y/aab",
            "{a,{b,c}*,}[!a-z]\nb0",
            "a/**\na/b/c",
            "!*.[]-x]\n.y",
            "\\*\\[\n*[")
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }
}
