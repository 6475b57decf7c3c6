package io.fsl.sftp;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Direct buffers for bytes on their way to disk, in a few sizes. They are used again, as the memory
 * of one that is dropped comes back late. Thread-safe.
 */
public final class Chunks {
  /** The size of a large buffer, in bytes. */
  public static final int SIZE = 128 << 10;

  private static final int[] SIZES = {4 << 10, 16 << 10, 64 << 10, SIZE};

  /** Bytes that are kept; what was in use beyond that, for many connections, is dropped. */
  private static final long SPARE_MAX = 16 << 20;

  private final List<ConcurrentLinkedQueue<ByteBuffer>> spare =
      IntStream.of(SIZES).mapToObj(_ -> new ConcurrentLinkedQueue<ByteBuffer>()).toList();

  private final AtomicLong spareBytes = new AtomicLong();

  /** How large a buffer is taken for so many bytes, or for some of them. */
  public static int capacity(long bytes) {
    return SIZES[index(bytes)];
  }

  private static int index(long bytes) {
    int index = 0;
    while (SIZES[index] < bytes && index < SIZES.length - 1) {
      index++;
    }
    return index;
  }

  /** A buffer for so many bytes, or for some of them. */
  public ByteBuffer take(long bytes) {
    int index = index(bytes);
    ByteBuffer buffer = spare.get(index).poll();
    if (buffer == null) {
      return ByteBuffer.allocateDirect(SIZES[index]);
    }
    spareBytes.addAndGet(-buffer.capacity());
    return buffer.clear();
  }

  /** Gives a buffer back. */
  public void give(ByteBuffer buffer) {
    if (spareBytes.addAndGet(buffer.capacity()) > SPARE_MAX) {
      spareBytes.addAndGet(-buffer.capacity());
    } else {
      spare.get(Arrays.binarySearch(SIZES, buffer.capacity())).add(buffer);
    }
  }
}
