package io.fsl.action;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A file for one or several destinations. A small one is read when the first of them wants it, and
 * held until the last one has it.
 */
public final class CopyItem {
  private final LocalFile file;
  private final @Nullable ReadSmallFile reader;
  private @Nullable ByteBuffer bytes;
  private boolean asked;
  private int left;

  /**
   * @param destinations how many want it
   */
  public CopyItem(LocalFile file, ReadSmallFile reader, int destinations) {
    this.file = file;
    this.reader = destinations > 1 ? reader : null;
    this.left = destinations;
  }

  public LocalFile file() {
    return file;
  }

  /**
   * All bytes of the file, not to be changed; null: read it yourself. Each destination that asks
   * gives them back.
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

  /**
   * To be called once by each destination, when it has written the bytes or will not ask for them.
   */
  synchronized void giveBack() {
    left--;
    if (left == 0) {
      release();
    }
  }

  /** Frees the memory of the bytes; no destination asks for them any more. */
  public synchronized void release() {
    if (bytes != null && reader != null) {
      reader.release(bytes);
      bytes = null;
    }
  }
}
