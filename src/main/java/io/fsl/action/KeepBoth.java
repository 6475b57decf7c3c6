package io.fsl.action;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.fsl.linux.PathBytes;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;

/**
 * The names a newcomer gets where its own is taken: {@code name.~2~.ext}, {@code ~3~} and so on.
 * One that file systems would refuse as too long is cut before the number.
 */
public final class KeepBoth {
  /** Bytes that a name may have. */
  private static final int LENGTH_MAX = 255;

  /** Bytes of a character in UTF-8, but for the first of them. */
  private static final int CONTINUATIONS_MAX = 3;

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
    byte[] number = (".~" + n + "~").getBytes(US_ASCII);
    int room = LENGTH_MAX - number.length;
    int extension = extension(name);
    if (name.length - extension >= room) {
      extension = name.length; // too long to be one
    }
    ByteArrayOutputStream varied = new ByteArrayOutputStream();
    varied.write(name, 0, stem(name, extension, room - (name.length - extension)));
    varied.writeBytes(number);
    varied.write(name, extension, name.length - extension);
    return varied.toByteArray();
  }

  /**
   * How much stays of what comes before the extension.
   *
   * @param most bytes that it may have
   */
  private static int stem(byte[] name, int extension, int most) {
    if (extension <= most) {
      return extension;
    }
    for (int i = most; i > 0 && i >= most - CONTINUATIONS_MAX; i--) {
      if (!isContinuation(name[i])) {
        return i + length(name[i]) > most ? i : most;
      }
    }
    return most; // not UTF-8
  }

  private static boolean isContinuation(byte b) {
    return (b & 0xc0) == 0x80;
  }

  /** Bytes of the character in UTF-8 that starts so; of what is none, 1. */
  private static int length(byte first) {
    int ones = Integer.numberOfLeadingZeros(~(first << 24));
    return ones < 2 || ones > 1 + CONTINUATIONS_MAX ? 1 : ones;
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
