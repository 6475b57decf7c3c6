package io.fsl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.action.Ledger;
import io.fsl.testing.Cli;
import io.fsl.testing.MinaServer;
import io.fsl.testing.MinimalConfig;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What makes the program end with each status; those of signals are in {@link SignalsIT}, and that
 * of a fault inside, which no user can make, is in RunTest.
 */
class StatusesIT extends InstalledCase {
  @BeforeEach
  void configure() throws IOException {
    write("incoming/a.txt", "hello");
    write("etc/copier.yml", MinimalConfig.copier());
    write("etc/small.yml", MinimalConfig.copier("quota: 1K"));
    write("etc/wrong.yml", MinimalConfig.copier("quota: much"));
    write("etc/owner.yml", MinimalConfig.copier("owner: no-such-user"));
    write("etc/fetcher.yml", MinimalConfig.fetcher(1));
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
      write("etc/fetcher.yml", MinimalConfig.fetcher(server.sshd().getPort()));
      assertStatus(77, "fetch", "--loops", "1");
    }
  }

  @Test
  void anOwnerNeedsRoot() throws IOException {
    write("etc/copier.yml", MinimalConfig.copier("owner: 0"));
    Cli.Result result = asNobody().run("copy", "--loops", "1");
    assertEquals(2, result.status(), result.err());
    assertTrue(result.err().contains("; owner and group need root"), result.err());
  }

  private void assertStatus(int status, String... arguments) {
    Cli.Result result = fsl.run(arguments);
    assertEquals(status, result.status(), result.err());
  }
}
