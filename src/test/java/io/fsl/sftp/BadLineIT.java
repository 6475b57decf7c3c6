package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.config.Credentials;
import io.fsl.config.HostKeyCheck;
import io.fsl.config.HostKeyPolicy;
import io.fsl.config.Server;
import io.fsl.testing.Await;
import io.fsl.testing.Bytes;
import io.fsl.testing.Collected;
import io.fsl.testing.OpenSshServer;
import io.fsl.testing.TcpProxy;
import io.fsl.testing.TcpProxy.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our engine over a line that breaks, and at an sshd that asks for new keys or few sessions. */
class BadLineIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final long PATIENCE_SECONDS = 60;

  /** More than a login takes. */
  private static final int LOGIN_BYTES = 10_000;

  @TempDir Path folder;
  private TcpProxy line;
  private OpenSshServer sshd;

  @BeforeEach
  void start() throws IOException {
    sshd = OpenSshServer.start(Files.createDirectory(folder.resolve("sshd")));
    line = TcpProxy.to(sshd.port());
  }

  @AfterEach
  void stop() throws IOException {
    line.close();
    sshd.close();
  }

  @Test
  void newKeysUnderLoadChangeNoByte() throws Exception {
    byte[] content = Bytes.some(6_000_000);
    Files.write(folder.resolve("big"), content);
    List<Collected> sinks = new ArrayList<>();
    List<CompletableFuture<?>> requests = new ArrayList<>();
    Path home = Files.createDirectory(folder.resolve("rekeying"));
    try (OpenSshServer rekeying = OpenSshServer.start(home, "RekeyLimit 1M", "LogLevel DEBUG");
        Remote remote = FolderStore.connect(rekeying.server(), 1, TIMEOUT)) {
      for (int i = 0; i < 4; i++) {
        sinks.add(new Collected());
        requests.add(remote.read(path("big"), 0, content.length, sinks.get(i)));
      }
      for (int i = 0; i < 2000; i++) {
        requests.add(remote.stat(path("big")));
      }
      for (CompletableFuture<?> request : requests) {
        request.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
      int keys = rekeying.log().split("rekey out after", -1).length;
      assertTrue(keys > 10, () -> keys + " times new keys");
    }
    for (Collected sink : sinks) {
      assertArrayEquals(content, sink.bytes());
    }
  }

  /** As a download does: from where the sink is, again and again. */
  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"CUT", "RESET", "CORRUPT"})
  void aBigFileComesOverALineThatBreaks(Kind kind) throws Exception {
    int size = kind == Kind.CUT ? 64 << 20 : 12 << 20;
    byte[] content = Bytes.some(size);
    Files.write(folder.resolve("big"), content);
    Random random = new Random(kind.ordinal());
    for (int i = 0; i < 6; i++) {
      line.trouble(kind, LOGIN_BYTES + random.nextInt(size / 5));
    }
    Collected sink = new Collected();
    int breaks = 0;
    try (Remote remote = FolderStore.connect(byLine(), 1, TIMEOUT)) {
      while (sink.size() < content.length) {
        try {
          remote
              .read(path("big"), sink.size(), content.length - sink.size(), sink)
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
          assertInstanceOf(ConnectionLostException.class, e.getCause());
          breaks++;
        }
      }
    }
    assertArrayEquals(content, sink.bytes());
    assertTrue(breaks >= 3, () -> "it broke too seldom: " + line.happened());
    assertEquals(line.happened(), breaks);
  }

  /** The bytes of a reply's middle are the last that come. */
  @Test
  void nothingHangsWhereverTheLineBreaks() throws Exception {
    byte[] content = Bytes.some(30_000);
    Files.write(folder.resolve("small"), content);
    try (Remote remote = FolderStore.connect(byLine(), 1, TIMEOUT)) {
      remote
          .read(path("small"), 0, 30_000, new Collected())
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    for (int i = 0; i < 25; i++) {
      line.trouble(Kind.CUT, 2500 + i * 1300);
    }
    int lost = 0;
    for (int i = 0; i < 25; i++) {
      try (Remote remote = FolderStore.connect(byLine(), 1, TIMEOUT)) {
        remote
            .read(path("small"), 0, 30_000, new Collected())
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        assertInstanceOf(ConnectionLostException.class, e.getCause());
        lost++;
      } catch (UnreachableException e) {
        // it broke before the session began, thrice
      }
    }
    int losses = lost;
    assertTrue(losses >= 10, () -> "lost only " + losses);
  }

  @Test
  void aLineThatGoesSilentIsGivenUp() throws Exception {
    Files.write(folder.resolve("big"), Bytes.some(5_000_000));
    line.trouble(Kind.STALL, 1_000_000);
    try (Remote remote = FolderStore.connect(byLine(), 1, Duration.ofSeconds(2))) {
      CompletableFuture<?> read = remote.read(path("big"), 0, 5_000_000, new Collected());
      ExecutionException failure =
          assertThrows(
              ExecutionException.class, () -> read.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
      assertInstanceOf(UnreachableException.class, failure.getCause());
    }
    assertEquals(1, line.connections());
  }

  /** The other line goes on, and with it what the silent one had. */
  @Test
  void oneSilentLineOfTwoIsDropped() throws Exception {
    Files.write(folder.resolve("small"), Bytes.some(20_000));
    line.trouble(Kind.CUT, Long.MAX_VALUE);
    line.trouble(Kind.STALL, 60_000);
    try (Remote remote = FolderStore.connect(byLine(), 2, Duration.ofSeconds(2))) {
      List<CompletableFuture<?>> reads = new ArrayList<>();
      for (int i = 0; i < 3000; i++) {
        reads.add(remote.read(path("small"), 0, 20_000, new Collected()));
      }
      Await.until("the second line is silent", () -> line.happened() == 1);
      int lost = 0;
      for (CompletableFuture<?> read : reads) {
        while (!read.isDone()) {
          remote.stat(path("small")).handle((_, _) -> true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        if (read.isCompletedExceptionally()) {
          assertInstanceOf(ConnectionLostException.class, read.exceptionNow());
          lost++;
        }
      }
      int losses = lost;
      assertTrue(losses > 0 && losses < 1000, () -> losses + " lost");
    }
  }

  /** One login after the other would take as many times its round trips. */
  @Test
  void onALongLineFurtherConnectionsAreMadeSideBySide() throws Exception {
    int size = 12 << 20;
    Files.write(folder.resolve("big"), Bytes.some(size));
    line.latency(Duration.ofMillis(4));
    AtomicLong arrived = new AtomicLong();
    try (Remote remote = FolderStore.connect(byLine(), 4, TIMEOUT)) {
      line.hold();
      List<CompletableFuture<?>> reads = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        reads.add(remote.read(path("big"), 0, size, bytes -> arrived.addAndGet(bytes.remaining())));
      }
      Await.until("none waits for another's login", () -> line.connections() == 4);
      line.release();
      for (CompletableFuture<?> read : reads) {
        read.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
    }
    assertEquals(6L * size, arrived.get());
  }

  @Test
  void aServerThatDoesNotComeBackIsUnreachable() throws Exception {
    try (Remote remote = FolderStore.connect(sshd.server(), 1, TIMEOUT)) {
      sshd.close();
      CompletableFuture<?> stat = remote.stat(path("any"));
      ExecutionException failure =
          assertThrows(
              ExecutionException.class, () -> stat.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
      assertTrue(
          failure.getCause() instanceof UnreachableException
              || failure.getCause() instanceof ConnectionLostException);
      assertThrows(UnreachableException.class, () -> remote.list(path(""), entry -> {}));
    }
  }

  private Server byLine() {
    return new Server(
        "127.0.0.1",
        line.port(),
        System.getProperty("user.name"),
        new Credentials(null, List.of(sshd.userKey().file()), null),
        new HostKeyPolicy(List.of(), List.of(), HostKeyCheck.OFF));
  }

  private RemotePath path(String name) {
    return RemotePath.of(folder.resolve(name).toString(), StandardCharsets.UTF_8);
  }
}
