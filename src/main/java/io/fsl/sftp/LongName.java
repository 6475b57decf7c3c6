package io.fsl.sftp;

import java.nio.ByteBuffer;

/**
 * The line that {@code ls -l} would print of an entry: all that tells its type where a server sends
 * no mode. Its form is not laid down, so only a line that starts as one of {@code ls} is believed.
 */
final class LongName {
  private static final String PERMISSIONS = "-rwxsStT";

  /** A type and three times three permissions. */
  private static final int MODE_LENGTH = 10;

  /** What may follow them: a space, or first the mark of an access list or a label. */
  private static final String BEHIND = " +.@";

  private LongName() {}

  /** The type of an entry by its line, of which the first byte is at {@code at}. */
  static Attributes.Type type(ByteBuffer body, int at, int length) {
    if (length <= MODE_LENGTH || BEHIND.indexOf(body.get(at + MODE_LENGTH)) < 0) {
      return Attributes.Type.UNKNOWN;
    }
    for (int i = 1; i < MODE_LENGTH; i++) {
      if (PERMISSIONS.indexOf(body.get(at + i)) < 0) {
        return Attributes.Type.UNKNOWN;
      }
    }
    return switch (body.get(at)) {
      case '-' -> Attributes.Type.FILE;
      case 'd' -> Attributes.Type.FOLDER;
      case 'l' -> Attributes.Type.LINK;
      case 'b', 'c', 'p', 's' -> Attributes.Type.OTHER;
      default -> Attributes.Type.UNKNOWN;
    };
  }
}
