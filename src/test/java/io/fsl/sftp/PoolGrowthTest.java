package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.config.Retry;
import io.fsl.testing.Await;
import io.fsl.testing.Bytes;
import io.fsl.testing.TcpProxy.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How many connections a remote has, and when further ones are made. */
class PoolGrowthTest extends PoolCase {
  /** They are fetched as fast by one, and the second would take its login and more memory. */
  @Test
  void aServerThatIsNearHasOneConnectionForSmallFiles() throws Exception {
    Files.write(folder.resolve("file"), Bytes.some(1000));
    try (Remote remote = near()) {
      int before = line.connections();
      assertEquals(128, remote.files());
      getAll(reads(remote, 1000, 1000));
      assertEquals(before, line.connections());
    }
  }

  @Test
  void aServerThatIsNearHasASecondConnectionForManyLargerFiles() throws Exception {
    Files.write(folder.resolve("file"), Bytes.some(300_000));
    try (Remote remote = near()) {
      int before = line.connections();
      List<CompletableFuture<?>> reads = reads(remote, 300, 300_000);
      Await.until("a second", () -> line.connections() == before + 1);
      getAll(reads);
      assertEquals(before + 1, line.connections());
    }
  }

  /** A busy machine's line may seem slow. */
  private Remote near() throws IOException {
    SshRemote remote = connect(4, TIMEOUT);
    for (int i = 0; i < 20 && remote.lanes() > 1; i++) {
      remote.close();
      remote = connect(4, TIMEOUT);
    }
    assertEquals(1, remote.lanes());
    return remote;
  }

  @Test
  void aServerThatIsFarHasAsManyConnectionsAsConfigured() throws Exception {
    Files.write(folder.resolve("file"), Bytes.some(30_000));
    line.latency(LATENCY);
    try (Remote remote = connect(3, TIMEOUT)) {
      assertEquals(12, remote.lanes());
      assertEquals(Integer.MAX_VALUE, remote.files());
      List<CompletableFuture<?>> reads = reads(remote, MANY, 30_000);
      Await.until("three", () -> mina.sshd().getActiveSessions().size() == 3);
      getAll(reads);
    }
    assertEquals(3, line.connections());
  }

  @Tag("slow")
  @Test
  void aFurtherConnectionThatIsLostIsMadeAnew() throws Exception {
    Files.write(folder.resolve("file"), Bytes.some(30_000));
    line.latency(LATENCY);
    line.trouble(Kind.CUT, Long.MAX_VALUE);
    line.trouble(Kind.CUT, LOGIN_BYTES + 300_000);
    try (Remote remote = connect(2, TIMEOUT)) {
      List<CompletableFuture<?>> reads = reads(remote, 3 * MANY, 30_000);
      Await.until("a third", () -> line.connections() == 3);
      awaitEnds(reads);
      long lost = reads.stream().filter(CompletableFuture::isCompletedExceptionally).count();
      assertTrue(lost > 0 && lost < 3 * MANY, lost + " lost");
    }
  }

  /** One login after the other would take as many times its round trips. */
  @Test
  void furtherConnectionsAreMadeSideBySide() throws Exception {
    Files.write(folder.resolve("file"), Bytes.some(30_000));
    line.latency(LATENCY);
    try (Remote remote = connect(4, TIMEOUT)) {
      line.hold();
      List<CompletableFuture<?>> reads = reads(remote, MANY, 30_000);
      Await.until("none waits for another's login", () -> line.connections() == 4);
      line.release();
      getAll(reads);
    }
  }

  @Tag("slow")
  @Test
  void aServerThatRefusesAFurtherConnectionIsLeftInPeace() throws Exception {
    Files.write(folder.resolve("file"), Bytes.some(30_000));
    line.latency(LATENCY);
    try (Remote remote = connect(2, TIMEOUT)) {
      mina.sshd().setPasswordAuthenticator((_, _, _) -> false);
      getAll(reads(remote, MANY, 30_000));
      assertEquals(2, line.connections());
    }
  }

  /** It lets another login through, and ends it. */
  @Tag("slow")
  @Test
  void aServerThatBearsNoFurtherSessionIsLoggedInToNowAndThen() throws Exception {
    Files.write(folder.resolve("file"), Bytes.some(30_000));
    line.latency(LATENCY);
    line.trouble(Kind.CUT, Long.MAX_VALUE);
    for (int i = 0; i < 1000; i++) {
      line.trouble(Kind.CUT, LOGIN_BYTES);
    }
    long start = System.nanoTime();
    try (Remote remote = connect(2, TIMEOUT, new Retry(3, Duration.ofSeconds(1)))) {
      while (line.connections() < 3) {
        List<CompletableFuture<?>> reads = reads(remote, MANY, 30_000);
        awaitEnds(reads);
      }
    }
    Duration passed = Duration.ofNanos(System.nanoTime() - start);
    assertTrue(passed.compareTo(Duration.ofMillis(500)) >= 0, () -> "after " + passed);
  }
}
