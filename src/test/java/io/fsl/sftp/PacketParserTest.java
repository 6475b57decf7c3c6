package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacketParserTest {
  private static final byte[] STREAM =
      new Wire()
          .packet(Sftp.VERSION, new Wire().uint32(3))
          .packet(Sftp.DATA, new Wire().uint32(7).string("some bytes"))
          .packet(Sftp.DATA, new Wire().uint32(8).string(""))
          .packet(Sftp.STATUS, new Wire().uint32(9).uint32(4))
          .packet(Sftp.DATA, new Wire().uint32(10).string("x"))
          .packet(200, new Wire())
          .packet(Sftp.HANDLE, new Wire().uint32(11).string("h"))
          .bytes();

  private static final List<String> FOUND =
      List.of(
          "2:00000003",
          "data 7 of 10",
          "'some bytes'",
          "data 8 of 0",
          "101:0000000900000004",
          "data 10 of 1",
          "'x'",
          "200:",
          "102:0000000b0000000168");

  @Test
  void findsAllPackets() throws Exception {
    assertEquals(FOUND, Parsed.in(STREAM));
  }

  @Test
  void anyCutIsTheSame() throws Exception {
    for (int cut = 0; cut <= STREAM.length; cut++) {
      assertEquals(FOUND, Parsed.in(STREAM, cut), "cut at " + cut);
    }
  }

  @Test
  void byteByByteIsTheSame() throws Exception {
    int[] everywhere = IntStream.range(0, STREAM.length).toArray();
    assertEquals(FOUND, Parsed.in(STREAM, everywhere));
  }

  @Test
  void randomCutsAreTheSame() throws Exception {
    Random random = new Random(1);
    for (int i = 0; i < 500; i++) {
      int[] cuts = random.ints(random.nextInt(12), 0, STREAM.length + 1).sorted().toArray();
      assertEquals(FOUND, Parsed.in(STREAM, cuts));
    }
  }

  /** Nothing is collected of what is only announced. */
  @ParameterizedTest
  @ValueSource(longs = {0, 262145, 0x7fffffffL, 0x80000000L, 0xffffffffL})
  void lengthsThatNoPacketHas(long length) {
    ProtocolException fault =
        assertThrows(
            ProtocolException.class, () -> Parsed.in(new Wire().uint32(length).uint8(1).bytes()));
    assertEquals("packet of " + length + " bytes", fault.getMessage());
  }

  @Test
  void theLongestPacketPasses() throws Exception {
    String name = "n".repeat(Sftp.MAX_PACKET - 9);
    byte[] stream =
        new Wire()
            .packet(Sftp.HANDLE, new Wire().uint32(1).string(name))
            .uint32(1)
            .uint8(99)
            .bytes();
    List<String> found = Parsed.in(stream, 100, 3000, 200_000);
    assertEquals(2, found.size());
    assertEquals("99:", found.getLast());
  }

  /** The packet has room for 10 bytes of data. */
  @ParameterizedTest
  @ValueSource(longs = {0, 9, 11, 19, 0x7fffffffL, 0xfffffff6L, 0xffffffffL})
  void dataOfAnotherLengthThanItsPacket(long length) {
    Wire data = new Wire().uint32(1).uint32(length).text("0123456789");
    assertThrows(
        ProtocolException.class, () -> Parsed.in(new Wire().packet(Sftp.DATA, data).bytes()));
  }

  /** What follows counts as its body, which then has the wrong length. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 8})
  void dataWithoutRoomForItsHeader(int length) {
    byte[] stream =
        new Wire().uint32(length).uint8(Sftp.DATA).uint64(0).uint64(0).uint64(0).bytes();
    assertThrows(ProtocolException.class, () -> Parsed.in(stream));
  }

  @Test
  void aPacketThatItsHandlerFindsCutShort() {
    PacketParser parser = new PacketParser(new Greedy());
    byte[] stream = new Wire().packet(Sftp.STATUS, new Wire().uint32(1)).bytes();
    ProtocolException fault =
        assertThrows(ProtocolException.class, () -> parser.feed(stream, 0, stream.length));
    assertEquals("packet of type 101 is cut short", fault.getMessage());
  }

  @Test
  void anIncompletePacketIsNoPacket() throws Exception {
    for (int length = 0; length < 9; length++) {
      byte[] begun = Arrays.copyOf(STREAM, length);
      assertTrue(Parsed.in(begun).isEmpty(), "after " + length);
    }
  }

  /** Wants more than there is. */
  private static final class Greedy implements PacketParser.Handler {
    @Override
    public void dataBegins(int id, int length) {}

    @Override
    public void data(byte[] bytes, int offset, int length) {}

    @Override
    public void dataEnds() {}

    @Override
    public void packet(int type, ByteBuffer body) {
      body.getLong();
    }
  }
}
