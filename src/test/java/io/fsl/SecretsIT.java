package io.fsl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.Cli;
import io.fsl.testing.MinaServer;
import io.fsl.testing.SshKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever happens, no secret of the configuration comes out anywhere. */
class SecretsIT extends InstalledCase {
  private static final String WRONG = "Tr0ub4dor-";
  private static final List<String> SECRETS =
      List.of(
          WRONG + "literal",
          WRONG + "file",
          WRONG + "second-line",
          WRONG + "command",
          WRONG + "phrase",
          MinaServer.PASSWORD + "-of-mina");

  private final List<String> said = new ArrayList<>();

  @BeforeEach
  void configure() throws IOException {
    fsl = fsl.with("FSL_TEST_SECRET", WRONG + "literal");
    write("server/out/a.txt", "hello");
    write("etc/password", WRONG + "file\n" + WRONG + "second-line\n");
    write("etc/command", "echo " + WRONG + "command\n");
    SshKey.create(folder.resolve("etc/key"), "-t", "ed25519", "-N", "the other");
  }

  private static String source(String name, MinaServer server, String... lines) {
    return """
      %s:
        host: 127.0.0.1
        port: %d
        username: %s
        host_key_check: off
        source: /out
        files: '*'
        local_incoming: incoming
        %s
    """
        .formatted(name, server.sshd().getPort(), MinaServer.USER, String.join("\n    ", lines));
  }

  private void writeConfig(MinaServer server, String more) throws IOException {
    write(
        "etc/fetcher.yml",
        "sftp_sources:\n"
            + source("literal", server, "password: ${FSL_TEST_SECRET}")
            + source("file", server, "password_file: etc/password")
            + source("command", server, "password_command: sh " + folder + "/etc/command")
            + source("key", server, "ssh_key: etc/key", "passphrase: " + WRONG + "phrase")
            + source("right", server, "password: " + SECRETS.getLast())
            + "retries: 0\n"
            + more);
  }

  @Test
  void nothingTellsThem() throws IOException {
    try (MinaServer server =
        MinaServer.start(
            folder.resolve("server"),
            sshd ->
                sshd.setPasswordAuthenticator(
                    (user, password, session) -> password.equals(SECRETS.getLast())))) {
      writeConfig(server, "");
      for (String verbosity : List.of("-q", "-vvv")) {
        Cli.Result result = fsl.run("fetch", "--loops", "2", "--json", verbosity);
        assertEquals(77, result.status(), result.err());
        say(result);
      }
      assertTrue(Files.exists(folder.resolve("incoming/a.txt")), "the right one lets in");
      say(fsl.run("fetch", "--loops", "1", "--dry-run", "-vvv"));
      say(fsl.run("df", "-c", "etc/fetcher.yml", "--json"));
      aRunThatIsLookedAt();
      writeConfig(server, "password: " + WRONG + "phrase\nsftp_jobs: " + WRONG + "literal\n");
      Cli.Result invalid = fsl.run("fetch");
      assertEquals(78, invalid.status(), invalid.err());
    }
    assertKeptAway("outputs", String.join("\n", said));
    try (Stream<Path> written =
        Stream.of("log", "state", "incoming").map(folder::resolve).flatMap(SecretsIT::walk)) {
      written.filter(Files::isRegularFile).forEach(file -> assertKeptAway("" + file, read(file)));
    }
  }

  /** Anybody may see a command line; the environment is for its owner alone. */
  private void aRunThatIsLookedAt() {
    Cli.Running run = fsl.start("fetch", "-vvv");
    run.awaitErr(" loop 1: ");
    say(read(Path.of("/proc", Long.toString(run.process().pid()), "cmdline")));
    run.signal("TERM");
    say(run.end());
  }

  private void say(Cli.Result result) {
    say(result.out());
    say(result.err());
  }

  private void say(String text) {
    said.add(text);
  }

  private static void assertKeptAway(String where, String text) {
    for (String secret : SECRETS) {
      assertFalse(text.contains(secret), () -> where + " tells " + secret + ":\n" + text);
    }
  }

  private static Stream<Path> walk(Path root) {
    try {
      return Files.walk(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
