package io.fsl.sftp;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/** Direct buffers for bytes between network and disk, in a few sizes; they are used again. */
final class Chunks {
  /** Of a large buffer, in bytes. */
  static final int SIZE = 256 << 10;

  private static final int[] SIZES = {4 << 10, 32 << 10, SIZE};

  private final List<ConcurrentLinkedQueue<ByteBuffer>> spare =
      IntStream.of(SIZES).mapToObj(_ -> new ConcurrentLinkedQueue<ByteBuffer>()).toList();

  /** A buffer for so many bytes, or for some of them. */
  ByteBuffer take(long bytes) {
    int size = 0;
    while (SIZES[size] < bytes && size < SIZES.length - 1) {
      size++;
    }
    ByteBuffer buffer = spare.get(size).poll();
    return buffer != null ? buffer.clear() : ByteBuffer.allocateDirect(SIZES[size]);
  }

  /** Gives a buffer back. */
  void give(ByteBuffer buffer) {
    spare.get(Arrays.binarySearch(SIZES, buffer.capacity())).add(buffer);
  }
}
