package io.fsl.testing.faulty;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Random;

/** What a session says, until it is to die or to fall silent. */
final class Output {
  private final OutputStream out;
  private final Faults faults;
  private final Path file;
  private long sent;

  Output(OutputStream out, Faults faults, Path file) {
    this.out = out;
    this.faults = faults;
    this.file = file;
  }

  /** A packet in the making. */
  static final class Packet {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream data = new DataOutputStream(bytes);

    Packet(int type) throws IOException {
      data.writeByte(type);
    }

    Packet number(long value) throws IOException {
      data.writeInt((int) value);
      return this;
    }

    Packet large(long value) throws IOException {
      data.writeLong(value);
      return this;
    }

    Packet string(byte[] value) throws IOException {
      return string(value, value.length);
    }

    /** A string that may lie about its length. */
    Packet string(byte[] value, int length) throws IOException {
      data.writeInt(length);
      data.write(value);
      return this;
    }
  }

  void send(Packet packet) throws IOException {
    byte[] body = packet.bytes.toByteArray();
    byte[] whole = new byte[body.length + 4];
    for (int i = 0; i < 4; i++) {
      whole[i] = (byte) (body.length >>> (24 - 8 * i));
    }
    System.arraycopy(body, 0, whole, 4, body.length);
    long end = sent + whole.length;
    if (end > faults.number(Fault.DIE, Long.MAX_VALUE) && Faults.countDown(file, Fault.DIE_TIMES)) {
      write(whole, (int) Math.max(0, faults.number(Fault.DIE, 0) - sent));
      Runtime.getRuntime().halt(1);
    }
    if (end > faults.number(Fault.STALL, Long.MAX_VALUE)) {
      write(whole, (int) Math.max(0, faults.number(Fault.STALL, 0) - sent));
      System.in.transferTo(OutputStream.nullOutputStream()); // until the connection is gone
      Runtime.getRuntime().halt(1);
    }
    if (end > faults.number(Fault.GARBAGE, Long.MAX_VALUE)) {
      new Random(sent).nextBytes(whole);
    }
    write(whole, whole.length);
    sent = end;
  }

  private void write(byte[] bytes, int length) throws IOException {
    out.write(bytes, 0, length);
    out.flush();
  }
}
