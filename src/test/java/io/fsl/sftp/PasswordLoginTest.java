package io.fsl.sftp;

import static io.fsl.sftp.Connections.connect;
import static io.fsl.sftp.Connections.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.MinaServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.keyboard.DefaultKeyboardInteractiveAuthenticator;
import org.apache.sshd.server.auth.keyboard.UserAuthKeyboardInteractiveFactory;
import org.apache.sshd.server.auth.password.PasswordChangeRequiredException;
import org.apache.sshd.server.auth.password.UserAuthPasswordFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a password is offered: once, and in the way that the server wants. */
class PasswordLoginTest {
  @TempDir Path folder;

  /** The passwords that a server was offered. */
  private final List<String> offered = Collections.synchronizedList(new ArrayList<>());

  private void recording(SshServer sshd) {
    sshd.setPasswordAuthenticator((user, password, session) -> {
      offered.add(password);
      return user.equals(MinaServer.USER) && password.equals(MinaServer.PASSWORD);
    });
  }

  private void interactive(SshServer sshd) {
    recording(sshd);
    sshd.setUserAuthFactories(List.of(UserAuthKeyboardInteractiveFactory.INSTANCE));
  }

  @Test
  void logsInWithAPassword() throws Exception {
    try (MinaServer server = MinaServer.start(folder)) {
      connect(server.server());
    }
  }

  @Test
  void answersKeyboardInteractive() throws Exception {
    try (MinaServer server = MinaServer.start(folder, this::interactive)) {
      connect(server.server());
      assertEquals(List.of(MinaServer.PASSWORD), offered);
    }
  }

  @Test
  void answersAPromptInAnyLanguage() throws Exception {
    DefaultKeyboardInteractiveAuthenticator german = new DefaultKeyboardInteractiveAuthenticator();
    try (MinaServer server =
        MinaServer.start(
            folder,
            sshd -> {
              interactive(sshd);
              sshd.getProperties().put("kb-server-interactive-prompt", "Kennwort:");
              sshd.setKeyboardInteractiveAuthenticator(german);
            })) {
      connect(server.server());
    }
  }

  @Test
  void offersARefusedPasswordOnce() throws Exception {
    try (MinaServer server =
        MinaServer.start(
            folder,
            sshd -> {
              recording(sshd);
              sshd.setUserAuthFactories(
                  List.of(
                      UserAuthPasswordFactory.INSTANCE,
                      UserAuthKeyboardInteractiveFactory.INSTANCE));
            })) {
      String message = refusal(server.server("wrong-4711"));
      assertEquals(List.of("wrong-4711"), offered);
      assertFalse(message.contains("4711"), message);
      assertTrue(message.contains("refused password"), message);
    }
  }

  @Tag("slow")
  @Test
  void offersARefusedAnswerOnce() throws Exception {
    try (MinaServer server = MinaServer.start(folder, this::interactive)) {
      String message = refusal(server.server("wrong-4711"));
      assertEquals(List.of("wrong-4711"), offered);
      assertTrue(message.contains("refused keyboard-interactive"), message);
    }
  }

  @Test
  void saysThatThePasswordHasExpired() throws Exception {
    try (MinaServer server =
        MinaServer.start(
            folder,
            sshd ->
                sshd.setPasswordAuthenticator((user, password, session) -> {
                  throw new PasswordChangeRequiredException("old", "new one, please", "en");
                }))) {
      String message = refusal(server.server());
      assertTrue(message.contains("Password change request"), message);
    }
  }
}
