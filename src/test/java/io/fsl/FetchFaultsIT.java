package io.fsl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.Bytes;
import io.fsl.testing.Cli;
import io.fsl.testing.SshKey;
import io.fsl.testing.faulty.FaultyServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user sees of {@code fsl fetch} when the server does wrong. */
class FetchFaultsIT {
  private static final long MTIME = 1_700_000_000;

  @TempDir static Path home;
  private static FaultyServer server;
  @TempDir Path temporary;
  private Path folder;
  private Path outgoing;
  private Cli fsl;

  @BeforeAll
  static void start() throws IOException {
    server = FaultyServer.start(Files.createDirectory(home.resolve("sshd")));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void install() throws IOException {
    folder = temporary.toRealPath();
    outgoing = Files.createDirectory(folder.resolve("outgoing"));
    fsl = new Cli(folder);
    configure("*", "");
  }

  /** Configures the source; its keys are indented by four spaces, those of the file by none. */
  private void configure(String files, String more) throws IOException {
    Files.createDirectories(folder.resolve("etc"));
    Files.writeString(
        folder.resolve("etc/fetcher.yml"),
        """
        retry_wait: 100ms
        sftp_sources:
          feeds:
            host: 127.0.0.1
            port: %d
            username: %s
            ssh_key: %s
            known_hosts: %s
            source: %s
            files: '%s'
            local_incoming: incoming
            connections: 1
        """
                .formatted(
                    server.sshd().port(),
                    server.server().username(),
                    server.sshd().userKey().file(),
                    server.server().hostKeys().knownHosts().getFirst(),
                    outgoing,
                    files)
            + more);
  }

  // --- nothing wrong reaches incoming

  /** Found by the byte count, whatever the server says of the file. */
  @ParameterizedTest
  @ValueSource(strings = {"TRUNCATE 50000", "SIZE_PLUS 10", "EMPTY_DATA"})
  void aFileThatDoesNotComeWhole(String faults) throws Exception {
    offer("a.txt", 100_000);
    server.faults(faults);
    Cli.Result result = fetch();
    assertEquals(2, result.status(), result.err());
    assertTrue(result.err().contains("a.txt"), result.err());
    assertEquals(Set.of(), incoming());
    assertNextFetchBrings("a.txt", 100_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"LYING_DATA", "GARBAGE 20000"})
  void aServerThatCannotBeUnderstood(String faults) throws Exception {
    offer("a.txt", 100_000);
    server.faults(faults);
    Cli.Result result = fetch();
    assertEquals(69, result.status(), result.err());
    assertEquals(Set.of(), incoming());
    assertNextFetchBrings("a.txt", 100_000);
  }

  @Test
  void aFileThatIsReplacedMeanwhile() throws Exception {
    offer("a.txt", 100_000);
    server.faults("REPLACE 40000");
    Cli.Result result = fetch("-v");
    assertEquals(0, result.status(), result.err());
    assertTrue(result.err().contains("it changed while it was fetched"), result.err());
    assertEquals(Set.of(), incoming());
    server.faults();
    assertEquals(0, fetch().status());
    assertArrayEquals(
        Files.readAllBytes(outgoing.resolve("a.txt")), Files.readAllBytes(fetched("a.txt")));
  }

  @Test
  void aFileThatGrowsMeanwhile() throws Exception {
    offer("a.txt", 100_000);
    server.faults("APPEND 40000");
    assertEquals(0, fetch().status());
    assertEquals(Set.of(), incoming());
    server.faults();
    assertEquals(0, fetch().status());
    assertEquals(100_001, Files.size(fetched("a.txt")));
  }

  @Test
  void aFileThatIsRemovedOnceAllIsRead() throws Exception {
    byte[] content = offer("a.txt", 100_000);
    server.faults("REMOVE 100000");
    Cli.Result result = fetch();
    assertEquals(0, result.status(), result.err());
    assertTrue(result.err().contains("gone from the server"), result.err());
    assertArrayEquals(content, Files.readAllBytes(fetched("a.txt")));
  }

  @Test
  void aFileThatIsGoneBeforeItIsOpened() throws Exception {
    byte[] content = offer("a.txt", 10);
    server.faults("NAMES gone.txt");
    Cli.Result result = fetch("-v");
    assertEquals(0, result.status(), result.err());
    assertTrue(result.err().contains("gone.txt"), result.err());
    assertEquals(Set.of("a.txt"), incoming());
    assertArrayEquals(content, Files.readAllBytes(fetched("a.txt")));
  }

  // --- sessions that end

  @ParameterizedTest
  @CsvSource({"500,1", "40000,2", "150000,2", "299000,1"})
  void aServerThatDiesAFewTimes(int bytes, int times) throws Exception {
    byte[] content = offer("a.txt", 300_000);
    offer("b.txt", 10);
    server.faults("DIE " + bytes, "DIE_TIMES " + times);
    Cli.Result result = fetch();
    assertEquals(0, result.status(), result.err());
    assertEquals(0, server.deathsLeft());
    assertArrayEquals(content, Files.readAllBytes(fetched("a.txt")));
    Files.delete(fetched("a.txt"));
    server.faults();
    assertEquals(0, fetch().status());
    assertEquals(Set.of("b.txt"), incoming());
  }

  /** Not recorded as fetched before it is. */
  @Test
  void aServerThatDiesAgainAndAgain() throws Exception {
    offer("a.txt", 300_000);
    server.faults("DIE 100000");
    Cli.Result result = fetch();
    assertEquals(69, result.status(), result.err());
    assertEquals(Set.of(), incoming());
    assertEquals(69, fetch().status());
    assertNextFetchBrings("a.txt", 300_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"STALL 0", "STALL 300", "STALL 60000"})
  void aServerThatFallsSilent(String faults) throws Exception {
    offer("a.txt", 100_000);
    server.faults(faults);
    configure("*", "retries: 0\nsftp_timeout: 3\n");
    long start = System.nanoTime();
    Cli.Result result = fetch();
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    assertEquals(69, result.status(), result.err());
    assertTrue(result.err().contains("no answer"), result.err());
    assertTrue(taken.compareTo(Duration.ofSeconds(25)) < 0, taken::toString);
    assertEquals(Set.of(), incoming());
    assertNextFetchBrings("a.txt", 100_000);
  }

  // --- servers with whims

  @ParameterizedTest
  @ValueSource(strings = {"HANDLES 1", "STATS 0", "BACKWARDS", "SHORT 999"})
  void aServerWithWhims(String faults) throws Exception {
    server.faults(faults);
    byte[] big = offer("big.bin", 1_000_000);
    for (int i = 0; i < 20; i++) {
      offer("small-" + i, i * 100);
    }
    Cli.Result result = fetch();
    assertEquals(0, result.status(), result.err());
    assertArrayEquals(big, Files.readAllBytes(fetched("big.bin")));
    for (int i = 0; i < 20; i++) {
      assertArrayEquals(Bytes.some(i * 100), Files.readAllBytes(fetched("small-" + i)));
    }
  }

  @Test
  void aServerThatTellsNothingASecondTime() throws Exception {
    byte[] content = offer("a.txt", 1000);
    server.faults("STATS 0", "FSTATS 0");
    Cli.Result result = fetch();
    assertEquals(0, result.status(), result.err());
    assertTrue(result.err().contains("taken by its bytes"), result.err());
    assertArrayEquals(content, Files.readAllBytes(fetched("a.txt")));
  }

  @Test
  void timesOfTheNextDecades() throws Exception {
    offer("a.txt", 10);
    FileTime time = FileTime.fromMillis(2_208_988_800_000L);
    Files.setLastModifiedTime(outgoing.resolve("a.txt"), time);
    server.faults();
    assertEquals(0, fetch().status());
    assertEquals(time, Files.getLastModifiedTime(fetched("a.txt")));
  }

  @Test
  void aHugeFolder() throws Exception {
    byte[] content = offer("a.csv", 1000);
    configure("*.csv", "");
    server.faults("ENTRIES 200000");
    Cli small = fsl.with("JAVA_TOOL_OPTIONS", "-Xmx48m");
    Cli.Result result = small.run("fetch", "--loops", "1");
    assertEquals(0, result.status(), result.err());
    assertArrayEquals(content, Files.readAllBytes(fetched("a.csv")));
  }

  /** Whoever is asked again and again locks accounts. */
  @Test
  void aWrongKeyIsOfferedOnce() throws Exception {
    offer("a.txt", 10);
    SshKey wrong = SshKey.create(folder.resolve("wrong"), "-t", "ed25519");
    Path config = folder.resolve("etc/fetcher.yml");
    String right = server.sshd().userKey().file().toString();
    Files.writeString(config, Files.readString(config).replace(right, wrong.file().toString()));
    String before = server.sshd().log();
    Cli.Result result = fetch();
    assertEquals(77, result.status(), result.err());
    String since = server.sshd().log().substring(before.length());
    assertEquals(2, since.split("Connection from ", -1).length, since);
    assertEquals(2, since.split("Failed publickey for ", -1).length, since);
    assertEquals(Set.of(), incoming());
  }

  // --- hostile names

  @Test
  void hostileNamesStayOutside() throws Exception {
    byte[] content = offer("good.txt", 10);
    Set<Path> before = everything();
    server.faults(
        "NAMES ../evil ../../evil /tmp/evil-absolute a/evil evil%0aline evil%00nul evil%1b[31m"
            + " evil%7f %ffevil  ..%2fevil2 .fsl");
    Cli.Result result = fetch();
    assertEquals(2, result.status(), result.err());
    assertEquals(Set.of("good.txt"), incoming());
    assertArrayEquals(content, Files.readAllBytes(fetched("good.txt")));
    assertFalse(Files.exists(Path.of("/tmp/evil-absolute")));
    Set<Path> after = everything();
    after.removeAll(before);
    after.removeIf(path -> !path.toString().contains("evil"));
    assertEquals(Set.of(), after);
    assertTrue(result.err().contains("evil\\x0aline"), result.err());
    assertTrue(result.err().contains("is not UTF-8"), result.err());
    assertFalse(
        result.err().chars().anyMatch(c -> c != '\n' && Character.isISOControl(c)), result.err());
  }

  @Test
  void aPlantedLinkIsNotFollowed() throws Exception {
    byte[] content = offer("a.txt", 10);
    Path victim = Files.writeString(folder.resolve("victim"), "untouched");
    Files.createDirectory(folder.resolve("incoming"));
    Files.createSymbolicLink(fetched("a.txt"), victim);
    server.faults();
    assertEquals(0, fetch().status());
    assertEquals(Set.of(), incoming());
    configure("*", "    on_change: keep-both\n");
    assertEquals(0, fetch().status());
    assertEquals(Set.of("a.~2~.txt"), incoming());
    assertArrayEquals(content, Files.readAllBytes(fetched("a.~2~.txt")));
    assertEquals("untouched", Files.readString(victim));
  }

  @Test
  void aPlantedFolderLinkIsNotFollowed() throws Exception {
    Files.createDirectory(outgoing.resolve("sub"));
    offer("sub/a.txt", 10);
    Path victim = Files.createDirectory(folder.resolve("victim"));
    Files.createDirectory(folder.resolve("incoming"));
    Files.createSymbolicLink(fetched("sub"), victim);
    server.faults();
    configure("*", "    recursive: yes\n");
    Cli.Result result = fetch();
    assertEquals(2, result.status(), result.err());
    try (Stream<Path> inside = Files.list(victim)) {
      assertEquals(0, inside.count());
    }
  }

  // --- for short

  private byte[] offer(String name, int size) throws IOException {
    byte[] content = Bytes.some(size);
    Path file = Files.write(outgoing.resolve(name), content);
    Files.setLastModifiedTime(file, FileTime.fromMillis(MTIME * 1000));
    return content;
  }

  private Cli.Result fetch(String... more) {
    String[] arguments =
        Stream.concat(Stream.of("fetch", "--loops", "1"), Stream.of(more)).toArray(String[]::new);
    return fsl.run(arguments);
  }

  private Path fetched(String name) {
    return folder.resolve("incoming").resolve(name);
  }

  private void assertNextFetchBrings(String name, int size) throws IOException {
    server.faults();
    Cli.Result result = fetch();
    assertEquals(0, result.status(), result.err());
    assertArrayEquals(Bytes.some(size), Files.readAllBytes(fetched(name)));
  }

  /** What a reader of incoming sees. */
  private Set<String> incoming() throws IOException {
    Path incoming = folder.resolve("incoming");
    try (Stream<Path> files = Files.walk(incoming)) {
      return files
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .map(file -> incoming.relativize(file).toString())
          .filter(name -> !name.startsWith(".fsl/"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** All files below the test's folder and beside it. */
  private Set<Path> everything() throws IOException {
    try (Stream<Path> beside = Files.list(folder.getParent());
        Stream<Path> below = Files.walk(folder)) {
      return Stream.concat(beside, below).collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
