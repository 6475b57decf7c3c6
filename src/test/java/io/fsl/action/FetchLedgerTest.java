package io.fsl.action;

import static io.fsl.action.FetchSetup.MTIME;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.action.FetchLedger.Transfer;
import io.fsl.linux.PathBytes;
import io.fsl.sftp.RemotePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is remembered, and what is forgotten, whatever the clock does. */
class FetchLedgerTest {
  private static final Instant NOW = Instant.parse("2026-11-22T13:00:00Z");
  private static final Duration KEEP = Duration.ofDays(90);

  private final FetchLedger entries = new FetchLedger(Ledger.inMemory(), "feeds");

  @Test
  void whatNoListingHasHadForLongIsForgotten() {
    put("old", NOW.minus(Duration.ofDays(92)));
    put("listed", NOW.minus(Duration.ofDays(92)));
    put("recent", NOW.minus(Duration.ofDays(89)));
    see("listed", NOW);
    entries.prune(NOW, KEEP);
    assertTrue(entries.fetched(path("old")).isEmpty());
    assertTrue(entries.fetched(path("listed")).isPresent());
    assertTrue(entries.fetched(path("recent")).isPresent());
  }

  @Test
  void sourcesAreForgottenOneByOne() {
    Ledger ledger = Ledger.inMemory();
    FetchLedger other = new FetchLedger(ledger, "feeds2");
    other.putFetched(path("a"), fetched(Instant.EPOCH));
    new FetchLedger(ledger, "feeds").prune(NOW, KEEP);
    assertTrue(other.fetched(path("a")).isPresent());
  }

  @Test
  void aClockThatJumpsBackForgetsNothing() {
    put("a", NOW);
    Instant before = NOW.minus(Duration.ofDays(1000));
    see("a", before);
    assertEquals(before, seen("a"), "what is in the future is put right");
    entries.prune(before, KEEP);
    assertTrue(entries.fetched(path("a")).isPresent());
  }

  @Test
  void aClockThatWasAheadForAWhileForgetsNothingThatIsListed() {
    put("a", NOW);
    Instant ahead = NOW.plus(Duration.ofDays(1000));
    see("a", ahead);
    entries.prune(ahead, KEEP);
    see("a", NOW);
    entries.prune(NOW, KEEP);
    assertEquals(NOW, seen("a"));
  }

  @Test
  void aPruningInTheFutureHoldsUpNoLaterOne() {
    entries.prune(NOW.plus(Duration.ofDays(1000)), KEEP);
    put("old", NOW.minus(Duration.ofDays(92)));
    entries.prune(NOW, KEEP);
    assertTrue(entries.fetched(path("old")).isEmpty());
  }

  @Test
  void pruningIsDoneNowAndThen() {
    entries.prune(NOW, KEEP);
    put("old", Instant.EPOCH);
    entries.prune(NOW.plus(Duration.ofHours(23)), KEEP);
    assertTrue(entries.fetched(path("old")).isPresent());
    entries.prune(NOW.plus(Duration.ofHours(24)), KEEP);
    assertTrue(entries.fetched(path("old")).isEmpty());
  }

  @ParameterizedTest(name = "kept for {0}, seen {1} ago: {2}")
  @CsvSource({
    "P90D, PT24H, false",
    "P90D, PT24H1S, true",
    "PT8H, PT1H, false",
    "PT8H, PT61M, true"
  })
  void aFileThatIsListedIsNotedNowAndThen(Duration keep, Duration ago, boolean noted) {
    put("a", NOW.minus(ago));
    assertTrue(entries.isFetched(file("a", 1, 2), NOW, keep));
    assertEquals(noted ? NOW : NOW.minus(ago), seen("a"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatWasFetchedIsRemembered(boolean gone) {
    Path target = PathBytes.path(new byte[] {'d', '/', -1});
    Fetched entry = new Fetched(1L << 40, MTIME, target, gone, NOW);
    entries.putFetched(path("a"), entry);
    assertEquals(Optional.of(entry), entries.fetched(path("a")));
    assertEquals(Optional.empty(), entries.fetched(path("b")));
    assertEquals(!gone, entries.isFetched(file("a", 1L << 40, MTIME), NOW.plus(KEEP), KEEP));
    assertEquals(
        new Fetched(1L << 40, MTIME, target, gone, gone ? NOW : NOW.plus(KEEP)),
        entries.fetched(path("a")).orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theFileThatWasPublishedIsRemembered(boolean gone) {
    Path target = Path.of("d/x");
    Fetched entry = new Fetched(1, 2, target, gone, NOW, -7, 1L << 60);
    entries.putFetched(path("a"), entry);
    assertEquals(!gone, entries.isFetched(file("a", 1, 2), NOW.plus(KEEP), KEEP));
    Instant seen = gone ? NOW : NOW.plus(KEEP);
    assertEquals(
        new Fetched(1, 2, target, gone, seen, -7, 1L << 60),
        entries.fetched(path("a")).orElseThrow());
    entries.finished(part(file("a", 1, 2)));
    assertEquals(
        new Fetched(1, 2, target, true, seen, -7, 1L << 60),
        entries.fetched(path("a")).orElseThrow());
  }

  /** As it was written before files were remembered. */
  @Test
  void anOlderRecordIsUnderstood() {
    byte[] record = {
      0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 3, 'x'
    };
    Fetched entry = new Fetched(1, 2, Path.of("x"), true, Instant.ofEpochSecond(3));
    assertEquals(entry, FetchEntries.fetched(record));
    assertArrayEquals(record, FetchEntries.encode(entry));
  }

  @ParameterizedTest
  @CsvSource({"a, 1, 2, true", "a, 2, 2, false", "a, 1, 3, false", "b, 1, 2, false"})
  void onlyTheVersionThatWasPublishedIsNothingNew(
      String name, long size, long mtime, boolean fetched) {
    put("a", NOW);
    assertEquals(fetched, entries.isFetched(file(name, size, mtime), NOW, KEEP));
  }

  @ParameterizedTest
  @EnumSource
  void whatIsUnderWayIsRemembered(Phase phase) {
    Transfer part =
        new Transfer(
            FetchSetup.listed("sub/a", 1L << 40),
            phase,
            PathBytes.path(new byte[] {'d', '/', -1}),
            phase == Phase.LOADING ? Optional.empty() : Optional.of(Path.of("sub/a.~2~")),
            List.of(new Range(0, 5, 1L << 39), new Range(1L << 39, 1L << 39, 1L << 40)));
    entries.putTransfer(part);
    assertEquals(Optional.of(part), entries.transfer(part.file().path()));
    for (Phase each : Phase.values()) {
      assertEquals(each == phase ? List.of(part) : List.of(), entries.transfers(each));
    }
    assertEquals(Optional.empty(), entries.transfer(path("b")));
    entries.removeTransfer(part.file().path());
    assertEquals(List.of(), FetchSetup.transfers(entries));
  }

  @Test
  void eachSourceHasItsOwn() {
    Ledger ledger = Ledger.inMemory();
    RemoteFile feeds = FetchSetup.listed("a", 4);
    RemoteFile other = new RemoteFile("feeds2", feeds.path(), feeds.relative(), 4, MTIME);
    for (RemoteFile file : List.of(feeds, other)) {
      new FetchLedger(ledger, file.source()).putTransfer(part(file));
    }
    assertEquals(List.of(part(feeds)), FetchSetup.transfers(new FetchLedger(ledger, "feeds")));
    Set<RemoteFile> all = new HashSet<>();
    FetchLedger.forEachTransfer(ledger, transfer -> all.add(transfer.file()));
    assertEquals(Set.of(feeds, other), all);
    byte[] prefix = new FetchLedger(ledger, "feeds").prefix();
    assertArrayEquals("feeds\0".getBytes(UTF_8), prefix);
  }

  @Test
  void thereMayBeTooManyToBeAskedForAtOnce() {
    for (String name : List.of("a", "b", "b.2", "c", "d")) {
      entries.putTransfer(part(FetchSetup.listed(name, 4)).in(Phase.PUBLISHED));
    }
    entries.putTransfer(part(FetchSetup.listed("aa", 4)));
    assertEquals(List.of("a", "b"), published(null));
    assertEquals(List.of("b.2", "c"), published("b"));
    assertEquals(List.of("d"), published("c"));
    assertEquals(List.of(), published("d"));
  }

  private List<String> published(@Nullable String after) {
    RemotePath last = after == null ? null : FetchSetup.path("/out/" + after);
    return entries.transfers(Phase.PUBLISHED, last, 2).stream()
        .map(transfer -> transfer.file().name())
        .toList();
  }

  private static Transfer part(RemoteFile file) {
    return new Transfer(file, Phase.LOADING, file.relative(), Optional.empty(), List.of());
  }

  @Test
  void afterAFileIsFinishedAnyOfItsNameIsNew() {
    Transfer part = part(FetchSetup.listed("a", 4));
    entries.putTransfer(part);
    entries.putFetched(part.file().path(), fetched(NOW));
    entries.finished(part);
    assertEquals(List.of(), FetchSetup.transfers(entries));
    assertEquals(
        new Fetched(1, 2, Path.of("x"), true, NOW),
        entries.fetched(part.file().path()).orElseThrow());
  }

  @Test
  void whatIsRememberedWasCommitted(@TempDir Path folder) throws IOException {
    Path copy = Files.createDirectory(folder.resolve("copy"));
    try (Ledger ledger = Ledger.open(folder, "test", false)) {
      FetchLedger one = new FetchLedger(ledger, "feeds");
      one.putFetched(path("a"), fetched(NOW));
      one.commit();
      Files.copy(folder.resolve("test.mv"), copy.resolve("test.mv")); // as after a crash
    }
    try (Ledger ledger = Ledger.peek(copy, "test")) {
      assertTrue(new FetchLedger(ledger, "feeds").fetched(path("a")).isPresent());
    }
  }

  private void put(String name, Instant seen) {
    entries.putFetched(path(name), fetched(seen));
  }

  private static Fetched fetched(Instant seen) {
    return new Fetched(1, 2, Path.of("x"), false, seen);
  }

  private void see(String name, Instant now) {
    assertTrue(entries.isFetched(file(name, 1, 2), now, KEEP));
  }

  private Instant seen(String name) {
    return entries.fetched(path(name)).orElseThrow().seen();
  }

  private static RemoteFile file(String name, long size, long mtime) {
    return new RemoteFile("feeds", path(name), Path.of(name), size, mtime);
  }

  private static RemotePath path(String name) {
    return RemotePath.of(name.getBytes(UTF_8));
  }
}
