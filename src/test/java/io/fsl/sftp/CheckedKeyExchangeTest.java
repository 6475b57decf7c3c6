package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.Stream;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.transport.kex.KeyExchange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A server that says that its key is longer than memory gets no memory. */
class CheckedKeyExchangeTest {
  private static final int GIBIBYTE = 1 << 30;

  static Stream<Factory.Named<KeyExchange>> exchanges() {
    return SshAlgorithms.keyExchanges().stream();
  }

  private static byte[] key(String type, long length) {
    Wire wire = new Wire().string(type);
    if (type.contains("-cert-")) {
      wire.string("a nonce");
    }
    if (type.startsWith("ecdsa-")) {
      wire.string("a curve");
    }
    return wire.uint32(length).text("32 bytes, as many as there are..").bytes();
  }

  @ParameterizedTest
  @MethodSource("exchanges")
  void anyExchangeLooksAtTheKeyFirst(Factory.Named<KeyExchange> factory) {
    KeyExchange exchange = factory.create();
    Message reply =
        factory.getName().contains("group-exchange") ? Message.KEX_DH_GEX_REPLY : Message.KEXDH_31;
    SSHPacket packet = new SSHPacket().putBytes(key("ssh-ed25519", GIBIBYTE));
    TransportException refusal =
        assertThrows(TransportException.class, () -> exchange.next(reply, packet));
    assertEquals("the server's key is not as long as it says", refusal.getMessage());
    assertThrows(TransportException.class, () -> exchange.next(reply, new SSHPacket()));
  }

  @ParameterizedTest
  @CsvSource({
    "ssh-ed25519, 32, true",
    "ssh-ed25519, 33, false",
    "ssh-ed25519, 4294967295, false",
    "ssh-ed25519-cert-v01@openssh.com, 32, true",
    "ssh-ed25519-cert-v01@openssh.com, 2147483647, false",
    "ecdsa-sha2-nistp256, 32, true",
    "ecdsa-sha2-nistp256, 33, false",
    "ecdsa-sha2-nistp521-cert-v01@openssh.com, 32, true",
    "ecdsa-sha2-nistp521-cert-v01@openssh.com, 1073741824, false",
    "ssh-rsa, 2147483647, true", // sshj has a limit there
    "no-such-type, 2147483647, true"
  })
  void aKeyHasAllTheBytesThatItSays(String type, long length, boolean sound) {
    byte[] key = key(type, length);
    if (sound) {
      assertDoesNotThrow(() -> CheckedKeyExchange.requireSound(key));
    } else {
      assertThrows(Buffer.BufferException.class, () -> CheckedKeyExchange.requireSound(key));
    }
  }
}
