package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.Await;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.schmizz.sshj.common.DisconnectReason;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.transport.TransportException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the bytes of a session go over SSH. */
class SftpSubsystemTest {
  private static final int MAX_PACKET = ServerEnd.MAX_PACKET;
  private static final long SECONDS = 20;

  // --- to the server

  @Test
  void bytesGoInPacketsThatTheServerTakes() throws Exception {
    try (ServerEnd server = ServerEnd.opened(1 << 30)) {
      server.session.send(packet(2 * MAX_PACKET + 5), 2 * MAX_PACKET + 5);
      assertEquals(List.of(MAX_PACKET, MAX_PACKET, 5), server.packetLengths);
      assertEquals(Sftp.STAT, server.next().type());
    }
  }

  @Test
  void noMoreIsSentThanTheServersWindow() throws Exception {
    try (ServerEnd server = ServerEnd.opened(1000)) {
      CompletableFuture<Integer> sent =
          CompletableFuture.supplyAsync(() -> send(server, packet(1600)));
      Await.until("the window is full", () -> server.packetLengths.equals(List.of(1000)));
      assertFalse(sent.isDone());
      server.session.handle(Message.CHANNEL_WINDOW_ADJUST, new SSHPacket().putUInt32(600));
      assertEquals(1600, sent.get(SECONDS, TimeUnit.SECONDS));
      assertEquals(List.of(1000, 600), server.packetLengths);
      assertEquals(Sftp.STAT, server.next().type());
    }
  }

  /** It is how sshj says that one key exchange followed the other. */
  @Test
  void aTimeoutBeforeItsTimeIsTriedAgain() throws Exception {
    try (ServerEnd server = ServerEnd.opened(1 << 30)) {
      for (int i = 0; i < 3; i++) {
        server.faults.add(new TransportException("too early", new TimeoutException()));
      }
      assertEquals(100, send(server, packet(100)));
      assertEquals(List.of(100), server.packetLengths);
    }
  }

  @Test
  void anyOtherFaultIsNotTriedAgain() throws Exception {
    try (ServerEnd server = ServerEnd.opened(1 << 30)) {
      TransportException fault =
          new TransportException(DisconnectReason.CONNECTION_LOST, "broken pipe");
      server.faults.add(fault);
      assertEquals(
          fault, assertThrows(IOException.class, () -> server.session.send(packet(100), 100)));
      assertEquals(List.of(), server.packetLengths);
    }
  }

  @Test
  void aChannelThatCannotSendEnds() throws Exception {
    try (ServerEnd server = ServerEnd.begun(256)) {
      server.faults.add(new TransportException(DisconnectReason.CONNECTION_LOST, "broken pipe"));
      Call<Integer> call =
          new Call<>(Sftp.STAT, () -> "stat a", out -> out.string(new byte[1]), (type, _) -> type);
      server.channel.submit(call);
      Await.until("the end", server.channel::isDead);
      Await.until("the call is lost", call.future()::isCompletedExceptionally);
      assertInstanceOf(ConnectionLostException.class, call.future().exceptionNow());
    }
  }

  private static int send(ServerEnd server, byte[] packet) {
    try {
      server.session.send(packet, packet.length);
      return packet.length;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A request that is so long. */
  private static byte[] packet(int length) {
    return new Wire()
        .uint32(length - 4L)
        .uint8(Sftp.STAT)
        .uint32(1)
        .string("p".repeat(length - 13))
        .bytes();
  }

  // --- from the server

  /** sshj gives the window back by a quarter of it, or twenty packets. */
  @Test
  void theWindowGrowsBackAsBytesAreTaken() throws Exception {
    try (ServerEnd server = ServerEnd.begun(256)) {
      int passed = 0;
      for (int i = 0; i < 4 * ServerEnd.LOCAL_WINDOW / MAX_PACKET; i++) {
        server.receiveOther(new byte[MAX_PACKET]);
        passed += MAX_PACKET;
      }
      int grown = server.adjusted.get();
      assertTrue(
          grown > passed - ServerEnd.LOCAL_WINDOW && grown <= passed, grown + " of " + passed);
    }
  }

  /** What a server writes to its standard error is no reply. */
  @Test
  void errorOutputIsNoReply() throws Exception {
    try (ServerEnd server = ServerEnd.begun(256)) {
      server.receiveOther("a warning".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      assertFalse(server.channel.isDead());
      server.assertNothingAsked();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, MAX_PACKET + 1, 0x7fffffffL, 0xffffffffL})
  void aWrongLengthEndsTheConnection(long length) throws Exception {
    try (ServerEnd server = ServerEnd.begun(256)) {
      SSHPacket packet = new SSHPacket().putUInt32(length).putRawBytes(new byte[10]);
      assertThrows(
          ConnectionException.class, () -> server.session.handle(Message.CHANNEL_DATA, packet));
    }
  }

  @Test
  void aPacketLongerThanAgreedEndsTheConnection() throws Exception {
    try (ServerEnd server = ServerEnd.begun(256)) {
      SSHPacket packet = new SSHPacket().putBytes(new byte[MAX_PACKET + 1]);
      assertThrows(
          ConnectionException.class, () -> server.session.handle(Message.CHANNEL_DATA, packet));
    }
  }

  @Test
  void aPacketWithoutALengthEndsTheConnection() throws Exception {
    try (ServerEnd server = ServerEnd.begun(256)) {
      SSHPacket packet = new SSHPacket().putRawBytes(new byte[3]);
      assertThrows(
          ConnectionException.class, () -> server.session.handle(Message.CHANNEL_DATA, packet));
    }
  }

  @Test
  void whatIsNoSftpEndsTheChannel() throws Exception {
    try (ServerEnd server = ServerEnd.begun(256)) {
      server.receive(new byte[10]);
      assertTrue(server.channel.isDead());
      assertEquals(1, server.deaths.get());
    }
  }

  // --- the end

  @Test
  void theEndOfTheSessionEndsTheChannel() throws Exception {
    try (ServerEnd server = ServerEnd.begun(256)) {
      server.session.handle(Message.CHANNEL_EOF, new SSHPacket());
      assertTrue(server.channel.isDead());
    }
  }

  @Test
  void aClosedSessionEndsTheChannel() throws Exception {
    try (ServerEnd server = ServerEnd.begun(256)) {
      server.session.handle(Message.CHANNEL_CLOSE, new SSHPacket());
      assertTrue(server.channel.isDead());
    }
  }

  @Test
  void anErrorOfTheConnectionEndsTheChannel() throws Exception {
    try (ServerEnd server = ServerEnd.begun(256)) {
      server.session.notifyError(new ConnectionException("reset"));
      assertTrue(server.channel.isDead());
    }
  }
}
