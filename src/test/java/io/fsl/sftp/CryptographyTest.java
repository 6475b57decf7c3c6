package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.Bytes;
import io.fsl.testing.MinaServer;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.schmizz.sshj.common.DisconnectReason;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.common.SSHRuntimeException;
import net.schmizz.sshj.transport.Transport;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.transport.cipher.Cipher;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.server.ServerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused of a server's cryptography, and what is not. */
class CryptographyTest {
  // --- chacha20-poly1305

  private static final int OFFSET = 3;
  private static final int PAYLOAD = 100;
  private static final int TAG = 16;
  private static final byte[] KEY = Bytes.some(64);

  private static Cipher cipher(Cipher.Mode mode, long sequence) {
    Cipher cipher = new ChaChaPoly.Factory().create();
    cipher.init(mode, KEY, new byte[0]);
    cipher.setSequenceNumber(sequence);
    return cipher;
  }

  /** A packet with room before it, as sshj has it. */
  private static byte[] sealed(byte[] plain, long sequence) {
    byte[] packet = new byte[OFFSET + 4 + PAYLOAD + TAG];
    System.arraycopy(plain, 0, packet, OFFSET, plain.length);
    cipher(Cipher.Mode.Encrypt, sequence).updateWithAAD(packet, OFFSET, 4, PAYLOAD);
    return packet;
  }

  private static byte[] opened(byte[] packet, long sequence) {
    Cipher cipher = cipher(Cipher.Mode.Decrypt, sequence);
    byte[] length = Arrays.copyOfRange(packet, OFFSET, OFFSET + 4);
    cipher.updateAAD(length);
    System.arraycopy(length, 0, packet, OFFSET, 4);
    cipher.update(packet, OFFSET + 4, PAYLOAD);
    return Arrays.copyOfRange(packet, OFFSET, OFFSET + 4 + PAYLOAD);
  }

  @Test
  void whatIsSealedIsOpenedAgain() {
    byte[] plain = Bytes.some(4 + PAYLOAD, 1);
    for (long sequence : new long[] {0, 1, 0xffffffffL}) {
      byte[] packet = sealed(plain, sequence);
      assertFalse(Arrays.equals(plain, Arrays.copyOfRange(packet, OFFSET, OFFSET + plain.length)));
      assertArrayEquals(new byte[OFFSET], Arrays.copyOf(packet, OFFSET));
      assertArrayEquals(plain, opened(packet, sequence));
    }
  }

  /** The length is sealed with a key of its own. */
  @Test
  void noTwoPacketsAreSealedAlike() {
    byte[] plain = new byte[4 + PAYLOAD];
    byte[] one = sealed(plain, 1);
    byte[] two = sealed(plain, 2);
    assertFalse(Arrays.equals(one, OFFSET, OFFSET + 4, two, OFFSET, OFFSET + 4));
    assertFalse(Arrays.equals(one, OFFSET, OFFSET + 4, one, OFFSET + 4, OFFSET + 8));
    assertFalse(Arrays.equals(one, OFFSET + 4, one.length, two, OFFSET + 4, two.length));
  }

  @Test
  void aPacketThatWasChangedAnywhereIsRefused() {
    byte[] plain = Bytes.some(4 + PAYLOAD, 1);
    for (int at = OFFSET; at < OFFSET + 4 + PAYLOAD + TAG; at++) {
      byte[] packet = sealed(plain, 7);
      packet[at] ^= 1;
      assertThrows(SSHRuntimeException.class, () -> opened(packet, 7), "changed at " + at);
    }
    byte[] good = sealed(plain, 7);
    assertThrows(SSHRuntimeException.class, () -> opened(good, 8), "another's place");
  }

  @Test
  void sshjIsToldOfTheSizes() {
    Cipher cipher = new ChaChaPoly.Factory().create();
    assertEquals(64, cipher.getBlockSize());
    assertEquals(0, cipher.getIVSize());
    assertEquals(TAG, cipher.getAuthenticationTagSize());
  }

  // --- diffie-hellman-group-exchange

  private final List<Message> written = new ArrayList<>();

  private GroupExchange exchange() throws Exception {
    GroupExchange exchange = new GroupExchange();
    Transport transport =
        ServerEnd.proxy(
            Transport.class,
            (method, arguments) ->
                switch (method) {
                  case "getConfig" -> SshAlgorithms.config(new Pulse(java.time.Duration.ZERO));
                  case "write" -> {
                    written.add(new SSHPacket((SSHPacket) arguments[0]).readMessageID());
                    yield 0L;
                  }
                  default -> throw new UnsupportedOperationException(method);
                });
    exchange.init(transport, "server", "client", new byte[0], new byte[0]);
    return exchange;
  }

  private static SSHPacket group(int bits) {
    BigInteger odd = BigInteger.ONE.shiftLeft(bits - 1).add(BigInteger.ONE);
    return new SSHPacket().putMPInt(odd).putMPInt(BigInteger.TWO);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 1024, 2047})
  void aSmallGroupIsRefused(int bits) throws Exception {
    GroupExchange exchange = exchange();
    TransportException refusal =
        assertThrows(TransportException.class, () -> exchange.next(Message.KEXDH_31, group(bits)));
    assertEquals("the server's group has " + bits + " bits only", refusal.getMessage());
    assertEquals(DisconnectReason.KEY_EXCHANGE_FAILED, refusal.getDisconnectReason());
    assertEquals(List.of(Message.KEX_DH_GEX_REQUEST), written);
  }

  @ParameterizedTest
  @ValueSource(ints = {2048, 4096})
  void aGroupThatIsLargeEnoughIsTaken(int bits) throws Exception {
    assertFalse(exchange().next(Message.KEXDH_31, group(bits)));
    assertEquals(List.of(Message.KEX_DH_GEX_REQUEST, Message.KEX_DH_GEX_INIT), written);
  }

  @Test
  void aGroupThatIsCutShortIsRefused() throws Exception {
    GroupExchange exchange = exchange();
    SSHPacket packet = new SSHPacket().putUInt32(1000).putByte((byte) 1);
    assertThrows(TransportException.class, () -> exchange.next(Message.KEXDH_31, packet));
    assertTrue(written.size() == 1, written::toString);
  }

  // --- what is offered

  /** As OpenSSH 9 by default, of what sshj has; no SHA-1 signatures, no CBC, no small groups. */
  @Test
  void theAlgorithmsAreThoseOfOpenSsh() {
    assertEquals(
        List.of(
            "curve25519-sha256",
            "curve25519-sha256@libssh.org",
            "ecdh-sha2-nistp256",
            "ecdh-sha2-nistp384",
            "ecdh-sha2-nistp521",
            "diffie-hellman-group-exchange-sha256",
            "diffie-hellman-group16-sha512",
            "diffie-hellman-group18-sha512",
            "diffie-hellman-group14-sha256"),
        names(SshAlgorithms.keyExchanges()));
    assertEquals(
        List.of(
            "aes128-gcm@openssh.com",
            "aes256-gcm@openssh.com",
            "aes128-ctr",
            "aes192-ctr",
            "aes256-ctr",
            "chacha20-poly1305@openssh.com"),
        names(SshAlgorithms.ciphers()));
    assertEquals(
        List.of(
            "hmac-sha2-256-etm@openssh.com",
            "hmac-sha2-512-etm@openssh.com",
            "hmac-sha1-etm@openssh.com",
            "hmac-sha2-256",
            "hmac-sha2-512",
            "hmac-sha1"),
        names(SshAlgorithms.macs()));
    assertEquals(
        List.of(
            "ssh-ed25519",
            "ecdsa-sha2-nistp256",
            "ecdsa-sha2-nistp384",
            "ecdsa-sha2-nistp521",
            "rsa-sha2-512",
            "rsa-sha2-256"),
        names(SshAlgorithms.keys()).stream().filter(name -> !name.contains("-cert-")).toList());
  }

  private static List<String> names(List<? extends Factory.Named<?>> factories) {
    return factories.stream().map(Factory.Named::getName).toList();
  }

  /** A server that has nothing else is reached with what is ours, not sshj's. */
  @Test
  void ourOwnAlgorithmsMakeAConnection(@TempDir Path folder) throws Exception {
    try (MinaServer server =
        MinaServer.start(
            folder,
            sshd -> {
              sshd.setCipherFactories(List.of(BuiltinCiphers.cc20p1305_openssh));
              sshd.setKeyExchangeFactories(
                  List.of(ServerBuilder.DH2KEX.apply(BuiltinDHFactories.dhgex256)));
            })) {
      Connections.connect(server.server());
    }
  }
}
