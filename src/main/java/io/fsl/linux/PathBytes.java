package io.fsl.linux;

import io.fsl.text.Printable;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Local paths as the bytes that they are. A path's text loses what is not of the locale's charset,
 * so a path is never made of the text of another one.
 */
public final class PathBytes {
  private static final char REPLACEMENT = '\ufffd';
  private static final Charset NATIVE =
      Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"), StandardCharsets.UTF_8);

  private PathBytes() {}

  /** The bytes of a path. */
  public static byte[] of(Path path) {
    String text = path.toString();
    if (isPlain(text)) {
      return text.getBytes(NATIVE);
    }
    return path.isAbsolute() ? absolute(path) : relative(path);
  }

  /** The path with these bytes. */
  public static Path path(byte[] bytes) {
    String text = new String(bytes, NATIVE);
    if (isPlain(text)) {
      return Path.of(text);
    }
    boolean absolute = bytes.length > 0 && bytes[0] == '/';
    Path path = Path.of(URI.create("file://" + (absolute ? "" : "/") + escape(bytes)));
    return absolute ? path : path.getRoot().relativize(path);
  }

  /** The path for messages: control characters and what is not UTF-8 are escaped. */
  public static String printable(Path path) {
    String text = path.toString();
    return Printable.isPlain(text) ? text : Printable.name(of(path));
  }

  private static boolean isPlain(String text) {
    return text.indexOf(REPLACEMENT) < 0;
  }

  /** A URI carries the bytes; it ends with a slash when the path happens to be a folder. */
  private static byte[] absolute(Path path) {
    byte[] bytes = unescape(path.toUri().getRawPath());
    boolean slash = bytes.length > 1 && bytes[bytes.length - 1] == '/';
    return slash ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
  }

  private static byte[] relative(Path path) {
    byte[] bytes = absolute(FileSystems.getDefault().getPath("/").resolve(path));
    return Arrays.copyOfRange(bytes, 1, bytes.length);
  }

  private static byte[] unescape(String escaped) {
    byte[] bytes = new byte[escaped.length()];
    int length = 0;
    for (int i = 0; i < escaped.length(); i++) {
      char c = escaped.charAt(i);
      if (c == '%') {
        bytes[length++] = (byte) Integer.parseInt(escaped, i + 1, i + 3, 16);
        i += 2;
      } else {
        bytes[length++] = (byte) c;
      }
    }
    return Arrays.copyOf(bytes, length);
  }

  private static String escape(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (byte b : bytes) {
      text.append(b == '/' ? "/" : String.format("%%%02x", b));
    }
    return text.toString();
  }
}
