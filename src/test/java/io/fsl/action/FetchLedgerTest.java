package io.fsl.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.action.FetchLedger.Fetched;
import io.fsl.sftp.RemotePath;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What is forgotten, and what is not, whatever the clock does. */
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

  private void put(String name, Instant seen) {
    entries.putFetched(path(name), fetched(seen));
  }

  private static Fetched fetched(Instant seen) {
    return new Fetched(1, 2, Path.of("x"), false, seen);
  }

  private void see(String name, Instant now) {
    entries.seen(path(name), entries.fetched(path(name)).orElseThrow(), now, KEEP);
  }

  private Instant seen(String name) {
    return entries.fetched(path(name)).orElseThrow().seen();
  }

  private static RemotePath path(String name) {
    return RemotePath.of(name.getBytes(UTF_8));
  }
}
