package io.fsl.sftp;

import static io.fsl.sftp.Connections.connect;
import static io.fsl.sftp.Connections.fault;
import static io.fsl.sftp.Connections.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.config.Credentials;
import io.fsl.config.Password;
import io.fsl.config.Secret;
import io.fsl.config.Server;
import io.fsl.testing.Await;
import io.fsl.testing.MinaServer;
import io.fsl.testing.SshKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.session.ServerSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is offered to a server, in which order, and what is said when it is not taken. */
class KeyLoginTest {
  private static final Password PASSWORD = new Password.Literal(new Secret(MinaServer.PASSWORD));

  @TempDir static Path keys;
  private static SshKey first;
  private static SshKey second;
  private static SshKey third;

  @TempDir Path folder;
  private MinaServer mina;

  /** Whose keys are let in. */
  private final Set<String> trusted = Collections.synchronizedSet(new HashSet<>());

  /** What the server was offered, in order. */
  private final Set<String> offered = Collections.synchronizedSet(new LinkedHashSet<>());

  @BeforeAll
  static void create() {
    first = SshKey.create(keys.resolve("first"), "-t", "ed25519");
    second = SshKey.create(keys.resolve("second"), "-t", "ecdsa");
    third = SshKey.create(keys.resolve("third"), "-t", "ed25519");
  }

  @BeforeEach
  void start() throws IOException {
    mina = MinaServer.start(folder, sshd -> sshd.setPublickeyAuthenticator(this::offered));
    mina.sshd()
        .setPasswordAuthenticator((_, password, _) -> {
          offered.add(password);
          return password.equals(MinaServer.PASSWORD);
        });
  }

  @AfterEach
  void stop() throws IOException {
    mina.close();
  }

  private boolean offered(String user, PublicKey key, ServerSession session) {
    HostKey seen = HostKey.of(key);
    offered.add(seen.type() + " " + seen.base64());
    return trusted.contains(seen.type() + " " + seen.base64());
  }

  private Server with(@Nullable Password password, Path... files) {
    Server server = mina.server();
    Credentials credentials = new Credentials(password, List.of(files), null);
    return new Server(
        server.host(), server.port(), server.username(), credentials, server.hostKeys());
  }

  private static void assertContains(String message, String words) {
    assertTrue(message.contains(words), message);
  }

  // --- what is offered

  @Test
  void keysAreTriedInOrderUntilOneIsTaken() throws Exception {
    trusted.add(second.publicLine());
    connect(with(PASSWORD, first.file(), second.file(), third.file()));
    assertEquals(List.of(first.publicLine(), second.publicLine()), List.copyOf(offered));
  }

  @Test
  void thePasswordComesAfterTheKeys() throws Exception {
    connect(with(PASSWORD, first.file(), second.file()));
    assertEquals(
        List.of(first.publicLine(), second.publicLine(), MinaServer.PASSWORD),
        List.copyOf(offered));
  }

  @Test
  void aRefusalTellsWhatWasOffered() {
    Path missing = folder.resolve("missing");
    String message = refusal(with(null, missing, first.file(), second.file()));
    assertContains(message, MinaServer.USER + "@127.0.0.1:" + mina.sshd().getPort() + ": refused");
    assertContains(message, "refused key " + first.file() + ", key " + second.file() + "; ");
    assertContains(message, "; the server accepts ");
    assertContains(message, "key " + missing + ": No such file or directory");
    assertContains(message, "set password");
  }

  @Test
  void whoIsNotLetInHangsUp() {
    refusal(with(null, first.file()));
    Await.until("it is closed", () -> mina.sshd().getActiveSessions().isEmpty());
  }

  /** A key that a server does not look at was not refused by it. */
  @Test
  void aKeyIsNotOfferedWhereNoneIsTaken() throws Exception {
    CoreModuleProperties.AUTH_METHODS.set(mina.sshd(), "password");
    String message = refusal(with(null, first.file()));
    assertEquals(Set.of(), offered);
    assertContains(message, ": the login failed; the server accepts password");
    connect(with(PASSWORD, first.file()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"publickey,password", "password,publickey"})
  void bothAreGivenWhereBothAreDemanded(String methods) throws Exception {
    CoreModuleProperties.AUTH_METHODS.set(mina.sshd(), methods);
    trusted.add(second.publicLine());
    connect(with(PASSWORD, first.file(), second.file()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          publickey,password ; key      ; the login failed; the server accepts password
          password,publickey ; password ; the login failed; the server accepts publickey
          password,publickey ; key      ; the login failed; the server accepts password
          publickey,password ; password ; the login failed; the server accepts publickey
          """)
  void whatIsDemandedBesideIsTold(String methods, String given, String words) {
    CoreModuleProperties.AUTH_METHODS.set(mina.sshd(), methods);
    trusted.add(first.publicLine());
    boolean key = given.equals("key");
    assertContains(refusal(key ? with(null, first.file()) : with(PASSWORD)), words);
  }

  // --- what cannot be offered

  @Test
  void aKeyFileThatIsNoneIsOnlyAWarningWhereAnotherKeyIsTaken() throws Exception {
    Path missing = folder.resolve("missing");
    trusted.add(first.publicLine());
    assertEquals(
        List.of(
            MinaServer.USER
                + "@127.0.0.1:"
                + mina.sshd().getPort()
                + ": logged in, but key "
                + missing
                + ": No such file or directory"),
        warnings(() -> connect(with(null, missing, first.file()))));
    assertEquals(List.of(), warnings(() -> connect(with(null, first.file()))));
  }

  @Test
  void aPasswordThatCannotBeReadIsTold() {
    Path missing = folder.resolve("missing");
    String message = refusal(with(new Password.InFile(missing)));
    assertTrue(
        message.endsWith(": password_file " + missing + ": No such file or directory"),
        () -> message);
    assertEquals(Set.of(), offered);
  }

  @Test
  void withoutAnyCredentialTheUsualKeysAreUsed() throws Exception {
    String message = refusal(with(null), folder);
    assertContains(message, "there is nothing to log in with: no credential is configured");
    Path ssh = Files.createDirectory(folder.resolve(".ssh"));
    Files.writeString(ssh.resolve("id_rsa"), "no key");
    assertContains(
        refusal(with(null), folder),
        "to log in with: key " + ssh.resolve("id_rsa") + " is no private");
    Files.copy(second.file(), ssh.resolve("id_ecdsa"));
    Files.copy(first.file(), ssh.resolve("id_ed25519"));
    trusted.add(second.publicLine());
    connect(with(null), folder);
    assertEquals(List.of(first.publicLine(), second.publicLine()), List.copyOf(offered));
    offered.clear();
    connect(with(PASSWORD), folder);
    assertEquals(Set.of(MinaServer.PASSWORD), offered);
    offered.clear();
    refusal(with(null, third.file()), folder);
    assertEquals(Set.of(third.publicLine()), offered);
  }

  /** To ask first whether a key would do costs a round trip. */
  @Test
  void aKeyIsOfferedWithItsSignatureAtOnce() throws Exception {
    AtomicInteger offers = new AtomicInteger();
    mina.sshd().setPublickeyAuthenticator((_, _, _) -> offers.incrementAndGet() > 0);
    connect(with(null, first.file()));
    assertEquals(1, offers.get());
  }

  /** Its other algorithm comes only where nothing else lets in, and is told as the same key. */
  @Test
  void anRsaKeyIsOfferedOnceBeforeThePassword() throws Exception {
    SshKey rsa = SshKey.create(folder.resolve("rsa"), "-t", "rsa", "-b", "2048");
    AtomicInteger offers = new AtomicInteger();
    mina.sshd().setPublickeyAuthenticator((_, _, _) -> offers.incrementAndGet() == 0);
    connect(with(PASSWORD, rsa.file()));
    assertEquals(1, offers.get());
    assertContains(refusal(with(null, rsa.file())), ": refused key " + rsa.file() + "; ");
    assertEquals(3, offers.get());
  }

  // --- servers that hang up

  /** By their numbers in RFC 4253; OpenSSH hangs up with the first when it was offered too much. */
  @ParameterizedTest
  @ValueSource(ints = {2, 1, 13, 14, 15})
  void aServerThatHangsUpBecauseOfTheLoginRefusesIt(int reason) {
    mina.sshd().setPublickeyAuthenticator((_, _, session) -> disconnect(session, reason));
    String message = refusal(with(null, first.file()));
    assertContains(message, ": refused key " + first.file() + "; ");
    assertContains(message, "; hint: ");
    assertFalse(message.contains("the server accepts"), message);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 11, 12})
  void aServerThatHangsUpForAnotherReasonIsUnreachable(int reason) {
    mina.sshd().setPublickeyAuthenticator((_, _, session) -> disconnect(session, reason));
    assertContains(
        fault(with(null, first.file()), Connections.TIMEOUT), ": lost during the login: enough");
  }

  private static boolean disconnect(ServerSession session, int reason) {
    try {
      session.disconnect(reason, "enough");
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Nothing was refused yet, so it may be the line. */
  @Test
  void aServerThatHangsUpDuringTheFirstKeyIsUnreachable() {
    mina.sshd()
        .setPublickeyAuthenticator((_, _, session) -> {
          session.close(true);
          return false;
        });
    String message = fault(with(null, first.file()), Connections.TIMEOUT);
    assertContains(message, "@127.0.0.1:" + mina.sshd().getPort() + ": lost during the login: ");
  }

  /** It may be how a server refuses, and a second try with it could lock an account. */
  @Test
  void aServerThatHangsUpAtAPasswordRefusesIt() {
    mina.sshd()
        .setPasswordAuthenticator((_, _, session) -> {
          session.close(true);
          return false;
        });
    assertContains(refusal(with(PASSWORD)), ": refused password; ");
  }

  @Test
  void aServerThatHangsUpAfterARefusedKeyRefuses() {
    mina.sshd()
        .setPublickeyAuthenticator((_, key, session) -> {
          if (!HostKey.of(key).base64().equals(first.publicLine().split(" ", -1)[1])) {
            session.close(true);
          }
          return false;
        });
    assertContains(
        refusal(with(null, first.file(), second.file())),
        ": refused key " + first.file() + ", key " + second.file() + "; ");
  }

  @Tag("slow")
  @Test
  void aServerThatDoesNotAnswerALoginIsUnreachable() {
    CountDownLatch over = new CountDownLatch(1);
    mina.sshd()
        .setPasswordAuthenticator((_, _, _) -> {
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return true;
        });
    try {
      String message = fault(with(PASSWORD), Duration.ofSeconds(2));
      assertContains(message, ": lost during the login: ");
    } finally {
      over.countDown();
    }
  }

  // --- for short

  private interface Step {
    void run() throws IOException;
  }

  /** What is logged meanwhile about the login. */
  private static List<String> warnings(Step step) throws IOException {
    List<String> lines = Collections.synchronizedList(new ArrayList<>());
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            lines.add(record.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger log = Logger.getLogger(Login.class.getName());
    log.addHandler(handler);
    log.setLevel(Level.WARNING);
    try {
      step.run();
    } finally {
      log.setLevel(null);
      log.removeHandler(handler);
    }
    return lines;
  }
}
