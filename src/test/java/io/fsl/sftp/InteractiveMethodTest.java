package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fsl.config.Secret;
import java.util.ArrayList;
import java.util.List;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.transport.Transport;
import net.schmizz.sshj.userauth.AuthParams;
import net.schmizz.sshj.userauth.UserAuthException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that asks for more answers than there is memory gets none. */
class InteractiveMethodTest {
  private final InteractiveMethod method = new InteractiveMethod(new Secret("secret"));
  private final List<SSHPacket> sent = new ArrayList<>();

  private InteractiveMethodTest() {
    Transport transport =
        ServerEnd.proxy(
            Transport.class,
            (name, arguments) ->
                name.equals("write") ? sent.add((SSHPacket) arguments[0]) ? 0L : 1L : "host");
    method.init(
        ServerEnd.proxy(
            AuthParams.class, (name, _) -> name.equals("getTransport") ? transport : "name"));
  }

  /** What a server sends, with so many prompts of those that it counts. */
  private static SSHPacket questions(long count, int prompts) {
    SSHPacket packet = new SSHPacket();
    packet.putString("name").putString("instruction").putString("language").putUInt32(count);
    for (int i = 0; i < prompts; i++) {
      packet.putString("password:").putBoolean(false);
    }
    return packet;
  }

  @ParameterizedTest
  @ValueSource(longs = {101, 1 << 30, 0x7fffffffL, 0x80000000L, 0xffffffffL})
  void moreThanAHundredAreRefused(long count) {
    SSHPacket packet = questions(count, 1);
    UserAuthException fault =
        assertThrows(UserAuthException.class, () -> method.handle(Message.USERAUTH_60, packet));
    assertEquals("the server asks for " + count + " answers", fault.getMessage());
    assertEquals(List.of(), sent);
  }

  @Test
  void aHundredAreAnswered() throws Exception {
    method.handle(Message.USERAUTH_60, questions(100, 100));
    SSHPacket answer = sent.getFirst();
    assertEquals(Message.USERAUTH_INFO_RESPONSE, answer.readMessageID());
    assertEquals(100, answer.readUInt32());
    assertEquals("secret", answer.readString());
    assertEquals("", answer.readString());
  }

  @Test
  void questionsThatAreCutShortAreRefused() {
    SSHPacket packet = new SSHPacket(questions(1, 0));
    assertThrows(UserAuthException.class, () -> method.handle(Message.USERAUTH_60, packet));
  }
}
