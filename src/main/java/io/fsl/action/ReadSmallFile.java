package io.fsl.action;

import io.fsl.linux.FileStatus;
import io.fsl.linux.NativeSyscalls;
import io.fsl.linux.PathBytes;
import io.fsl.linux.Syscalls;
import io.fsl.sftp.Chunks;
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

  private final Semaphore budgetBytes;
  private final Chunks chunks = new Chunks();

  /**
   * @param budgetBytes in whole buffers, of which even an empty file takes one
   */
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
    if (file.size() > Chunks.SIZE || !budgetBytes.tryAcquire(Chunks.capacity(file.size()))) {
      return null;
    }
    ByteBuffer bytes = chunks.take(file.size()).limit((int) file.size());
    try {
      if (isFilled(bytes, file)) {
        return bytes.flip();
      }
      throw new ChangedException(CopyFile.CHANGED);
    } catch (IOException | RuntimeException e) {
      release(bytes);
      throw e;
    }
  }

  /** Whether the bytes are those of the listed version. */
  private static boolean isFilled(ByteBuffer bytes, LocalFile file) throws IOException {
    FileStatus read = SYSCALLS.read(PathBytes.of(file.path()), bytes);
    return read == null
        ? isFilledByJava(bytes.rewind(), file)
        : read.identity().matches(file.identity());
  }

  /**
   * Reads the bytes by java.nio, whose exceptions tell what is wrong; whether they are those of the
   * listed version.
   */
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
    int capacity = bytes.capacity();
    chunks.give(bytes);
    budgetBytes.release(capacity);
  }
}
