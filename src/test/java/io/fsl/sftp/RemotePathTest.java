package io.fsl.sftp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.CharacterCodingException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Paths on a server, which are bytes. */
class RemotePathTest {
  private static RemotePath path(String text) {
    return RemotePath.of(text, UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "/out, x, /out/x",
    "/out/, x, /out/x",
    "/, x, /x",
    "out, a/b, out/a/b",
    "/out, /etc, /etc",
    "'', x, x",
    "/out, '', /out/",
  })
  void aNameIsResolved(String folder, String name, String joined) {
    assertEquals(path(joined), path(folder).resolve(path(name)));
  }

  @ParameterizedTest
  @CsvSource({
    "/out/sub/x, /out/sub, x",
    "/x, /, x",
    "/, /, ''",
    "x, '', x",
    "out/x, out, x",
    "'', '', ''",
  })
  void aPathHasAParentAndAName(String path, String parent, String name) {
    assertEquals(path(parent), path(path).parent());
    assertEquals(path(name), path(path).name());
  }

  @Test
  void aPathIsItsBytes() throws CharacterCodingException {
    RemotePath latin = RemotePath.of("\u00e4", ISO_8859_1);
    assertArrayEquals(new byte[] {(byte) 0xe4}, latin.bytes());
    assertEquals(1, latin.length());
    assertEquals("\u00e4", latin.decode(ISO_8859_1));
    assertThrows(CharacterCodingException.class, () -> latin.decode(UTF_8));
    assertThrows(CharacterCodingException.class, () -> latin.decode(US_ASCII));
    assertNotEquals(path("\u00e4"), latin);
    assertEquals(1, Set.of(path("\u00e4")).stream().filter(path("\u00e4")::equals).count());
    assertEquals(path("ab").hashCode(), path("ab").hashCode());
    assertNotEquals(path("ab").hashCode(), path("ba").hashCode());
  }

  @Test
  void nobodyChangesAPathFromOutside() {
    byte[] bytes = {'a'};
    RemotePath path = RemotePath.of(bytes);
    bytes[0] = 'b';
    path.bytes()[0] = 'c';
    assertEquals(path("a"), path);
    assertEquals("a", RemotePath.ofOwned(new byte[] {'a'}).toString());
  }

  /** In the first column, {@code <hex>} stands for a byte. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "a b~, a b~",
    "a<0a>b<7f>, a\\x0ab\\x7f",
    "<1b>[31m, \\x1b[31m",
    "<c3a4>, \u00e4",
    "<c3a4>/<0a>, \u00e4/\\x0a",
    "<c285>, \\x85",
    "a<e280a8>b<e280a9>, a\\u2028b\\u2029",
    "<e280ae>vsc.exe<e280ac>, \\u202evsc.exe\\u202c",
    "<e281a6>a<e281a9>, \\u2066a\\u2069",
    "<e4>.txt, \\xe4.txt",
    "a<0a><e4>~<7f> , a\\x0a\\xe4~\\x7f",
  })
  void aMessageShowsNothingThatCouldForgeALine(String bytes, String shown) {
    RemotePath path = RemotePath.of(unhex(bytes));
    assertEquals(shown, path.toString());
  }

  private static byte[] unhex(String text) {
    StringBuilder latin = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) != '<') {
        latin.append(text.charAt(i));
        continue;
      }
      int end = text.indexOf('>', i);
      for (byte b : java.util.HexFormat.of().parseHex(text.substring(i + 1, end))) {
        latin.append((char) (b & 0xff));
      }
      i = end;
    }
    return latin.toString().getBytes(ISO_8859_1);
  }
}
