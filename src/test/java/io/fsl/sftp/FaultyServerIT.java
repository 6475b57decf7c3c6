package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.Await;
import io.fsl.testing.Bytes;
import io.fsl.testing.Collected;
import io.fsl.testing.faulty.FaultyServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Our engine at a server that does wrong: the right bytes, or an error, and never a wait for
 * nothing.
 */
class FaultyServerIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final long PATIENCE_SECONDS = 40;

  @TempDir static Path home;
  private static FaultyServer server;
  @TempDir Path folder;

  @BeforeAll
  static void start() throws IOException {
    server = FaultyServer.start(Files.createDirectory(home.resolve("sshd")));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  // --- odd, but right

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SHORT 1000",
        "SHORT 32767",
        "BACKWARDS",
        "FIRST_LAST 50",
        "PLAIN",
        "HANDLES 1",
        "HANDLES 3",
        "SHORT 5000\nBACKWARDS",
        "SHORT 100\nHANDLES 2"
      })
  void oddRepliesGiveTheSameBytes(String faults) throws Exception {
    server.faults(faults.split("\n", -1));
    List<byte[]> contents = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      int size = i == 0 ? 3_000_000 : i * 5000;
      contents.add(Bytes.some(size, i));
      Files.write(folder.resolve("file-" + i), contents.get(i));
    }
    try (Remote remote = connect(TIMEOUT)) {
      List<Collected> sinks = IntStream.range(0, 12).mapToObj(_ -> new Collected()).toList();
      List<CompletableFuture<?>> reads = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        reads.add(remote.read(path("file-" + i), 0, contents.get(i).length, sinks.get(i)));
      }
      for (int i = 0; i < 12; i++) {
        get(reads.get(i));
        assertArrayEquals(contents.get(i), sinks.get(i).bytes(), "file-" + i);
      }
    }
  }

  @Test
  void listsTwoHundredThousandEntries() throws Exception {
    server.faults("ENTRIES 200000");
    try (Remote remote = connect(TIMEOUT)) {
      int[] count = new int[1];
      remote.list(path(""), entry -> count[0]++);
      assertEquals(200_000, count[0]);
    }
  }

  // --- wrong

  @ParameterizedTest
  @ValueSource(strings = {"EMPTY_DATA", "TRUNCATE 50000"})
  void aReadThatFails(String faults) throws Exception {
    server.faults(faults);
    try (Remote remote = connect(TIMEOUT)) {
      assertInstanceOf(RemoteException.class, failure(readOf(remote, 100_000)));
      assertEquals(100_000, get(remote.stat(path("file"))).size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"LONG_DATA", "LYING_DATA", "GARBAGE 20000", "DIE 20000", "DIE 90"})
  void aSessionThatCannotGoOn(String faults) throws Exception {
    server.faults(faults);
    try (Remote remote = connect(TIMEOUT)) {
      CompletableFuture<?> first = readOf(remote, 300_000);
      CompletableFuture<?> second = remote.read(path("file"), 0, 300_000, new Collected());
      assertInstanceOf(ConnectionLostException.class, failure(first));
      assertInstanceOf(ConnectionLostException.class, failure(second));
      server.faults();
      Collected sink = new Collected();
      untilConnected(remote);
      get(remote.read(path("file"), 0, 300_000, sink));
      assertArrayEquals(Bytes.some(300_000), sink.bytes());
    }
  }

  /** A session that began before the faults were taken back may still have them. */
  private void untilConnected(Remote remote) {
    Await.until(
        "a session without faults",
        () ->
            remote
                .read(path("file"), 0, 300_000, new Collected())
                .handle((_, failure) -> failure == null)
                .join());
  }

  @ParameterizedTest
  @ValueSource(strings = {"DIE 3", "GARBAGE 0", "GARBAGE 40"})
  void aSessionThatDoesNotBegin(String faults) {
    server.faults(faults);
    assertThrows(UnreachableException.class, () -> connect(TIMEOUT).close());
  }

  @ParameterizedTest
  @ValueSource(strings = {"STALL 20"})
  void aSessionThatStallsAtOnce(String faults) {
    server.faults(faults);
    assertThrows(UnreachableException.class, () -> connect(Duration.ofSeconds(1)).close());
  }

  /** Nothing is tried again at a server that has fallen silent. */
  @ParameterizedTest
  @ValueSource(strings = {"STALL 80", "STALL 100000"})
  void aServerThatFallsSilentIsGivenUp(String faults) throws Exception {
    server.faults(faults);
    try (Remote remote = connect(Duration.ofSeconds(2))) {
      long start = System.nanoTime();
      CompletableFuture<?> read = readOf(remote, 300_000);
      Throwable failure = failure(read);
      assertInstanceOf(UnreachableException.class, failure);
      assertTrue(String.valueOf(failure.getMessage()).contains("no answer"), failure::getMessage);
      Duration taken = Duration.ofNanos(System.nanoTime() - start);
      assertTrue(taken.compareTo(Duration.ofSeconds(8)) < 0, taken::toString);
      assertInstanceOf(UnreachableException.class, failure(remote.stat(path("file"))));
      assertThrows(UnreachableException.class, () -> remote.list(path(""), entry -> {}));
    }
  }

  @Test
  void aListingThatBreaksOffIsAnError() throws Exception {
    server.faults("ENTRIES 1000", "LIST_FAILS 300");
    try (Remote remote = connect(TIMEOUT)) {
      List<Entry> entries = new ArrayList<>();
      assertThrows(RemoteException.class, () -> remote.list(path(""), entries::add));
      assertTrue(entries.size() <= 300);
    }
  }

  /** As OpenSSH's client understands it; the server would go on like that for ever. */
  @Test
  void aListingEndsWithAReplyWithoutEntries() throws Exception {
    server.faults("EMPTY_NAMES");
    try (Remote remote = connect(TIMEOUT)) {
      List<Entry> entries = new ArrayList<>();
      remote.list(path(""), entries::add);
      assertEquals(List.of(), entries);
    }
  }

  /** How often is for the caller to say. */
  @Test
  void aListingWhoseConnectionBreaksCanBeginAnew() throws Exception {
    server.faults("DIE 1000", "DIE_TIMES 1", "ENTRIES 50"); // the session begins with less
    try (Remote remote = connect(TIMEOUT)) {
      List<Entry> entries = new ArrayList<>();
      assertThrows(ConnectionLostException.class, () -> remote.list(path(""), entries::add));
      assertEquals(List.of(), entries);
      remote.list(path(""), entries::add);
      assertEquals(50, entries.size());
    }
    assertEquals(0, server.deathsLeft());
  }

  @Test
  void statIsRefused() throws Exception {
    Files.write(folder.resolve("file"), Bytes.some(10));
    server.faults("STATS 0");
    try (Remote remote = connect(TIMEOUT)) {
      assertInstanceOf(RemoteException.class, failure(remote.stat(path("file"))));
      assertEquals(10, get(remote.statOpened(path("file"))).size());
    }
    server.faults("FSTATS 0");
    try (Remote remote = connect(TIMEOUT)) {
      assertInstanceOf(RemoteException.class, failure(remote.statOpened(path("file"))));
      assertEquals(10, get(remote.stat(path("file"))).size());
    }
  }

  // --- for short

  private static SshRemote connect(Duration timeout) throws IOException {
    return FolderStore.connect(server.server(), 1, timeout);
  }

  private CompletableFuture<?> readOf(Remote remote, int size) throws IOException {
    Files.write(folder.resolve("file"), Bytes.some(size));
    return remote.read(path("file"), 0, size, new Collected());
  }

  private RemotePath path(String name) {
    return RemotePath.of(folder.resolve(name).toString(), StandardCharsets.UTF_8);
  }

  private static <T> T get(CompletableFuture<T> answer) throws Exception {
    return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private static Throwable failure(CompletableFuture<?> answer) {
    ExecutionException failure =
        assertThrows(
            ExecutionException.class, () -> answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    return Objects.requireNonNull(failure.getCause());
  }
}
