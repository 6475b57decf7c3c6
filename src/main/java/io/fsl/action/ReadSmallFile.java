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
  private static final Syscalls SYSCALLS = NativeSyscalls.get();
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
    byte[] bytes = new byte[(int) file.size()];
    try {
      if (isFilled(bytes, file)) {
        return ByteBuffer.wrap(bytes);
      }
      throw new CopyFile.ChangedException(file.path());
    } catch (IOException | RuntimeException e) {
      budgetBytes.release(bytes.length);
      throw e;
    }
  }

  /** Whether the bytes are those of the listed version. */
  private static boolean isFilled(byte[] bytes, LocalFile file) throws IOException {
    FileStatus read = SYSCALLS.read(PathBytes.of(file.path()), bytes);
    return read == null
        ? isFilledByJava(ByteBuffer.wrap(bytes), file)
        : read.identity().matches(file.identity());
  }

  /** It can tell what is wrong. */
  private static boolean isFilledByJava(ByteBuffer bytes, LocalFile file) throws IOException {
    if (file.isNoFileNow()) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file.path())) {
      int read = 0;
      while (bytes.hasRemaining() && read >= 0) {
        read = channel.read(bytes);
      }
    }
    return !bytes.hasRemaining() && file.isUnchanged();
  }

  /** The bytes are not needed any more. */
  public void release(ByteBuffer bytes) {
    budgetBytes.release(bytes.capacity());
  }
}
