package io.fsl.sftp;

import io.fsl.config.Secret;
import net.schmizz.sshj.userauth.method.AuthPassword;

/** Offers a password once. A server that wants it changed is refused: nobody is there to do so. */
final class PasswordMethod extends AuthPassword {
  PasswordMethod(Secret password) {
    super(new Passphrase(password), null);
  }

  @Override
  public boolean shouldRetry() {
    return false;
  }
}
