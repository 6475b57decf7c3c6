package io.fsl.sftp;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Bytes as a server sends them. */
final class Wire {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(bytes);

  /** The writing of numbers to memory, which does not fail. */
  private interface Step {
    void run() throws IOException;
  }

  private Wire then(Step step) {
    try {
      step.run();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Wire uint8(int value) {
    return then(() -> out.writeByte(value));
  }

  Wire uint32(long value) {
    return then(() -> out.writeInt((int) value));
  }

  Wire uint64(long value) {
    return then(() -> out.writeLong(value));
  }

  Wire text(String value) {
    return then(() -> out.writeBytes(value));
  }

  Wire string(String value) {
    byte[] encoded = value.getBytes(StandardCharsets.ISO_8859_1);
    return uint32(encoded.length).then(() -> out.write(encoded));
  }

  /** A packet: its length, its type, and what is in it. */
  Wire packet(int type, Wire body) {
    return uint32(body.bytes.size() + 1L).uint8(type).then(() -> body.bytes.writeTo(out));
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes());
  }
}
