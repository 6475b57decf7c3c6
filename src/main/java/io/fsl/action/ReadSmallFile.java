package io.fsl.action;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Reads small files once for all destinations, as long as what is held in memory at a time stays
 * within a budget.
 */
public final class ReadSmallFile {
  private static final long SMALL_BYTES = 1 << 20;

  private final Semaphore budgetBytes;

  public ReadSmallFile(int budgetBytes) {
    this.budgetBytes = new Semaphore(budgetBytes);
  }

  /**
   * Reads a file.
   *
   * @return its bytes, to be given to {@link #release}; null when each destination had better read
   *     it for itself
   * @throws IOException also when it is not the listed version any more
   */
  public @Nullable ByteBuffer read(LocalFile file) throws IOException {
    if (file.size() > SMALL_BYTES || !budgetBytes.tryAcquire((int) file.size())) {
      return null;
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
    try {
      fill(bytes, file);
      return bytes.flip();
    } catch (IOException | RuntimeException e) {
      release(bytes);
      throw e;
    }
  }

  private static void fill(ByteBuffer bytes, LocalFile file) throws IOException {
    try (FileChannel channel = FileChannel.open(file.path())) {
      int read = 0;
      while (bytes.hasRemaining() && read >= 0) {
        read = channel.read(bytes);
      }
    }
    if (bytes.hasRemaining() || !file.isUnchanged()) {
      throw new CopyFile.ChangedException(file.path());
    }
  }

  /** The bytes are not needed any more. */
  public void release(ByteBuffer bytes) {
    budgetBytes.release(bytes.capacity());
  }
}
