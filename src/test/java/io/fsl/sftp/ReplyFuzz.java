package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes a server sends, they are packets or a {@link ProtocolException}. */
class ReplyFuzz {
  @MethodSource("replies")
  @FuzzTest
  void noBytesDoHarmHoweverTheyAreCut(byte[] stream) {
    String whole = parsed(stream, Math.max(1, stream.length));
    for (int piece : List.of(1, 3, 13, 100)) {
      assertEquals(whole, parsed(stream, piece), () -> "in pieces of " + piece);
    }
    decode(stream);
  }

  /** What is found in a stream that comes in pieces of one length, and what ends it. */
  private static String parsed(byte[] stream, int piece) {
    Parsed parsed = new Parsed();
    PacketParser parser = new PacketParser(parsed);
    try {
      for (int at = 0; at < stream.length; at += piece) {
        parser.feed(stream, at, Math.min(piece, stream.length - at));
      }
      return parsed.found.toString();
    } catch (ProtocolException e) {
      return parsed.found + " " + e.getMessage();
    }
  }

  private static void decode(byte[] stream) {
    try {
      new PacketParser(new Decoding()).feed(stream, 0, stream.length);
    } catch (ProtocolException e) {
      // which is how it should end
    }
  }

  static Stream<byte[]> replies() {
    return Stream.of(
            new Wire().packet(Sftp.VERSION, new Wire().uint32(3).string("a@b").string("1")),
            new Wire().packet(Sftp.STATUS, id().uint32(4).string("text").string("en")),
            new Wire().packet(Sftp.HANDLE, id().string("handle")),
            new Wire().packet(Sftp.DATA, id().string("bytes of a file")),
            new Wire().packet(Sftp.ATTRS, attributes(id())),
            new Wire().packet(Sftp.ATTRS, extended(id())),
            new Wire()
                .packet(Sftp.EXTENDED_REPLY, id().uint64(1).uint64(2).uint64(3).uint64(4))
                .packet(Sftp.DATA, id().string("")),
            new Wire()
                .packet(
                    Sftp.NAME,
                    attributes(
                        attributes(id().uint32(2).string("a").string("-rw a"))
                            .string("b")
                            .string("-rw b"))))
        .map(Wire::bytes);
  }

  private static Wire id() {
    return new Wire().uint32(7);
  }

  private static Wire attributes(Wire wire) {
    return wire.uint32(15).uint64(5).uint32(0).uint32(0).uint32(0100644).uint32(1).uint32(2);
  }

  private static Wire extended(Wire wire) {
    return wire.uint32(0x80000001).uint64(7).uint32(1).string("x@y").string("z");
  }

  /** Decodes what comes as the channel does. */
  private static final class Decoding implements PacketParser.Handler {
    private int left;

    @Override
    public void dataBegins(int id, int length) {
      if (length < 0) {
        throw new AssertionError("data of " + length);
      }
      left = length;
    }

    @Override
    public void data(byte[] bytes, int offset, int length) {
      left -= length;
      if (left < 0 || offset < 0 || offset + length > bytes.length) {
        throw new AssertionError("more data than announced");
      }
    }

    @Override
    public void dataEnds() {
      assertEquals(0, left, "less data than announced");
    }

    @Override
    public void packet(int type, ByteBuffer body) throws ProtocolException {
      if (type == Sftp.VERSION) {
        Handshake.Hello.of(body);
        return;
      }
      body.getInt();
      switch (type) {
        case Sftp.STATUS -> Replies.error(body, "stat").toString();
        case Sftp.HANDLE -> Replies.handle(type, body);
        case Sftp.NAME -> Replies.entries(body);
        case Sftp.ATTRS -> Replies.attributes(body);
        case Sftp.EXTENDED_REPLY -> ServerLimits.of(body);
        default -> throw new ProtocolException("type " + type);
      }
    }
  }
}
