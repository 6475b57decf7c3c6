package io.fsl.action;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;

/**
 * The names a newcomer gets where its own is taken: {@code name.~2~.ext}, {@code ~3~} and so on.
 */
public final class KeepBoth {
  private KeepBoth() {}

  /**
   * The n-th name.
   *
   * @param path whose last name is varied
   * @param n 1 is the path itself
   */
  public static Path name(Path path, int n) {
    return n == 1 ? path : path.resolveSibling(PathBytes.path(vary(nameOf(path), n)));
  }

  /** The n-th name, as bytes: also of what is not a local path. */
  public static byte[] vary(byte[] name, int n) {
    int end = extension(name);
    ByteArrayOutputStream varied = new ByteArrayOutputStream();
    varied.write(name, 0, end);
    varied.writeBytes((".~" + n + "~").getBytes(US_ASCII));
    varied.write(name, end, name.length - end);
    return varied.toByteArray();
  }

  private static byte[] nameOf(Path path) {
    return PathBytes.of(path.getFileName());
  }

  /** Where the last extension starts; a leading dot starts none. */
  private static int extension(byte[] name) {
    for (int i = name.length - 1; i > 0; i--) {
      if (name[i] == '.') {
        return i;
      }
    }
    return name.length;
  }
}
