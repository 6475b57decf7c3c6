package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hierynomus.sshj.userauth.certificate.Certificate;
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
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import net.schmizz.sshj.common.Buffer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which keys of a host are taken, and which are refused for what reason. */
class HostKeysTest {
  private static final Instant BEGIN = Instant.parse("2020-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("2021-01-01T00:00:00Z");

  @TempDir static Path keys;
  private static SshKey host;
  private static SshKey stranger;
  private static SshKey authority;

  @TempDir Path folder;
  private final Set<String> shown = ConcurrentHashMap.newKeySet();

  @BeforeAll
  static void create() {
    host = SshKey.create(keys.resolve("host"), "-t", "ed25519");
    stranger = SshKey.create(keys.resolve("stranger"), "-t", "ecdsa");
    authority = SshKey.create(keys.resolve("authority"), "-t", "ed25519");
  }

  private static PublicKey key(Path file) throws IOException {
    return OpenSSHKeyFileUtil.initPubKey(new StringReader(Files.readString(file))).getPubKey();
  }

  private static PublicKey key(SshKey key) throws IOException {
    return key(key.publicFile());
  }

  /** The host's key with a certificate. */
  private static PublicKey certified(String... signing) throws IOException {
    host.certify(authority, signing);
    return key(host.certificateFile());
  }

  /** %H: the host; the keys: %K its own, %X a stranger's, %A the authority's. */
  private Path known(String lines) throws IOException {
    String text =
        lines
            .replace("%H", "[sftp.example.com]:2222")
            .replace("%K", host.publicLine())
            .replace("%X", stranger.publicLine())
            .replace("%A", authority.publicLine())
            .replace(" / ", "\n");
    return Files.writeString(folder.resolve("known_hosts"), text + "\n");
  }

  private HostKeys hostKeys(HostKeyPolicy policy) {
    Server server =
        new Server(
            "SFTP.example.com", 2222, "user", new Credentials(null, List.of(), null), policy);
    return new HostKeys(server, shown);
  }

  private HostKeys strict(String lines) throws IOException {
    return hostKeys(new HostKeyPolicy(List.of(known(lines)), List.of(), HostKeyCheck.STRICT));
  }

  private HostKeys pinning(String... fingerprints) {
    return hostKeys(new HostKeyPolicy(List.of(), List.of(fingerprints), HostKeyCheck.STRICT));
  }

  /** A point of no curve, which sshj reads but cannot write down. */
  @Test
  void aKeyThatIsNoneIsRefused() throws Exception {
    byte[] nowhere = new byte[65];
    nowhere[0] = 4; // not compressed
    Buffer.PlainBuffer wire = new Buffer.PlainBuffer();
    wire.putString("ecdsa-sha2-nistp256").putString("nistp256").putBytes(nowhere);
    assertRefuses(strict("%H %K"), wire.readPublicKey(), "is no good");
  }

  private static boolean takes(HostKeys hostKeys, PublicKey key) {
    return hostKeys.verify("ignored", 1, key);
  }

  private static void assertTakes(HostKeys hostKeys, PublicKey key) {
    assertTrue(takes(hostKeys, key), () -> String.valueOf(hostKeys.refusal()));
    assertNull(hostKeys.refusal());
  }

  private static void assertRefuses(HostKeys hostKeys, PublicKey key, String reason) {
    assertFalse(takes(hostKeys, key));
    AuthenticationException refusal = Objects.requireNonNull(hostKeys.refusal());
    assertTrue(String.valueOf(refusal.getMessage()).contains(reason), refusal::getMessage);
  }

  /**
   * @param reason of a refusal; {@code taken}: there is none
   */
  private static void assertDecides(HostKeys hostKeys, PublicKey key, String reason) {
    if (reason.equals("taken")) {
      assertTakes(hostKeys, key);
    } else {
      assertRefuses(hostKeys, key, reason);
    }
  }

  // --- plain keys

  @ParameterizedTest
  @CsvSource({
    "%H %K, taken",
    "%H %X / %H %K, taken",
    "@revoked other.example.com %K / %H %K, taken",
    "@revoked * %X / %H %K, taken",
    "# nothing, is not known",
    "other.example.com %K, is not known",
    "@cert-authority * %K, is not known",
    "%H %X, changed",
    "%H %K / @revoked * %K, is revoked",
    "@revoked * %K / %H %K, is revoked",
    "@revoked * %K, is revoked",
    "sftp.example.com %K, taken",
    "sftp.example.com %X / %H %K, taken",
    "sftp.example.com %X, is not known",
    "sftp.example.com %K / %H %X, changed",
    "sftp.example.com %K / [sftp.example.com]:2223 %X, taken",
    "@revoked sftp.example.com %K / %H %K, is revoked",
  })
  void aKeyIsTakenAsKnownHostsSays(String lines, String reason) throws Exception {
    assertDecides(strict(lines), key(host), reason);
  }

  @Test
  void withoutACheckAnyKeyIsTaken() throws Exception {
    Path known = known("%H %X / @revoked * %K");
    assertTakes(
        hostKeys(new HostKeyPolicy(List.of(known), List.of(), HostKeyCheck.OFF)), key(host));
  }

  /** It might revoke the key. */
  @Test
  void whereAFileCannotBeReadNoKeyIsTaken() throws Exception {
    List<Path> files = List.of(known("%H %K"), folder);
    assertRefuses(
        hostKeys(new HostKeyPolicy(files, List.of(), HostKeyCheck.STRICT)),
        key(host),
        "cannot be checked");
    assertRefuses(
        hostKeys(new HostKeyPolicy(files, List.of(), HostKeyCheck.ACCEPT_NEW)),
        key(host),
        "cannot be checked");
  }

  /** New keys are exchanged on a long connection, with the same host key. */
  @Test
  void aTrustedKeyIsNotLookedUpAgainButAnotherIs() throws Exception {
    HostKeys hostKeys = strict("%H %K");
    assertTakes(hostKeys, key(host));
    known("@revoked * %K");
    assertTakes(hostKeys, key(host));
    assertRefuses(hostKeys, key(stranger), "is not known");
  }

  // --- pinned keys

  @Test
  void aPinnedKeyIsTakenAndNoOther() throws Exception {
    assertTakes(pinning(stranger.fingerprint(), host.fingerprint()), key(host));
    assertTakes(pinning(" " + host.fingerprint() + "= "), key(host));
    HostKeys other = pinning(stranger.fingerprint());
    assertRefuses(other, key(host), "is not the one of the configuration");
    HostKeys known =
        hostKeys(
            new HostKeyPolicy(
                List.of(known("%H %K")), List.of(stranger.fingerprint()), HostKeyCheck.OFF));
    assertRefuses(known, key(host), "is not the one of the configuration");
  }

  @ParameterizedTest
  @CsvSource({
    "@revoked * %K, is revoked",
    "%H %K / @revoked %H %K, is revoked",
    "@revoked sftp.example.com %K, is revoked",
    "@revoked * %A, is revoked",
    "@revoked * %X, taken",
    "@revoked other.example.com %K, taken",
    "%H %X, taken",
    "# nothing, taken",
  })
  void aPinDoesNotOverruleARevocation(String lines, String reason) throws Exception {
    PublicKey key = certified("-h", "-I", "id", "-n", "sftp.example.com");
    for (HostKeyCheck check : List.of(HostKeyCheck.STRICT, HostKeyCheck.ACCEPT_NEW)) {
      HostKeyPolicy policy =
          new HostKeyPolicy(List.of(known(lines)), List.of(host.fingerprint()), check);
      assertDecides(hostKeys(policy), key, reason);
    }
  }

  /** With {@code off}, known_hosts does not count: but the pin does. */
  @Test
  void aPinDoesWithoutKnownHosts() throws Exception {
    List<String> pin = List.of(host.fingerprint());
    List<Path> files = List.of(known("@revoked * %K"), folder);
    assertTakes(hostKeys(new HostKeyPolicy(files, pin, HostKeyCheck.OFF)), key(host));
    assertRefuses(
        hostKeys(new HostKeyPolicy(List.of(folder), pin, HostKeyCheck.STRICT)),
        key(host),
        "cannot be checked");
  }

  /** A server may have the pinned key besides the one that it showed. */
  @Test
  void theServerIsAskedForEachOtherTypeOnce() throws Exception {
    HostKeys first = pinning(authority.fingerprint());
    assertFalse(first.otherTypesLeft());
    assertRefuses(first, key(stranger), "configuration");
    assertTrue(first.otherTypesLeft());
    HostKeys second = pinning(authority.fingerprint());
    assertFalse(second.findExistingAlgorithms("", 0).contains("ecdsa-sha2-nistp256"));
    assertTrue(second.findExistingAlgorithms("", 0).contains("ssh-ed25519"));
    assertRefuses(second, key(stranger), "configuration");
    assertFalse(second.otherTypesLeft(), "it has no other");
    assertFalse(strict("%H %X").otherTypesLeft());
  }

  // --- which are asked for first

  @ParameterizedTest
  @CsvSource({
    "%H %K, ssh-ed25519",
    "%H %X, ecdsa-sha2-nistp256",
    "%H %K / %H %X, ssh-ed25519 ecdsa-sha2-nistp256",
    "other.example.com %K, ''",
    "@revoked * %K, ''",
    "sftp.example.com %K, ssh-ed25519",
    "sftp.example.com %K / %H %X, ecdsa-sha2-nistp256",
  })
  void theServerIsAskedForKnownKeysFirst(String lines, String algorithms) throws Exception {
    assertEquals(algorithms, String.join(" ", strict(lines).findExistingAlgorithms("", 0)));
  }

  @Test
  void theServerIsAskedForCertificatesWhereAnAuthorityIsKnown() throws Exception {
    List<String> all = strict("@cert-authority %H %A").findExistingAlgorithms("", 0);
    assertEquals(6, all.size());
    assertTrue(all.stream().allMatch(algorithm -> algorithm.contains("-cert-v01@")), all::toString);
  }

  @Test
  void whereAFileCannotBeReadNothingIsAskedForFirst() {
    HostKeyPolicy policy = new HostKeyPolicy(List.of(folder), List.of(), HostKeyCheck.STRICT);
    assertEquals(List.of(), hostKeys(policy).findExistingAlgorithms("", 0));
  }

  // --- certificates

  @ParameterizedTest
  @CsvSource({
    "@cert-authority %H %A, taken",
    "@cert-authority * %A / %H %X, taken",
    "%H %K, taken",
    "@cert-authority * %X / %H %K, taken",
    "@cert-authority other.example.com %A, unknown authority",
    "@cert-authority * %X, unknown authority",
    "%H %A, changed",
    "@cert-authority * %A / @revoked * %A, is revoked",
    "@cert-authority * %A / @revoked * %K, is revoked",
    "%H %K / @revoked * %A, is revoked",
    "@cert-authority *.example.com %A, taken",
    "@cert-authority *.example.com %A / %H %X, taken",
    "@cert-authority *.example.com %X, unknown authority",
    "%H %K / @revoked sftp.example.com %A, is revoked",
  })
  void aCertificateIsTakenOfItsAuthority(String lines, String reason) throws Exception {
    PublicKey key = certified("-h", "-I", "id", "-n", "sftp.example.com");
    assertDecides(strict(lines), key, reason);
  }

  @Test
  void aCertificateThatDoesNotHelpCountsAsTheKeyInIt() throws Exception {
    PublicKey key = certified("-h", "-I", "id", "-n", "other.example.com");
    assertRefuses(strict("@cert-authority * %A"), key, "it is for other hosts");
    assertTakes(strict("@cert-authority * %A / %H %K"), key);
    assertTakes(pinning(host.fingerprint()), key);
  }

  @ParameterizedTest
  @CsvSource({
    "-n, host.example.com, host.example.com, ''",
    "-n, *.example.com, host.example.com, ''",
    "-n, 'a,host', host, ''",
    "-n, host, host.example.com, it is for other hosts",
    "-O, critical:odd@example.com=1, host, critical options",
  })
  void aCertificateIsForCertainHosts(String option, String value, String name, String fault)
      throws Exception {
    assertFault(fault, certified("-h", "-I", "id", option, value), name, Instant.now());
  }

  @Test
  void aCertificateWithoutNamesIsForAllHosts() throws Exception {
    assertFault("", certified("-h", "-I", "id"), "any", Instant.now());
  }

  @Test
  void aCertificateOfAUserIsNoneOfAHost() throws Exception {
    assertFault("it is not of a host", certified("-I", "id", "-n", "h"), "h", Instant.now());
  }

  /** From its first second on, until its last. */
  @Test
  void aCertificateHasItsTime() throws Exception {
    PublicKey key = certified("-h", "-I", "id", "-V", "20200101000000Z:20210101000000Z");
    assertFault("it is not valid yet", key, "h", BEGIN.minusSeconds(1));
    assertFault("", key, "h", BEGIN);
    assertFault("", key, "h", END.minusSeconds(1));
    assertFault("it has expired", key, "h", END);
  }

  @ParameterizedTest
  @CsvSource({"ssh-rsa, its signature is not good", "rsa-sha2-256, ''", "rsa-sha2-512, ''"})
  void anAuthoritySignsWithoutSha1(String algorithm, String fault) throws Exception {
    SshKey rsa = SshKey.create(folder.resolve("rsa"), "-t", "rsa", "-b", "2048");
    host.certify(rsa, "-t", algorithm, "-h", "-I", "id");
    assertFault(fault, key(host.certificateFile()), "h", Instant.now());
  }

  @Test
  void aCertificateThatWasChangedIsNotSigned() throws Exception {
    Certificate<?> good = assertInstanceOf(Certificate.class, certified("-h", "-I", "id"));
    byte[] signature = good.getSignature();
    for (int at : new int[] {signature.length - 1, signature.length - 64, 4}) {
      byte[] other = signature.clone();
      other[at] ^= 1;
      assertFault("its signature is not good", changed(good, "id", other), "h", Instant.now());
    }
    assertFault("", changed(good, "id", signature), "h", Instant.now());
    assertFault("its signature is not good", changed(good, "other", signature), "h", Instant.now());
    assertFault(
        "its signature is not good",
        changed(good, "id", Arrays.copyOf(signature, 3)),
        "h",
        Instant.now());
  }

  private static PublicKey changed(Certificate<?> good, String id, byte[] signature) {
    return Certificate.<PublicKey>getBuilder()
        .publicKey(good.getKey())
        .nonce(good.getNonce())
        .serial(good.getSerial())
        .type(good.getType())
        .id(id)
        .validPrincipals(good.getValidPrincipals())
        .validAfter(good.getValidAfter())
        .validBefore(good.getValidBefore())
        .critOptions(good.getCritOptions())
        .extensions(good.getExtensions())
        .signatureKey(good.getSignatureKey())
        .signature(signature)
        .build();
  }

  private static void assertFault(String fault, PublicKey key, String name, Instant now) {
    HostCertificate certificate = new HostCertificate(assertInstanceOf(Certificate.class, key));
    Optional<String> found = certificate.fault(name, now);
    assertEquals(fault.isEmpty(), found.isEmpty(), found::toString);
    assertTrue(found.orElse("").contains(fault), found::toString);
  }

  // --- new hosts

  private HostKeys accepting(boolean remembers, Path... files) {
    return hostKeys(
        new HostKeyPolicy(List.of(files), List.of(), HostKeyCheck.ACCEPT_NEW, remembers));
  }

  @Test
  void theKeyOfANewHostIsRememberedOnce() throws Exception {
    Path file = folder.resolve("ssh/known_hosts");
    assertTakes(accepting(true, file), key(host));
    String line = "[sftp.example.com]:2222 " + host.publicLine() + "\n";
    assertEquals(line, Files.readString(file));
    assertEquals("rw-------", mode(file));
    assertEquals("rwx------", mode(file.getParent()));
    assertTakes(accepting(true, file), key(host));
    assertEquals(line, Files.readString(file));
    assertRefuses(accepting(true, file), key(stranger), "changed");
    assertEquals(line, Files.readString(file));
  }

  @Test
  void aLineWithoutAnEndIsEndedFirst() throws Exception {
    Path file = Files.writeString(folder.resolve("known_hosts"), "# mine");
    assertTakes(accepting(true, file), key(host));
    assertEquals(
        "# mine\n[sftp.example.com]:2222 " + host.publicLine() + "\n", Files.readString(file));
  }

  /** Two processes may meet a new host at the same time. */
  @Test
  void theFirstWhoRemembersAHostWins() throws Exception {
    Path file = known("@revoked * %X / @cert-authority * %A / other %X");
    HostKey first = HostKey.of(key(host));
    new KnownHostsFile(file).addFirst("host", first);
    new KnownHostsFile(file).addFirst("host", HostKey.of(key(authority)));
    List<String> lines = Files.readAllLines(file);
    assertEquals(4, lines.size());
    assertEquals("host " + host.publicLine(), lines.getLast());
  }

  @Test
  void aDryRunRemembersNothing() throws Exception {
    Path file = folder.resolve("known_hosts");
    assertTakes(accepting(false, file), key(host));
    assertFalse(Files.exists(file));
  }

  @Test
  void aNewHostIsRefusedWhereItCannotBeRemembered() throws Exception {
    assertRefuses(accepting(true), key(host), "is not known");
    Path file = Files.writeString(folder.resolve("file"), "");
    assertRefuses(accepting(true, file.resolve("known_hosts")), key(host), "cannot be");
    assertRefuses(accepting(true, Path.of("/proc/nowhere")), key(host), "cannot be remembered");
  }

  /** It is the first file that is written to. */
  @Test
  void anAuthorityAloneMakesNoHostKnown() throws Exception {
    Path first = folder.resolve("first");
    assertTakes(accepting(true, first, known("@cert-authority %H %X")), key(host));
    assertTrue(Files.readString(first).endsWith(host.publicLine() + "\n"));
    assertRefuses(
        accepting(true, folder.resolve("second"), known("@revoked * %K")), key(host), "revoked");
    assertFalse(Files.exists(folder.resolve("second")));
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
