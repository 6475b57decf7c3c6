package io.fsl.action;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file system, or a user's share of it, has no room left. */
public final class DiskFullException extends IOException {
  private DiskFullException(Path path, IOException cause) {
    super(path + ": no space left on the file system", cause);
  }

  /**
   * What a failed write tells: this exception when the disk is full, else one that names the path.
   */
  static IOException orOther(Path path, IOException cause) {
    if (cause instanceof DiskFullException || cause.getMessage() == null) {
      return cause;
    }
    String message = String.valueOf(cause.getMessage());
    if (message.contains("No space left") || message.contains("uota exceeded") || isFull(path)) {
      return new DiskFullException(path, cause);
    }
    return message.contains(path.toString())
        ? cause
        : new IOException(path + ": " + message, cause);
  }

  /** The message is in the language of the locale. */
  private static boolean isFull(Path path) {
    @Nullable Path folder = path.toAbsolutePath().getParent();
    try {
      return folder != null && Files.getFileStore(folder).getUsableSpace() == 0;
    } catch (IOException _) {
      return false;
    }
  }
}
