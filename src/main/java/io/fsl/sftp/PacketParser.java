package io.fsl.sftp;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Takes the byte stream of a server apart into packets. What arrives of a file's data goes on at
 * once, without being collected; other packets are collected, up to {@link Sftp#MAX_PACKET}.
 */
final class PacketParser {
  private static final int LENGTH = 4;

  // Where the fields of a packet are, after its length and type.
  private static final int ID_AT = 5;
  private static final int DATA_LENGTH_AT = 9;

  /** Length, type, id and the length of the data. */
  private static final int DATA_HEADER = 13;

  private final Handler handler;
  private ByteBuffer packet = ByteBuffer.allocate(1024);
  private int filled;
  private int dataLeft;

  PacketParser(Handler handler) {
    this.handler = handler;
  }

  /** Takes the next bytes of the stream, however they are cut. */
  void feed(byte[] bytes, int offset, int length) throws ProtocolException {
    int at = offset;
    int end = offset + length;
    while (at < end) {
      at = dataLeft > 0 ? passData(bytes, at, end) : collect(bytes, at, end);
    }
  }

  private int passData(byte[] bytes, int at, int end) throws ProtocolException {
    int n = Math.min(dataLeft, end - at);
    handler.data(bytes, at, n);
    dataLeft -= n;
    if (dataLeft == 0) {
      handler.dataEnds();
    }
    return at + n;
  }

  private int collect(byte[] bytes, int at, int end) throws ProtocolException {
    int n = Math.min(wanted() - filled, end - at);
    if (filled + n > packet.capacity()) {
      int capacity = Math.max(packet.capacity() * 2, filled + n);
      packet = ByteBuffer.wrap(Arrays.copyOf(packet.array(), capacity));
    }
    packet.put(filled, bytes, at, n);
    filled += n;
    if (filled == wanted()) {
      complete();
    }
    return at + n;
  }

  /** How many bytes have to be together before the next step. */
  private int wanted() throws ProtocolException {
    if (filled < LENGTH) {
      return LENGTH;
    }
    int length = packet.getInt(0);
    if (length < 1 || length > Sftp.MAX_PACKET) {
      throw new ProtocolException("packet of " + Integer.toUnsignedString(length) + " bytes");
    }
    if (filled == LENGTH) {
      return LENGTH + 1;
    }
    return packet.get(LENGTH) == Sftp.DATA ? DATA_HEADER : LENGTH + length;
  }

  private void complete() throws ProtocolException {
    if (filled < LENGTH + 1) {
      return;
    }
    int length = packet.getInt(0);
    int type = packet.get(LENGTH);
    if (type == Sftp.DATA) {
      int id = packet.getInt(ID_AT);
      dataLeft = packet.getInt(DATA_LENGTH_AT);
      if (dataLeft != length - (DATA_HEADER - LENGTH)) {
        throw new ProtocolException("data of another length than its packet");
      }
      filled = 0;
      handler.dataBegins(id, dataLeft);
    } else if (filled == LENGTH + length) {
      filled = 0;
      packet(type, packet.limit(LENGTH + length).position(ID_AT));
      packet.clear();
    }
  }

  private void packet(int type, ByteBuffer body) throws ProtocolException {
    try {
      handler.packet(type & 0xff, body);
    } catch (BufferUnderflowException e) {
      throw new ProtocolException("packet of type " + (type & 0xff) + " is cut short");
    }
  }

  /** What is found in the stream. */
  interface Handler {
    /**
     * A DATA reply begins; if it has no bytes, neither {@link #data} nor {@link #dataEnds} come.
     */
    void dataBegins(int id, int length) throws ProtocolException;

    /** Some bytes of the DATA reply that began last. */
    void data(byte[] bytes, int offset, int length) throws ProtocolException;

    /** The DATA reply is complete. */
    void dataEnds() throws ProtocolException;

    /**
     * Any other packet.
     *
     * @param body what follows the type; valid during the call
     */
    void packet(int type, ByteBuffer body) throws ProtocolException;
  }
}
