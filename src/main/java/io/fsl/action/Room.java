package io.fsl.action;

import io.fsl.config.ByteSize;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How much more a destination may hold: measured once, then reckoned with what comes and goes, also
 * from other sources. Files count by the blocks that they will occupy.
 */
final class Room {
  private static final long BLOCK = 4096;

  private final @Nullable ByteSize quota;
  private final AtomicLong usedBytes;

  /**
   * @param usedBytes of the folder; others who have it count there too
   */
  Room(@Nullable ByteSize quota, AtomicLong usedBytes) {
    this.quota = quota;
    this.usedBytes = usedBytes;
  }

  /**
   * Takes room for a file if there is.
   *
   * @param replacedBytes what the file that goes for it occupies
   */
  boolean reserve(long bytes, long replacedBytes) {
    long more = blocks(bytes) - blocks(replacedBytes);
    while (true) {
      long used = usedBytes.get();
      if (quota != null && used + more > quota.bytes()) {
        return false;
      }
      if (usedBytes.compareAndSet(used, used + more)) {
        return true;
      }
    }
  }

  /** The file did not come after all. */
  void release(long bytes, long replacedBytes) {
    usedBytes.addAndGet(blocks(replacedBytes) - blocks(bytes));
  }

  private static long blocks(long bytes) {
    return (bytes + BLOCK - 1) / BLOCK * BLOCK;
  }
}
