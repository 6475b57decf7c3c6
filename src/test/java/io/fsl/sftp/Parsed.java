package io.fsl.sftp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Notes what a {@link PacketParser} finds, as text. */
final class Parsed implements PacketParser.Handler {
  final List<String> found = new ArrayList<>();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();

  /** What is found in a stream that comes in pieces. */
  static List<String> in(byte[] stream, int... cuts) throws ProtocolException {
    Parsed parsed = new Parsed();
    PacketParser parser = new PacketParser(parsed);
    int from = 0;
    for (int cut : cuts) {
      parser.feed(stream, from, cut - from);
      from = cut;
    }
    parser.feed(stream, from, stream.length - from);
    return parsed.found;
  }

  @Override
  public void dataBegins(int id, int length) {
    data.reset();
    found.add("data " + id + " of " + length);
  }

  @Override
  public void data(byte[] bytes, int offset, int length) {
    data.write(bytes, offset, length);
  }

  @Override
  public void dataEnds() {
    found.add("'" + data.toString(StandardCharsets.US_ASCII) + "'");
  }

  @Override
  public void packet(int type, ByteBuffer body) {
    byte[] rest = new byte[body.remaining()];
    body.get(rest);
    found.add(type + ":" + HexFormat.of().formatHex(rest));
  }
}
