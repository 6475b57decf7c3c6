package io.fsl.action;

import io.fsl.config.ByteSize;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How much more a destination may hold: measured once per loop, then kept up to date with what
 * comes and goes, from other sources too. Files count by the blocks that they will occupy.
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
   * Reserves room for a file; false: there is not enough.
   *
   * @param replacedBytes on disk, of the file that it replaces
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

  /** Takes a reservation back: the file was not brought. */
  void release(long bytes, long replacedBytes) {
    usedBytes.addAndGet(blocks(replacedBytes) - blocks(bytes));
  }

  private static long blocks(long bytes) {
    return (bytes + BLOCK - 1) / BLOCK * BLOCK;
  }
}
