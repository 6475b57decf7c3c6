package io.fsl.sftp;

import io.fsl.config.Secret;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.method.AuthKeyboardInteractive;

/**
 * Answers keyboard-interactive with a password. It looks at how many prompts there are before sshj
 * does, which takes memory for as many as the server says, up to two thousand million.
 */
final class InteractiveMethod extends AuthKeyboardInteractive {
  private static final int PROMPTS = 100;

  /** Name, instruction and language. */
  private static final int HEADINGS = 3;

  InteractiveMethod(Secret password) {
    super(new PasswordAnswer(password));
  }

  @Override
  public void handle(Message message, SSHPacket packet)
      throws UserAuthException, TransportException {
    if (message == Message.USERAUTH_60) {
      int start = packet.rpos();
      requireFew(packet);
      packet.rpos(start);
    }
    super.handle(message, packet);
  }

  private static void requireFew(SSHPacket packet) throws UserAuthException {
    try {
      for (int i = 0; i < HEADINGS; i++) {
        packet.readString();
      }
      long prompts = packet.readUInt32();
      if (prompts > PROMPTS) {
        throw new UserAuthException("the server asks for " + prompts + " answers");
      }
    } catch (Buffer.BufferException e) {
      throw new UserAuthException(e);
    }
  }
}
