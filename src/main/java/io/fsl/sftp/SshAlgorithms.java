package io.fsl.sftp;

import com.hierynomus.sshj.key.KeyAlgorithm;
import com.hierynomus.sshj.key.KeyAlgorithms;
import com.hierynomus.sshj.transport.cipher.BlockCiphers;
import com.hierynomus.sshj.transport.cipher.GcmCiphers;
import com.hierynomus.sshj.transport.kex.DHGroups;
import com.hierynomus.sshj.transport.mac.Macs;
import java.util.List;
import java.util.stream.Stream;
import net.schmizz.keepalive.KeepAliveProvider;
import net.schmizz.sshj.Config;
import net.schmizz.sshj.ConfigImpl;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.signature.Signature;
import net.schmizz.sshj.signature.SignatureRSA;
import net.schmizz.sshj.transport.cipher.Cipher;
import net.schmizz.sshj.transport.compression.NoneCompression;
import net.schmizz.sshj.transport.kex.Curve25519SHA256;
import net.schmizz.sshj.transport.kex.ECDHNistP;
import net.schmizz.sshj.transport.kex.KeyExchange;
import net.schmizz.sshj.transport.mac.MAC;
import net.schmizz.sshj.transport.random.JCERandom;
import net.schmizz.sshj.transport.random.SingletonRandomFactory;

/**
 * What fsl offers a server: the algorithms that OpenSSH 9 offers by default and sshj has. Every
 * class is named here, so that nothing is looked up by reflection.
 */
final class SshAlgorithms {
  private SshAlgorithms() {}

  static {
    JdkCryptography.use();
  }

  /** A new configuration; sshj may change it. */
  static Config config(KeepAliveProvider keepAlive) {
    ConfigImpl config = new ConfigImpl();
    config.setLoggerFactory(new DebugLog.Factory());
    config.setVersion("fsl");
    config.setRandomFactory(new SingletonRandomFactory(new JCERandom.Factory()));
    config.setKeepAliveProvider(keepAlive);
    config.setKeyExchangeFactories(keyExchanges());
    config.setKeyAlgorithms(keys());
    config.setCipherFactories(ciphers());
    config.setMACFactories(macs());
    config.setCompressionFactories(List.of(new NoneCompression.Factory()));
    // HostKeys verifies host certificates, whatever the key exchange.
    config.setVerifyHostKeyCertificates(false);
    return config;
  }

  static List<Factory.Named<KeyExchange>> keyExchanges() {
    return Stream.<Factory.Named<KeyExchange>>of(
            new Curve25519SHA256.Factory(),
            new Curve25519SHA256.FactoryLibSsh(),
            new ECDHNistP.Factory256(),
            new ECDHNistP.Factory384(),
            new ECDHNistP.Factory521(),
            new GroupExchange.Factory(),
            DHGroups.Group16SHA512(),
            DHGroups.Group18SHA512(),
            DHGroups.Group14SHA256())
        .<Factory.Named<KeyExchange>>map(CheckedKeyExchange.Checked::new)
        .toList();
  }

  /** Of hosts and of users. */
  static List<Factory.Named<KeyAlgorithm>> keys() {
    return List.of(
        KeyAlgorithms.EdDSA25519CertV01(),
        KeyAlgorithms.ECDSASHANistp256CertV01(),
        KeyAlgorithms.ECDSASHANistp384CertV01(),
        KeyAlgorithms.ECDSASHANistp521CertV01(),
        rsaCertificate("rsa-sha2-512-cert-v01@openssh.com", new SignatureRSA.FactoryRSASHA512()),
        rsaCertificate("rsa-sha2-256-cert-v01@openssh.com", new SignatureRSA.FactoryRSASHA256()),
        KeyAlgorithms.EdDSA25519(),
        KeyAlgorithms.ECDSASHANistp256(),
        KeyAlgorithms.ECDSASHANistp384(),
        KeyAlgorithms.ECDSASHANistp521(),
        KeyAlgorithms.RSASHA512(),
        KeyAlgorithms.RSASHA256());
  }

  private static KeyAlgorithms.Factory rsaCertificate(
      String name, Factory.Named<Signature> signature) {
    return new KeyAlgorithms.Factory(name, signature, KeyType.RSA_CERT);
  }

  /** AES-GCM first: the fastest by far. */
  static List<Factory.Named<Cipher>> ciphers() {
    return List.of(
        GcmCiphers.AES128GCM(),
        GcmCiphers.AES256GCM(),
        BlockCiphers.AES128CTR(),
        BlockCiphers.AES192CTR(),
        BlockCiphers.AES256CTR(),
        new ChaChaPoly.Factory());
  }

  static List<Factory.Named<MAC>> macs() {
    return List.of(
        Macs.HMACSHA2256Etm(),
        Macs.HMACSHA2512Etm(),
        Macs.HMACSHA1Etm(),
        Macs.HMACSHA2256(),
        Macs.HMACSHA2512(),
        Macs.HMACSHA1());
  }
}
