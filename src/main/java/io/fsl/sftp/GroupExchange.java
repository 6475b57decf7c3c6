package io.fsl.sftp;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.DisconnectReason;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.transport.kex.DHGexSHA256;
import net.schmizz.sshj.transport.kex.KeyExchange;

/** Diffie-Hellman with a group of the server's choice; as OpenSSH, none under 2048 bits. */
final class GroupExchange extends DHGexSHA256 {
  private static final int MIN_BITS = 2048;

  @Override
  public boolean next(Message message, SSHPacket packet)
      throws GeneralSecurityException, TransportException {
    if (message == Message.KEXDH_31) {
      refuseSmall(packet);
    }
    return super.next(message, packet);
  }

  private static void refuseSmall(SSHPacket packet) throws TransportException {
    int start = packet.rpos();
    try {
      BigInteger prime = packet.readMPInt();
      if (prime.bitLength() < MIN_BITS) {
        throw new TransportException(
            DisconnectReason.KEY_EXCHANGE_FAILED,
            "the server's group has " + prime.bitLength() + " bits only");
      }
    } catch (Buffer.BufferException e) {
      throw new TransportException(e);
    }
    packet.rpos(start);
  }

  /** As sshj wants it. */
  static final class Factory implements net.schmizz.sshj.common.Factory.Named<KeyExchange> {
    @Override
    public KeyExchange create() {
      return new GroupExchange();
    }

    @Override
    public String getName() {
      return "diffie-hellman-group-exchange-sha256";
    }
  }
}
