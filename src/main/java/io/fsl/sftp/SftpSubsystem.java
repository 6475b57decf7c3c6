package io.fsl.sftp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeoutException;
import net.schmizz.concurrent.Event;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.connection.Connection;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.ChannelInputStream;
import net.schmizz.sshj.connection.channel.direct.SessionChannel;
import net.schmizz.sshj.transport.TransportException;

/**
 * An SSH session whose output goes to a receiver straight from the decrypted packet, without a copy
 * or another thread in between. The window grows back as the bytes are taken.
 */
final class SftpSubsystem extends SessionChannel {
  private final Receiver receiver;

  SftpSubsystem(Connection connection, Receiver receiver) {
    super(connection, StandardCharsets.UTF_8);
    this.receiver = receiver;
  }

  /**
   * Asks for the server's SFTP (RFC 4254, section 6.5). As with OpenSSH's client, bytes may be sent
   * at once: what the server does not grant, it does not read.
   *
   * @return set when the server has granted it
   */
  Event<ConnectionException> start() throws TransportException {
    return sendChannelRequest("subsystem", true, new Buffer.PlainBuffer().putString("sftp"));
  }

  @Override
  protected void receiveInto(ChannelInputStream stream, SSHPacket packet) throws SSHException {
    try {
      int length = packet.readUInt32AsInt();
      if (length < 0 || length > packet.available() || length > getLocalMaxPacketSize()) {
        throw new ConnectionException("bad length of channel data: " + length);
      }
      if (stream == getInputStream()) {
        receiver.received(packet.array(), packet.rpos(), length);
      }
      lwin.consume(length);
      restoreWindow();
    } catch (Buffer.BufferException e) {
      throw new ConnectionException(e);
    } catch (ProtocolException e) {
      receiver.ended(e);
    } catch (Error e) {
      receiver.ended(new IOException("internal error: " + e, e));
      throw e;
    }
  }

  /**
   * Sends bytes to the server; waits while its window or a key exchange does not let them through.
   *
   * <p>Not by the channel's output stream: when one key exchange follows the other at once, sshj's
   * wait for the first ends in a "timeout" that is none, and the stream cannot be asked again.
   */
  void send(byte[] bytes, int length) throws IOException {
    int sent = 0;
    while (sent < length) {
      long room = rwin.getSize();
      if (room == 0) {
        room = rwin.awaitExpansion(0);
      }
      int n = (int) Math.min(Math.min(length - sent, room), rwin.getMaxPacketSize());
      if (n <= 0) {
        throw new ConnectionException("the server takes no data: its largest packet has 0 bytes");
      }
      SSHPacket packet =
          new SSHPacket(Message.CHANNEL_DATA)
              .putUInt32FromInt(getRecipient())
              .putBytes(bytes, sent, n);
      write(packet);
      rwin.consume(n);
      sent += n;
    }
  }

  private void write(SSHPacket packet) throws IOException {
    long start = System.nanoTime();
    while (true) {
      try {
        trans.write(packet);
        return;
      } catch (TransportException e) {
        long millis = (System.nanoTime() - start) / 1_000_000;
        boolean expired = millis >= trans.getTimeoutMs();
        if (expired || !trans.isRunning() || !(e.getCause() instanceof TimeoutException)) {
          throw e;
        }
      }
    }
  }

  private void restoreWindow() throws SSHException {
    long more = lwin.neededAdjustment();
    if (more > 0) {
      trans.write(
          new SSHPacket(Message.CHANNEL_WINDOW_ADJUST)
              .putUInt32FromInt(getRecipient())
              .putUInt32(more));
      lwin.expand(more);
    }
  }

  @Override
  protected void eofInputStreams() {
    super.eofInputStreams();
    receiver.ended(new IOException("the server ended the session"));
  }

  @Override
  protected void closeAllStreams() {
    super.closeAllStreams();
    receiver.ended(new IOException("the server closed the session"));
  }

  @Override
  public void notifyError(SSHException error) {
    super.notifyError(error);
    receiver.ended(error);
  }

  /** Takes what the server sends; called by the thread that reads from the network. */
  interface Receiver {
    void received(byte[] bytes, int offset, int length) throws ProtocolException;

    void ended(IOException cause);
  }
}
