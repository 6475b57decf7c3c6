package io.fsl.sftp;

import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import net.schmizz.sshj.userauth.method.KeyedAuthMethod;

/**
 * Authentication with a key, signed at once: sshj's own way first asks whether the key would do,
 * which RFC 4252, section 7, leaves to the client, and which costs a round trip.
 */
final class SignedKey extends KeyedAuthMethod {
  SignedKey(KeyProvider key) {
    super("publickey", key);
  }

  @Override
  protected SSHPacket buildReq() throws UserAuthException {
    return putSig(putPubKey(super.buildReq().putBoolean(true)));
  }
}
