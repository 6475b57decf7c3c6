package io.fsl.sftp;

import static io.fsl.sftp.Connections.connect;
import static io.fsl.sftp.Connections.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.config.HostKeyCheck;
import io.fsl.config.HostKeyPolicy;
import io.fsl.config.Server;
import io.fsl.testing.Await;
import io.fsl.testing.MinaServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server with keys of several types shows the one that is known, whichever that is. */
class HostKeyChoiceTest {
  private static KeyPair rsa;
  private static KeyPair ecdsa;
  private static KeyPair stranger;

  @TempDir Path folder;
  private MinaServer mina;

  @BeforeAll
  static void create() throws Exception {
    KeyPairGenerator ofRsa = KeyPairGenerator.getInstance("RSA");
    ofRsa.initialize(2048);
    rsa = ofRsa.generateKeyPair();
    KeyPairGenerator ofCurve = KeyPairGenerator.getInstance("EC");
    ofCurve.initialize(new ECGenParameterSpec("secp256r1"));
    ecdsa = ofCurve.generateKeyPair();
    stranger = ofCurve.generateKeyPair();
  }

  @BeforeEach
  void start() throws IOException {
    mina =
        MinaServer.start(folder, sshd -> sshd.setKeyPairProvider(KeyPairProvider.wrap(rsa, ecdsa)));
  }

  @AfterEach
  void stop() throws IOException {
    mina.close();
  }

  private static HostKey key(String name) {
    return HostKey.of(
        Map.of("rsa", rsa, "ecdsa", ecdsa, "stranger", stranger).get(name).getPublic());
  }

  private Server trusting(HostKeyPolicy policy) {
    Server any = mina.server();
    return new Server(any.host(), any.port(), any.username(), any.credentials(), policy);
  }

  private Server knowing(String name) throws IOException {
    HostKey key = key(name);
    Path file =
        Files.writeString(
            folder.resolve("known_hosts"),
            "[127.0.0.1]:" + mina.sshd().getPort() + " " + key.type() + " " + key.base64() + "\n");
    return trusting(new HostKeyPolicy(List.of(file), List.of(), HostKeyCheck.STRICT));
  }

  private Server pinning(String name) {
    return trusting(
        new HostKeyPolicy(List.of(), List.of(key(name).fingerprint()), HostKeyCheck.STRICT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa", "ecdsa"})
  void theKeyInKnownHostsIsAskedFor(String name) throws Exception {
    connect(knowing(name));
  }

  /** A fingerprint does not tell the type, so one after the other is tried. */
  @ParameterizedTest
  @ValueSource(strings = {"rsa", "ecdsa"})
  void theKeyOfTheFingerprintIsFound(String name) throws Exception {
    connect(pinning(name));
  }

  @Test
  void noneOfItsKeysIsTheRightOne() throws Exception {
    String message = refusal(pinning("stranger"));
    assertTrue(message.contains("is not the one of the configuration"), message);
    String changed = refusal(knowing("stranger"));
    assertTrue(changed.contains("[127.0.0.1]:" + mina.sshd().getPort()), changed);
    Await.until("it hung up", () -> mina.sshd().getActiveSessions().isEmpty());
  }

  @Test
  void whatIsKnownOfOthersIsNoPreference() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("known_hosts"),
            "other " + key("rsa").type() + " " + key("rsa").base64());
    HostKeyPolicy policy = new HostKeyPolicy(List.of(file), List.of(), HostKeyCheck.STRICT);
    assertEquals(List.of(), preferred("host", policy));
    assertEquals(List.of("rsa-sha2-512", "rsa-sha2-256"), preferred("other", policy));
    Files.writeString(
        file, "@cert-authority other " + key("rsa").type() + " " + key("rsa").base64());
    assertEquals(
        6, preferred("other", policy).stream().filter(name -> name.contains("-cert-")).count());
  }

  private List<String> preferred(String host, HostKeyPolicy policy) {
    Server server = new Server(host, 22, "user", mina.server().credentials(), policy);
    return new HostKeyPreference(server, Set.of()).algorithms();
  }
}
