package io.fsl.sftp;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyFactorySpi;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's factory of elliptic curve keys under the name ECDSA, by which sshj asks for it and
 * which only BouncyCastle has.
 */
final class EcdsaKeys extends Provider {
  EcdsaKeys() {
    super("fsl", "1", "KeyFactory ECDSA, which is EC");
    putService(new EcdsaService(this));
  }

  private static final class EcdsaService extends Service {
    EcdsaService(Provider provider) {
      super(provider, "KeyFactory", "ECDSA", EcFactory.class.getName(), List.of(), Map.of());
    }

    /** Made here, so that nothing is looked up by reflection. */
    @Override
    public Object newInstance(@Nullable Object parameter) {
      return new EcFactory();
    }
  }

  private static final class EcFactory extends KeyFactorySpi {
    private final KeyFactory keys;

    EcFactory() {
      try {
        keys = KeyFactory.getInstance("EC");
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    protected PublicKey engineGeneratePublic(KeySpec spec) throws InvalidKeySpecException {
      return keys.generatePublic(spec);
    }

    @Override
    protected PrivateKey engineGeneratePrivate(KeySpec spec) throws InvalidKeySpecException {
      return keys.generatePrivate(spec);
    }

    @Override
    protected <T extends KeySpec> T engineGetKeySpec(Key key, Class<T> type)
        throws InvalidKeySpecException {
      return keys.getKeySpec(key, type);
    }

    @Override
    protected Key engineTranslateKey(Key key) throws InvalidKeyException {
      return keys.translateKey(key);
    }
  }
}
