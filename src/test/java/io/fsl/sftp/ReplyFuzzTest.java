package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever bytes a server sends, they are packets or a {@link ProtocolException}. The property
 * {@code fuzz.packets} says how many are tried, {@code fuzz.seed} where to begin; a failure names
 * its seed.
 */
class ReplyFuzzTest {
  private static final int PACKETS = Integer.getInteger("fuzz.packets", 200_000);
  private static final long SEED = Long.getLong("fuzz.seed", 1);

  /** Nothing of a stream that has ended is kept. */
  private static final long MOST_BYTES = 32L << 20;

  @Test
  void noBytesDoHarm() {
    long before = used();
    int refused = 0;
    for (long seed = SEED; seed < SEED + PACKETS; seed++) {
      if (!isTaken(seed)) {
        refused++;
      }
    }
    int rejected = refused;
    assertTrue(rejected > PACKETS / 4, () -> "only " + rejected + " of them made no sense");
    assertTrue(rejected < PACKETS, "none of them made sense");
    long grown = used() - before;
    assertTrue(grown < MOST_BYTES, () -> grown + " bytes are kept");
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static boolean isTaken(long seed) {
    Random random = new Random(seed);
    byte[] stream = random.nextInt(8) == 0 ? noise(random) : mutated(random);
    Decoding decoding = new Decoding();
    ReplyParser parser = new ReplyParser(decoding);
    try {
      for (int at = 0; at < stream.length; ) {
        int length = Math.min(stream.length - at, 1 + random.nextInt(200));
        parser.feed(stream, at, length);
        at += length;
      }
      return true;
    } catch (ProtocolException e) {
      return false;
    } catch (Throwable e) {
      return fail("seed " + seed + " ends in " + e, e);
    }
  }

  private static byte[] noise(Random random) {
    byte[] bytes = new byte[random.nextInt(300)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Replies as they should be, in which some bytes are not. */
  private static byte[] mutated(Random random) {
    Wire wire = new Wire();
    for (int i = random.nextInt(4); i >= 0; i--) {
      reply(wire, random);
    }
    byte[] stream = wire.bytes();
    int changes = random.nextInt(5);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(stream.length);
      switch (random.nextInt(4)) {
        case 0 -> stream[at] = (byte) random.nextInt();
        case 1 -> stream[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> Arrays.fill(stream, at, Math.min(stream.length, at + 4), (byte) 0xff);
        default -> stream = Arrays.copyOf(stream, Math.max(1, at));
      }
    }
    return stream;
  }

  private static void reply(Wire wire, Random random) {
    Wire body = new Wire().uint32(random.nextInt(5000));
    switch (random.nextInt(6)) {
      case 0 ->
          wire.packet(Sftp.STATUS, body.uint32(random.nextInt(9)).string("text").string("en"));
      case 1 -> wire.packet(Sftp.HANDLE, body.string("handle"));
      case 2 -> wire.packet(Sftp.DATA, body.string("d".repeat(random.nextInt(100))));
      case 3 -> wire.packet(Sftp.ATTRS, attributes(body, random));
      case 4 -> {
        int count = random.nextInt(5);
        body.uint32(count);
        for (int i = 0; i < count; i++) {
          attributes(body.string("name-" + i).string("-rw-r--r-- name"), random);
        }
        wire.packet(Sftp.NAME, body);
      }
      default -> wire.packet(Sftp.VERSION, new Wire().uint32(3).string("a@b").string("1"));
    }
  }

  private static Wire attributes(Wire wire, Random random) {
    return random.nextBoolean()
        ? wire.uint32(15).uint64(5).uint32(0).uint32(0).uint32(0100644).uint32(1).uint32(2)
        : wire.uint32(0x80000001).uint64(7).uint32(1).string("x@y").string("z");
  }

  /** Decodes what comes as the channel does. */
  private static final class Decoding implements ReplyParser.Handler {
    private int left;

    @Override
    public void dataBegins(int id, int length) throws ProtocolException {
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
      if (left != 0) {
        throw new AssertionError("less data than announced");
      }
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
