package io.fsl.action;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A file for one or several destinations. A small one is read when the first of them wants it, and
 * held for the others.
 */
public final class CopyItem {
  private final LocalFile file;
  private final @Nullable ReadSmallFile reader;
  private @Nullable ByteBuffer bytes;
  private boolean asked;

  /**
   * @param reader null: nobody else wants it
   */
  public CopyItem(LocalFile file, @Nullable ReadSmallFile reader) {
    this.file = file;
    this.reader = reader;
  }

  public LocalFile file() {
    return file;
  }

  /**
   * All bytes of the file, not to be changed; null: read it yourself.
   *
   * @throws IOException also when it is not the listed version any more
   */
  synchronized @Nullable ByteBuffer bytes() throws IOException {
    if (!asked && reader != null) {
      bytes = reader.read(file);
      asked = true;
    }
    return bytes == null ? null : bytes.duplicate();
  }

  /** Nobody wants it any more. */
  public synchronized void release() {
    if (bytes != null && reader != null) {
      reader.release(bytes);
      bytes = null;
    }
  }
}
