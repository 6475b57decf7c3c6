package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.hierynomus.sshj.userauth.keyprovider.OpenSSHKeyFileUtil;
import io.fsl.config.Credentials;
import io.fsl.config.HostKeyCheck;
import io.fsl.config.HostKeyPolicy;
import io.fsl.config.Server;
import io.fsl.testing.SshKey;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.SSHException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever key or certificate a server shows: none is taken but those that are known, and those
 * that a known authority has certified for this host.
 */
class HostKeyFuzz {
  private static final String HOST = "sftp.example.com";

  @TempDir static Path folder;

  /** As they go over the wire, in base64. */
  private static final Set<String> GOOD = new HashSet<>();

  private static HostKeyPolicy policy;

  @MethodSource("keys")
  @FuzzTest
  void noOtherKeyIsTaken(byte[] wire) {
    PublicKey key;
    try {
      CheckedKeyExchange.requireSound(wire);
      key = new Buffer.PlainBuffer(wire).readPublicKey();
    } catch (SSHException | RuntimeException e) {
      return; // sshj ends the connection
    }
    Server server = new Server(HOST, 22, "user", new Credentials(null, List.of(), null), policy);
    HostKeys keys = new HostKeys(server, new HashSet<>());
    if (keys.verify(HOST, 22, key)) {
      assertTrue(GOOD.contains(HostKey.of(key).base64()), "a key that nobody vouches for");
    } else {
      assertTrue(keys.refusal() != null, "refused for no reason");
    }
  }

  static Stream<byte[]> keys() throws IOException {
    List<byte[]> keys = new ArrayList<>();
    List<String> known = new ArrayList<>();
    for (String type : List.of("ed25519", "ecdsa", "rsa")) {
      SshKey authority = SshKey.create(folder.resolve("authority-" + type), "-t", type);
      known.add("@cert-authority *.example.com " + authority.publicLine());
      SshKey host = SshKey.create(folder.resolve("host-" + type), "-t", type);
      host.certify(authority, "-h", "-I", "id", "-n", HOST);
      keys.add(good(host.certificateFile()));
      host.certify(authority, "-h", "-I", "id", "-n", HOST, "-V", "20200101:20210101");
      keys.add(wire(host.certificateFile()));
      keys.add(wire(host.publicFile()));
    }
    SshKey plain = SshKey.create(folder.resolve("plain"), "-t", "ed25519");
    known.add(HOST + " " + plain.publicLine());
    keys.add(good(plain.publicFile()));
    Path file = Files.write(folder.resolve("known_hosts"), known);
    policy = new HostKeyPolicy(List.of(file), List.of(), HostKeyCheck.STRICT);
    return keys.stream();
  }

  private static byte[] good(Path file) throws IOException {
    byte[] wire = wire(file);
    GOOD.add(HostKey.ofWire(wire).orElseThrow().base64());
    return wire;
  }

  private static byte[] wire(Path file) throws IOException {
    PublicKey key =
        OpenSSHKeyFileUtil.initPubKey(new StringReader(Files.readString(file))).getPubKey();
    return new Buffer.PlainBuffer().putPublicKey(key).getCompactData();
  }
}
