package io.fsl.action;

import io.fsl.config.ByteSize;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How much more a destination may hold: measured once, then reckoned with what comes and goes.
 * Files count by the blocks that they will occupy.
 */
final class Room {
  private static final long BLOCK = 4096;

  private final @Nullable ByteSize quota;
  private long usedBytes;

  private Room(@Nullable ByteSize quota, long usedBytes) {
    this.quota = quota;
    this.usedBytes = usedBytes;
  }

  static Room of(Path folder, @Nullable ByteSize quota) throws IOException {
    long used = quota == null ? 0 : new DiskUsage().measure(folder).allocatedBytes();
    return new Room(quota, used);
  }

  /**
   * Takes room for a file if there is.
   *
   * @param replacedBytes size of the file that goes for it
   */
  boolean reserve(long bytes, long replacedBytes) {
    long more = blocks(bytes) - blocks(replacedBytes);
    if (quota != null && usedBytes + more > quota.bytes()) {
      return false;
    }
    usedBytes += more;
    return true;
  }

  /** The file did not come after all. */
  void release(long bytes, long replacedBytes) {
    usedBytes -= blocks(bytes) - blocks(replacedBytes);
  }

  private static long blocks(long bytes) {
    return (bytes + BLOCK - 1) / BLOCK * BLOCK;
  }
}
