package io.fsl.sftp;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Buffers for bytes between network and disk. The large ones are direct and used again. */
final class Chunks {
  /** Of a large buffer, in bytes. */
  static final int SIZE = 256 << 10;

  private static final int SMALL = 64 << 10;

  private final ConcurrentLinkedQueue<ByteBuffer> spare = new ConcurrentLinkedQueue<>();

  /** A buffer for at least one and at most so many bytes. */
  ByteBuffer take(long bytes) {
    if (bytes <= SMALL) {
      return ByteBuffer.allocate((int) bytes);
    }
    ByteBuffer buffer = spare.poll();
    return buffer != null ? buffer.clear() : ByteBuffer.allocateDirect(SIZE);
  }

  /** Gives a buffer back. */
  void give(ByteBuffer buffer) {
    if (buffer.isDirect()) {
      spare.add(buffer);
    }
  }
}
