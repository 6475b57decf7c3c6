package io.fsl.sftp;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import net.schmizz.sshj.common.SSHRuntimeException;
import net.schmizz.sshj.transport.cipher.Cipher;
import org.bouncycastle.crypto.engines.ChaChaEngine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * chacha20-poly1305@openssh.com (OpenSSH's PROTOCOL.chacha20poly1305), for servers without AES. It
 * uses BouncyCastle's engines directly: sshj's own asks for a registered provider.
 *
 * <p>One key encrypts the packet's length, the other the payload; the tag covers both.
 */
final class ChaChaPoly implements Cipher {
  private static final int KEY = 32;
  private static final int LENGTH = 4;
  private static final int TAG = 16;

  private final ChaChaEngine payload = new ChaChaEngine(20);
  private final ChaChaEngine length = new ChaChaEngine(20);
  private final Poly1305 poly = new Poly1305();
  private final byte[] sealedLength = new byte[LENGTH];
  private byte[] key = new byte[2 * KEY];
  private boolean decrypting;

  /** The size of the key, which is what sshj takes from here. */
  @Override
  public int getBlockSize() {
    return 2 * KEY;
  }

  @Override
  public int getIVSize() {
    return 0;
  }

  @Override
  public int getAuthenticationTagSize() {
    return TAG;
  }

  @Override
  public void init(Mode mode, byte[] material, byte[] iv) {
    key = Arrays.copyOf(material, 2 * KEY);
    decrypting = mode == Mode.Decrypt;
  }

  /**
   * Starts a packet: its number is the nonce, and the first block of the key stream keys the tag.
   */
  @Override
  public void setSequenceNumber(long sequence) {
    byte[] nonce = ByteBuffer.allocate(Long.BYTES).putLong(sequence).array();
    length.init(true, new ParametersWithIV(new KeyParameter(key, KEY, KEY), nonce));
    payload.init(true, new ParametersWithIV(new KeyParameter(key, 0, KEY), nonce));
    byte[] block = new byte[2 * KEY];
    payload.processBytes(block, 0, block.length, block, 0);
    poly.init(new KeyParameter(block, 0, KEY));
  }

  @Override
  public void updateAAD(byte[] data) {
    updateAAD(data, 0, data.length);
  }

  @Override
  public void updateAAD(byte[] data, int offset, int count) {
    if (decrypting) {
      System.arraycopy(data, offset, sealedLength, 0, LENGTH);
    }
    length.processBytes(data, offset, LENGTH, data, offset);
    if (!decrypting) {
      System.arraycopy(data, offset, sealedLength, 0, LENGTH);
    }
  }

  @Override
  public void updateWithAAD(byte[] packet, int offset, int lengthSize, int count) {
    updateAAD(packet, offset, lengthSize);
    update(packet, offset + lengthSize, count);
  }

  /** Transforms the payload in place; the tag stands right after it. */
  @Override
  public void update(byte[] packet, int offset, int count) {
    if (decrypting) {
      byte[] told = Arrays.copyOfRange(packet, offset + count, offset + count + TAG);
      if (!MessageDigest.isEqual(told, tag(packet, offset, count))) {
        throw new SSHRuntimeException("a packet was changed on its way");
      }
    }
    payload.processBytes(packet, offset, count, packet, offset);
    if (!decrypting) {
      System.arraycopy(tag(packet, offset, count), 0, packet, offset + count, TAG);
    }
  }

  private byte[] tag(byte[] packet, int offset, int count) {
    byte[] tag = new byte[TAG];
    poly.update(sealedLength, 0, LENGTH);
    poly.update(packet, offset, count);
    poly.doFinal(tag, 0);
    return tag;
  }

  /** As sshj wants it. */
  static final class Factory implements net.schmizz.sshj.common.Factory.Named<Cipher> {
    @Override
    public Cipher create() {
      return new ChaChaPoly();
    }

    @Override
    public String getName() {
      return "chacha20-poly1305@openssh.com";
    }
  }
}
