package io.fsl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fsl.action.Ledger;
import io.fsl.testing.Cli;
import io.fsl.testing.Commands;
import io.fsl.testing.MinaServer;
import io.fsl.testing.OpenSshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What makes the program end with each status; those of signals are in {@link SignalsIT}, and that
 * of a fault inside, which no user can make, is in RunTest.
 */
class StatusesIT {
  @TempDir private Path temporary;
  private Path folder;
  private Cli fsl;

  @BeforeEach
  void install() throws IOException {
    folder = temporary.toRealPath();
    fsl = new Cli(folder);
    Files.createDirectories(folder.resolve("etc"));
    Files.createDirectories(folder.resolve("incoming"));
    Files.writeString(folder.resolve("incoming/a.txt"), "hello");
    copier("copier.yml", "");
    copier("small.yml", "quota: 1K");
    copier("wrong.yml", "quota: much");
    copier("owner.yml", "owner: no-such-user");
    fetcher(1);
  }

  private void copier(String name, String more) throws IOException {
    Files.writeString(
        folder.resolve("etc").resolve(name),
        """
        file_sources:
          feeds:
            incoming: incoming
            copy_to:
              one:
                dir: one
                %s
        """
            .formatted(more));
  }

  private void fetcher(int port) throws IOException {
    Files.writeString(
        folder.resolve("etc/fetcher.yml"),
        """
        sftp_sources:
          feeds:
            host: 127.0.0.1
            port: %d
            username: feeds
            password: wrong
            source: /out
            files: '*'
            local_incoming: fetched
        retries: 0
        """
            .formatted(port));
  }

  @ParameterizedTest
  @CsvSource({
    "0, --version",
    "0, copy --loops 1",
    "0, du incoming --max 1G",
    "1, du incoming --max 1",
    "1, df / --min-free 8000P",
    "2, copy -c etc/small.yml --loops 1 -q",
    "64, ''",
    "64, copy --loops never",
    "64, copy --loops 1 --only nobody",
    "69, fetch --loops 1",
    "69, fetch --loops 1 --dry-run",
    "73, copy --loops 1 --state-dir incoming/a.txt/state",
    "74, du nowhere",
    "74, df nowhere --min-free 8000P",
    "78, copy -c etc/missing.yml",
    "78, copy -c etc/wrong.yml",
    "78, copy -c etc/owner.yml",
    "78, df -c etc/wrong.yml",
  })
  void theStatusTellsWhatCameOfIt(int status, String arguments) {
    assertStatus(status, arguments.isEmpty() ? new String[0] : arguments.split(" ", -1));
  }

  @Test
  void anotherRunIsUnderWay() throws IOException {
    try (Ledger _ = Ledger.open(folder.resolve("state"), "copier.copy", false)) {
      assertStatus(75, "copy", "--loops", "1");
      assertStatus(0, "copy", "--loops", "1", "--if-locked", "ok");
    }
  }

  @Test
  void aLinkPlantedAsTheLock() throws IOException {
    Files.createDirectories(folder.resolve("state"));
    Files.createSymbolicLink(
        folder.resolve("state/copier.copy.lock"), folder.resolve("incoming/a.txt"));
    assertStatus(73, "copy", "--loops", "1");
    assertEquals("hello", Files.readString(folder.resolve("incoming/a.txt")));
  }

  @Test
  void aServerThatNobodyKnowsIsNotTrusted() throws IOException {
    try (MinaServer server = MinaServer.start(folder.resolve("incoming"), sshd -> {})) {
      fetcher(server.sshd().getPort());
      assertStatus(77, "fetch", "--loops", "1");
    }
  }

  @Test
  void anOwnerNeedsRoot() throws IOException {
    copier("copier.yml", "owner: 0");
    Cli nobody = fsl;
    if (OpenSshServer.isRoot()) {
      Commands.run("chmod", "-R", "a+rwX", folder.toString());
      nobody = fsl.by("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
      assumeTrue(nobody.run("--version").status() == 0, "nobody can start the program");
    }
    Cli.Result result = nobody.run("copy", "--loops", "1");
    assertEquals(2, result.status(), result.err());
    assertTrue(result.err().contains("; owner and group need root"), result.err());
  }

  private void assertStatus(int status, String... arguments) {
    Cli.Result result = fsl.run(arguments);
    assertEquals(status, result.status(), result.err());
  }
}
