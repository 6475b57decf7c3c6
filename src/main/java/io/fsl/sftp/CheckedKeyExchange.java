package io.fsl.sftp;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.DisconnectReason;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.transport.Transport;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.transport.digest.Digest;
import net.schmizz.sshj.transport.kex.KeyExchange;

/**
 * Looks at a server's key before sshj does, which takes as much memory for an ed25519 or ECDSA key
 * as the server says that it has bytes, up to two gigabytes.
 */
final class CheckedKeyExchange implements KeyExchange {
  private final KeyExchange exchange;

  /** The message that has the key. */
  private final Message reply;

  private CheckedKeyExchange(KeyExchange exchange, Message reply) {
    this.exchange = exchange;
    this.reply = reply;
  }

  @Override
  public boolean next(Message message, SSHPacket packet)
      throws GeneralSecurityException, TransportException {
    if (message == reply) {
      int start = packet.rpos();
      try {
        requireSound(packet.readBytes());
      } catch (Buffer.BufferException e) {
        throw new TransportException(
            DisconnectReason.KEY_EXCHANGE_FAILED, "the server's key is not as long as it says", e);
      }
      packet.rpos(start);
    }
    return exchange.next(message, packet);
  }

  /** Refuses a key that has fewer bytes than it says. */
  static void requireSound(byte[] key) throws Buffer.BufferException {
    Buffer.PlainBuffer in = new Buffer.PlainBuffer(key);
    String type = in.readString();
    String plain = HostKey.type(type);
    if (!type.equals(plain)) {
      in.readBytes(); // a certificate starts with a nonce
    }
    for (int i = fields(plain); i > 0; i--) {
      in.readBytes();
    }
  }

  /** How many fields a key has that sshj does not check itself. */
  private static int fields(String type) {
    if (type.startsWith("ecdsa-")) {
      return 2;
    }
    return type.equals("ssh-ed25519") ? 1 : 0;
  }

  @Override
  public void init(
      Transport transport, String serverId, String clientId, byte[] serverInit, byte[] clientInit)
      throws GeneralSecurityException, TransportException {
    exchange.init(transport, serverId, clientId, serverInit, clientInit);
  }

  @Override
  public byte[] getH() {
    return exchange.getH();
  }

  @Override
  public BigInteger getK() {
    return exchange.getK();
  }

  @Override
  public Digest getHash() {
    return exchange.getHash();
  }

  @Override
  public PublicKey getHostKey() {
    return exchange.getHostKey();
  }

  /** Wraps what another factory makes. */
  record Checked(Factory.Named<KeyExchange> factory) implements Factory.Named<KeyExchange> {
    @Override
    public KeyExchange create() {
      boolean group = factory instanceof GroupExchange.Factory;
      return new CheckedKeyExchange(
          factory.create(), group ? Message.KEX_DH_GEX_REPLY : Message.KEXDH_31);
    }

    @Override
    public String getName() {
      return factory.getName();
    }
  }
}
