package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.fsl.config.Credentials;
import io.fsl.config.HostKeyCheck;
import io.fsl.config.HostKeyPolicy;
import io.fsl.config.Password;
import io.fsl.config.Secret;
import io.fsl.config.Server;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The words with which a connection fails, and the hint that goes with them. */
class RefusalTest {
  private static final HostKey KEY = new HostKey("ssh-ed25519", "AAAA");
  private static final String SEEN = KEY.toString();

  private static Server server(int port, boolean hasKey, boolean hasPassword) {
    return new Server(
        "host",
        port,
        "user",
        new Credentials(
            hasPassword ? new Password.Literal(new Secret("s3cret")) : null,
            hasKey ? List.of(Path.of("/k")) : List.of(),
            null),
        new HostKeyPolicy(List.of(Path.of("/etc/hosts")), List.of(), HostKeyCheck.STRICT));
  }

  private static Server trusting(String... knownHosts) {
    List<Path> files = Stream.of(knownHosts).map(Path::of).toList();
    Credentials none = new Credentials(null, List.of(), null);
    return new Server(
        "host", 22, "user", none, new HostKeyPolicy(files, List.of(), HostKeyCheck.STRICT));
  }

  @ParameterizedTest(name = "{0}, key {1}, password {2}: {3}")
  @CsvSource({
    "publickey, false, true, set ssh_key: the server takes no password",
    "publickey, true, true, 'check username and ssh_key, and that the key is in the server''s authorized_keys'",
    "password, true, false, 'check username and ssh_key, or set password'",
    "keyboard-interactive, true, false, 'check username and ssh_key, or set password'",
    "password, false, true, check username and password",
    "keyboard-interactive, false, true, check username and password",
    "publickey password, true, true, 'check username, ssh_key and password'",
    "publickey password, true, false, 'check username and ssh_key, or set password'",
    "'', true, true, 'check username, ssh_key and password'",
    "'', true, false, 'check username and ssh_key, or set password'",
    "hostbased, true, true, check username and password",
  })
  void theHintIsWhatHelps(String accepted, boolean key, boolean password, String hint) {
    List<String> methods = accepted.isEmpty() ? List.of() : List.of(accepted.split(" "));
    String message =
        new LoginRefusal(server(22, key, password), List.of(), List.of(), methods)
            .exception(null)
            .getMessage();
    assertTrue(message.endsWith("; hint: " + hint), message);
  }

  @Test
  void aRefusalTellsWhatWasOfferedAndWhatCouldNotBe() {
    IOException cause = new IOException("it hung up");
    AuthenticationException e =
        new LoginRefusal(
                server(22, true, true),
                List.of("key /k", "password"),
                List.of("key /l is empty"),
                List.of("publickey", "pass\nword"))
            .exception(cause);
    assertEquals(
        "user@host: refused key /k, password; the server accepts publickey, pass word;"
            + " key /l is empty; it hung up; hint: check username and ssh_key, and that the key is"
            + " in the server's authorized_keys",
        e.getMessage().replace(Login.who(server(22, true, true)), "user@host"));
    assertSame(cause, e.getCause());
    String bare =
        new LoginRefusal(server(22, true, true), List.of(), List.of(), List.of())
            .exception(null)
            .getMessage();
    assertTrue(bare.contains(": the login failed; hint: "), bare);
  }

  static Stream<Arguments> hostKeys() {
    Server server = server(22, false, false);
    Server other = server(2222, false, false);
    IOException denied = new AccessDeniedException("/k");
    return Stream.of(
        arguments(
            HostKeyRefusal.unknown(server, KEY, ""),
            "host is not known: it showed "
                + SEEN
                + "; hint: compare it (on the server: ssh-keygen -lf"
                + " /etc/ssh/ssh_host_ed25519_key.pub), then ssh-keyscan host >> /etc/hosts,"
                + " or set host_key: "
                + KEY.fingerprint()),
        arguments(
            HostKeyRefusal.unknown(trusting(), KEY, ""),
            "host is not known: it showed "
                + SEEN
                + "; hint: compare it (on the server: ssh-keygen -lf"
                + " /etc/ssh/ssh_host_ed25519_key.pub), then set host_key: "
                + KEY.fingerprint()),
        arguments(
            HostKeyRefusal.unknown(trusting("/no/such"), KEY, ""),
            "host is not known, there is no /no/such: it showed "
                + SEEN
                + "; hint: compare it (on the server: ssh-keygen -lf"
                + " /etc/ssh/ssh_host_ed25519_key.pub), then ssh-keyscan host >> /no/such,"
                + " or set host_key: "
                + KEY.fingerprint()),
        arguments(
            HostKeyRefusal.notPinned(other, KEY, List.of("SHA256:x")),
            "[host]:2222 is not the one of the configuration: it showed "
                + SEEN
                + ", host_key is [SHA256:x]; hint: if the change is meant, set host_key: "
                + KEY.fingerprint()),
        arguments(
            HostKeyRefusal.notRemembered(server, KEY, denied),
            "host is new, "
                + SEEN
                + ", and cannot be remembered: /k: Permission denied; hint: make the first"
                + " known_hosts file writable, or set host_key: "
                + KEY.fingerprint()),
        arguments(
            HostKeyRefusal.notChecked(server, new IOException("torn")),
            "host cannot be checked: torn; hint: every known_hosts file must be readable"));
  }

  @ParameterizedTest
  @MethodSource("hostKeys")
  void aHostKeyIsRefusedWithARemedy(IOException refusal, String words) {
    assertEquals("the host key of " + words, refusal.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "ssh-ed25519, ed25519",
    "ssh-rsa, rsa",
    "ecdsa-sha2-nistp256, ecdsa",
    "ecdsa-sha2-nistp521, ecdsa",
  })
  void theHintNamesTheFileAndThePort(String type, String file) {
    HostKey key = new HostKey(type, "AAAA");
    String message =
        HostKeyRefusal.unknown(server(2222, false, false), key, "a remark").getMessage();
    assertTrue(message.contains("/ssh_host_" + file + "_key.pub"), message);
    assertTrue(message.contains(", then ssh-keyscan -p 2222 host >> /etc/hosts, or"), message);
    assertTrue(message.contains(key + " (a remark); hint"), message);
  }

  static Stream<Arguments> causes() {
    return Stream.of(
        arguments(new IOException("outer", new IOException("inner")), "inner"),
        arguments(new IOException("outer", new TimeoutException("5 s")), "no answer in time"),
        arguments(new IllegalStateException(), "IllegalStateException"),
        arguments(new IOException(" a\r\n\u001bb "), "a b"),
        arguments(new IOException("a\u009b2J\u0085b\u2028c\u202ed"), "a 2J b c d"),
        arguments(new IOException("x".repeat(300)), "x".repeat(300)),
        arguments(new IOException("x".repeat(301)), "x".repeat(300) + "…"),
        arguments(
            new IOException("Unable to reach a settlement of MAC: [a, b] and [c, d]"),
            "no algorithm in common: for MAC it has c, d"));
  }

  @ParameterizedTest
  @MethodSource("causes")
  void theInnermostMessageIsTold(Throwable error, @Nullable String told) {
    assertEquals(told, Cause.of(error));
  }

  @ParameterizedTest
  @CsvSource({
    "ssh-ed25519, ssh-ed25519",
    "rsa-sha2-512, ssh-rsa",
    "rsa-sha2-256-cert-v01@openssh.com, ssh-rsa",
    "ecdsa-sha2-nistp256-cert-v01@openssh.com, ecdsa-sha2-nistp256",
  })
  void anAlgorithmSignsWithAKeyOfAType(String algorithm, String type) {
    assertEquals(type, HostKey.type(algorithm));
  }
}
