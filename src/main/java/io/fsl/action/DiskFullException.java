package io.fsl.action;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file system, or a user's share of it, has no room left. */
public final class DiskFullException extends IOException {
  private static final String NO_SPACE = "No space left on device";
  private static final String NO_QUOTA = "Disk quota exceeded";

  private final boolean quota;

  private DiskFullException(Path path, String reason, @Nullable IOException cause) {
    super(path + ": " + reason, cause);
    this.quota = reason.equals(NO_QUOTA);
  }

  /** For a file that is not begun, since the free space is known to be too small for it. */
  static DiskFullException noRoom(Path path, long bytes) {
    return new DiskFullException(path, "no room for " + bytes + " bytes", null);
  }

  /** Whether it is a user's share that is full: the file system does not tell how much of it is. */
  boolean isQuota() {
    return quota;
  }

  /**
   * What a failed write tells: this exception when the disk is full, else one that names the path.
   */
  static IOException orOther(Path path, IOException cause) {
    @Nullable String said = said(cause);
    if (cause instanceof DiskFullException || said == null) {
      return cause;
    }
    @Nullable String want = want(said);
    if (want != null || isFull(path)) {
      return new DiskFullException(path, want == null ? NO_SPACE : want, cause);
    }
    return String.valueOf(cause.getMessage()).contains(path.toString())
        ? cause
        : new IOException(path + ": " + said, cause);
  }

  /**
   * What a failed change of a name or of attributes tells: this when the disk is full, else the
   * same.
   */
  static IOException orSame(Path path, IOException cause) {
    @Nullable String said = said(cause);
    @Nullable String want = said == null ? null : want(said);
    return want == null ? cause : new DiskFullException(path, want, cause);
  }

  private static @Nullable String want(String said) {
    if (said.contains("No space left")) {
      return NO_SPACE;
    }
    return said.contains("uota exceeded") ? NO_QUOTA : null;
  }

  /**
   * The system's words for the error; null where Java has an exception class for it and no words.
   */
  private static @Nullable String said(IOException cause) {
    return cause instanceof FileSystemException e ? e.getReason() : cause.getMessage();
  }

  /** Whether the file system is full, for locales in which the system's words are not English. */
  private static boolean isFull(Path path) {
    @Nullable Path folder = path.toAbsolutePath().getParent();
    try {
      return folder != null && Files.getFileStore(folder).getUsableSpace() == 0;
    } catch (IOException _) {
      return false;
    }
  }
}
