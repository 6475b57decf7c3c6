package io.fsl.sftp;

import java.io.IOException;
import java.util.Arrays;

/** A batch of encoded requests, on its way into one write. For the sender thread alone. */
final class RequestBatch {
  private byte[] bytes = new byte[64 << 10];
  private int size;
  private int start;

  /** Begins a packet; {@link #end} completes it. */
  RequestBatch begin(int type) {
    start = size;
    room(5);
    size += 4;
    bytes[size++] = (byte) type;
    return this;
  }

  /** An unsigned 32-bit number. */
  RequestBatch uint32(int value) {
    room(4);
    bytes[size++] = (byte) (value >>> 24);
    bytes[size++] = (byte) (value >>> 16);
    bytes[size++] = (byte) (value >>> 8);
    bytes[size++] = (byte) value;
    return this;
  }

  /** An unsigned 64-bit number. */
  RequestBatch uint64(long value) {
    return uint32((int) (value >>> 32)).uint32((int) value);
  }

  /** A string of the protocol: its bytes, with their length before them. */
  RequestBatch string(byte[] value) {
    uint32(value.length);
    room(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
    return this;
  }

  /** Completes the packet: its length goes to its start. */
  void end() {
    int here = size;
    size = start;
    uint32(here - start - 4);
    size = here;
  }

  /** How many bytes are in the batch. */
  int size() {
    return size;
  }

  /** Sends the batch and empties it. */
  void sendTo(SftpSubsystem session) throws IOException {
    int length = size;
    size = 0;
    session.send(bytes, length);
  }

  private void room(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
