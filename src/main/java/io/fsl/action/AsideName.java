package io.fsl.action;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.fsl.sftp.RemotePath;
import java.nio.file.Path;

/**
 * The names on the server of files that are about to be removed or moved: no listing hands them on.
 */
final class AsideName {
  private static final String START = ".fsl-removing-";

  /** What a name ends with that a file has for a moment, to see what renaming does to it. */
  private static final String SPARE = "~";

  private AsideName() {}

  /** Beside a file, the name of this very version. */
  static RemotePath of(RemoteFile file) {
    return beside(file.path(), START + file.partName());
  }

  /** Another name for the same, beside a path, that nobody knows. */
  static RemotePath spare(RemoteFile file, RemotePath path) {
    return beside(path, START + file.partName() + SPARE);
  }

  private static RemotePath beside(RemotePath path, String name) {
    return path.parent().resolve(RemotePath.of(name.getBytes(US_ASCII)));
  }

  /** Whether a file has such a name. */
  static boolean isOne(Path file) {
    return file.getFileName().toString().startsWith(START);
  }

  /** The part's name in such a name. */
  static String partName(RemotePath path) {
    return new String(path.name().bytes(), US_ASCII).substring(START.length()).replace(SPARE, "");
  }
}
