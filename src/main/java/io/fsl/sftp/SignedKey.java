package io.fsl.sftp;

import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import net.schmizz.sshj.userauth.method.KeyedAuthMethod;

/**
 * Authentication with a key, signed at once: sshj's own way first asks whether the key would do,
 * which RFC 4252, section 7, leaves to the client, and which costs a round trip.
 *
 * <p>An RSA key has two algorithms to sign with (RFC 8332): rsa-sha2-512, which nearly every server
 * knows, comes first. The other one is for the caller to ask for, as a server counts each offer.
 */
final class SignedKey extends KeyedAuthMethod {
  private final String what;

  /**
   * @param what names the key in messages
   */
  SignedKey(KeyProvider key, String what) {
    super("publickey", key);
    this.what = what;
  }

  /** Names the key in messages. */
  String what() {
    return what;
  }

  @Override
  public boolean shouldRetry() {
    return false;
  }

  /** Has the key, which was offered, sign with its next algorithm; false: there is none. */
  boolean useNextAlgorithm() {
    return super.shouldRetry();
  }

  @Override
  protected SSHPacket buildReq() throws UserAuthException {
    return putSig(putPubKey(super.buildReq().putBoolean(true)));
  }
}
