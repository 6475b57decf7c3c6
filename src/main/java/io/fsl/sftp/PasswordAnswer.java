package io.fsl.sftp;

import io.fsl.config.Secret;
import java.util.List;
import net.schmizz.sshj.userauth.method.ChallengeResponseProvider;
import net.schmizz.sshj.userauth.password.Resource;

/**
 * Answers keyboard-interactive: the first hidden prompt, in whatever language, with the password,
 * and every other one with nothing.
 */
final class PasswordAnswer implements ChallengeResponseProvider {
  private final Secret password;
  private boolean given;

  PasswordAnswer(Secret password) {
    this.password = password;
  }

  @Override
  public List<String> getSubmethods() {
    return List.of();
  }

  @Override
  @SuppressWarnings("rawtypes")
  public void init(Resource resource, String name, String instruction) {}

  @Override
  public char[] getResponse(String prompt, boolean echo) {
    if (echo || given) {
      return new char[0];
    }
    given = true;
    return password.reveal().toCharArray();
  }

  @Override
  public boolean shouldRetry() {
    return false;
  }
}
