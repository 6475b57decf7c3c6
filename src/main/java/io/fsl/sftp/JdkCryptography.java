package io.fsl.sftp;

import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyFactorySpi;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
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
    Security.addProvider(new Names());
  }

  /** Comes before anything else of sshj: by default that takes BouncyCastle. */
  static void use() {
    // The class is initialised now.
  }

  /** sshj asks for key factories by BouncyCastle's names; one of them the JDK does not know. */
  private static final class Names extends Provider {
    private static final long serialVersionUID = 1;

    Names() {
      super("fsl", "1", "the JDK's EC as ECDSA");
      putService(
          new Service(this, "KeyFactory", "ECDSA", EllipticCurves.class.getName(), null, null) {
            @Override
            public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
              return new EllipticCurves(KeyFactory.getInstance("EC"));
            }
          });
    }
  }

  private static final class EllipticCurves extends KeyFactorySpi {
    private final KeyFactory factory;

    EllipticCurves(KeyFactory factory) {
      this.factory = factory;
    }

    @Override
    protected PublicKey engineGeneratePublic(KeySpec spec) throws InvalidKeySpecException {
      return factory.generatePublic(spec);
    }

    @Override
    protected PrivateKey engineGeneratePrivate(KeySpec spec) throws InvalidKeySpecException {
      return factory.generatePrivate(spec);
    }

    @Override
    protected <T extends KeySpec> T engineGetKeySpec(Key key, Class<T> spec)
        throws InvalidKeySpecException {
      return factory.getKeySpec(key, spec);
    }

    @Override
    protected Key engineTranslateKey(Key key) throws InvalidKeyException {
      return factory.translateKey(key);
    }
  }
}
