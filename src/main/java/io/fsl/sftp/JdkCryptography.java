package io.fsl.sftp;

import java.security.Security;
import net.schmizz.sshj.common.SecurityUtils;

/**
 * Makes sshj take its cryptography from the JDK, whose AES and SHA use the processor's
 * instructions: BouncyCastle's are ten times slower, and as a provider it would make the native
 * binary half as large again.
 */
final class JdkCryptography {
  private JdkCryptography() {}

  static {
    SecurityUtils.setRegisterBouncyCastle(false);
    SecurityUtils.setSecurityProvider(null);
    Security.addProvider(new EcdsaKeys());
  }

  /** To be called before anything else of sshj is used, as sshj takes BouncyCastle by default. */
  static void use() {
    // The class is initialised now.
  }
}
