package io.fsl.sftp;

import io.fsl.config.Secret;
import net.schmizz.sshj.userauth.password.PasswordFinder;
import net.schmizz.sshj.userauth.password.Resource;
import org.jspecify.annotations.Nullable;

/** Gives sshj the passphrase of a key file, and tells afterwards whether it wanted one. */
final class Passphrase implements PasswordFinder {
  private final @Nullable Secret secret;
  private boolean used;

  Passphrase(@Nullable Secret secret) {
    this.secret = secret;
  }

  boolean used() {
    return used;
  }

  @Override
  public char[] reqPassword(@Nullable Resource<?> resource) {
    if (secret == null) {
      throw new MissingException();
    }
    used = true;
    return secret.reveal().toCharArray();
  }

  @Override
  public boolean shouldRetry(@Nullable Resource<?> resource) {
    return false;
  }

  /** A key is encrypted, but there is no passphrase. */
  static final class MissingException extends RuntimeException {}
}
