package io.fsl.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.Cli;
import io.fsl.testing.MinaServer;
import io.fsl.testing.SshKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.UserAuthFactory;
import org.apache.sshd.server.auth.keyboard.UserAuthKeyboardInteractiveFactory;
import org.apache.sshd.server.auth.password.UserAuthPasswordFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that do not let us in, or that are not let in: whoever asks too often locks accounts. */
class DeniedIT extends AtOpenSsh {
  private static final String WRONG = "wrong-4711";
  private static final Pattern TELLS_WHEN =
      Pattern.compile("([-0-9]+ [:0-9]+) .* a: not asked again before ([-0-9]+ [:0-9]+)");

  /** The passwords that a server was offered. */
  private final List<String> offered = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void offer() throws IOException {
    site.put("a/x", "1");
  }

  @Test
  void aWrongKeyIsOfferedOnce() throws IOException {
    SshKey stranger = SshKey.create(site.path("stranger"), "-t", "ed25519");
    String before = sshd.log();
    Cli.Result result = site.source("a", "ssh_key: " + stranger.file()).fetch(77);
    String since = sshd.log().substring(before.length());
    assertEquals(1, count("Connection from ", since), since);
    assertEquals(1, count("Failed publickey for ", since), since);
    assertTrue(result.err().contains("refused key " + stranger.file()), result.err());
    assertTrue(result.err().contains("hint: check username and ssh_key"), result.err());
    assertEquals("", site.names("in/a"));
  }

  @Test
  void aServerWithAnotherHostKeyIsToldNothing() throws IOException {
    SshKey other = SshKey.create(site.path("other"), "-t", "ed25519");
    Path known =
        site.write("known", "[127.0.0.1]:" + sshd.port() + " " + other.publicLine() + "\n");
    String before = sshd.log();
    Cli.Result result = site.source("a", "known_hosts: " + known).fetch(77);
    String since = sshd.log().substring(before.length());
    assertEquals(1, count("Connection from ", since), since);
    assertEquals(0, count(" for " + System.getProperty("user.name"), since), since);
    assertTrue(result.err().contains("changed: it showed"), result.err());
    assertTrue(result.err().contains(sshd.hostKey().fingerprint()), result.err());
    assertEquals("", site.names("in/a"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"password", "keyboard-interactive"})
  void aWrongPasswordIsOfferedOnce(String method) throws IOException {
    try (MinaServer server = mina(method)) {
      Cli.Result result = withPassword(server, WRONG).fetch(77);
      assertEquals(List.of(WRONG), offered);
      assertTrue(result.err().contains("refused " + method), result.err());
      assertTrue(result.err().contains("hint: check username and password"), result.err());
      assertEquals("", site.names("in/a"));
      String written = site.shell("cat log/*");
      assertFalse((result.out() + result.err() + written).contains(WRONG), result.err());
      withPassword(server, MinaServer.PASSWORD).fetch(0);
      assertEquals("x=1", site.tree("in/a"));
    }
  }

  /** After so many refusals, so many doublings of at least a second have passed. */
  @ParameterizedTest
  @ValueSource(strings = {"0", "100ms"})
  void whoDeniesIsAskedLessAndLessOften(String pause) throws IOException {
    try (MinaServer server = mina("password")) {
      withPassword(server, WRONG).set("scheduler: {sftp_check_timeout: " + pause + "}").configure();
      long start = System.nanoTime();
      Cli.Running run = site.cli().with("TZ", "Asia/Tokyo").start("fetch", "-v", "--json");
      try {
        run.awaitErr(" loop 40: ");
      } finally {
        run.signal("TERM");
      }
      Cli.Result result = run.end();
      long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
      assertEquals(143, result.status(), result.err());
      int refusals = offered.size();
      assertTrue(seconds >= (1L << (refusals - 1)) - 1, refusals + " in " + seconds + " s");
      assertTrue(result.errLines().stream().anyMatch(DeniedIT::tellsWhen), result.err());
      List<String> loops = result.out().lines().filter(line -> !line.contains(":143}")).toList();
      assertTrue(loops.size() >= 39, result.out());
      assertTrue(loops.stream().allMatch(DeniedIT::tellsOfIt), "no loop is well: " + loops);
    }
  }

  /** By the clock by which the line itself begins. */
  private static boolean tellsWhen(String line) {
    Matcher told = TELLS_WHEN.matcher(line);
    return told.matches() && !time(told.group(2)).isAfter(time(told.group(1)).plusMinutes(1));
  }

  private static LocalDateTime time(String text) {
    return LocalDateTime.parse(text.replace(' ', 'T'));
  }

  private static boolean tellsOfIt(String summary) {
    return summary.contains("\"troubles\":[\"access\"]") && summary.contains("\"status\":77");
  }

  @Test
  void eachOfSoManyLoopsAsks() throws IOException {
    try (MinaServer server = mina("password")) {
      withPassword(server, WRONG).set("scheduler: {sftp_check_timeout: 0}").configure();
      Cli.Result result = site.cli().run("fetch", "--loops", "4", "--json");
      assertEquals(77, result.status(), result.err());
      assertEquals(4, result.out().lines().filter(DeniedIT::tellsOfIt).count(), result.out());
      assertEquals(Collections.nCopies(4, WRONG), offered);
    }
  }

  @Test
  void whoeverHasTheConfigurationReadAgainHasItTriedAtOnce() throws IOException {
    try (MinaServer server = mina("password")) {
      withPassword(server, WRONG).set("scheduler: {sftp_check_timeout: 1h}").configure();
      Cli.Running run = site.cli().start("fetch", "-v");
      try {
        run.awaitErr(" loop 1: ");
        withPassword(server, MinaServer.PASSWORD).configure();
        run.signal("HUP");
        run.awaitErr(" loop 2: ");
      } finally {
        run.signal("TERM");
      }
      Cli.Result result = run.end();
      assertEquals(List.of(WRONG, MinaServer.PASSWORD), offered, result.err());
      assertEquals("x=1", site.tree("in/a"), result.err());
    }
  }

  private MinaServer mina(String method) throws IOException {
    UserAuthFactory only =
        method.equals("password")
            ? UserAuthPasswordFactory.INSTANCE
            : UserAuthKeyboardInteractiveFactory.INSTANCE;
    return MinaServer.start(
        temporary,
        (SshServer server) -> {
          server.setUserAuthFactories(List.of(only));
          server.setPasswordAuthenticator((user, password, session) -> {
            offered.add(password);
            return user.equals(MinaServer.USER) && password.equals(MinaServer.PASSWORD);
          });
        });
  }

  private FetchSite withPassword(MinaServer server, String password) throws IOException {
    return site.source(
        "a",
        "port: " + server.sshd().getPort(),
        "username: " + MinaServer.USER,
        "password: " + password,
        "host_key_check: off",
        "source: /remote/a");
  }

  private static int count(String what, String text) {
    return text.split(what, -1).length - 1;
  }
}
