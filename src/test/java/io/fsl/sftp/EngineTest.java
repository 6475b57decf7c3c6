package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The small parts of the engine. */
class EngineTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  // --- RequestTable

  @Test
  void idsAreUniqueWhileInUseAndFreeAfterwards() throws Exception {
    RequestTable table = new RequestTable(10);
    Set<Integer> ids = new HashSet<>();
    List<Named> waiting = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      waiting.add(new Named());
      ids.add(table.add(waiting.get(i)));
    }
    assertEquals(10, ids.size());
    assertEquals(10, table.size());
    assertEquals(waiting.get(4), table.remove(4));
    assertThrows(ProtocolException.class, () -> table.remove(4));
    assertEquals(4, table.add(new Named()));
  }

  @Test
  void idsThatWereNeverGiven() {
    RequestTable table = new RequestTable(10);
    table.add(new Named());
    for (int id : new int[] {1, 9, 10, 4096, Integer.MAX_VALUE, -1, Integer.MIN_VALUE}) {
      assertThrows(ProtocolException.class, () -> table.remove(id));
    }
    assertEquals(1, table.size());
  }

  @Test
  void roomIsLeftForACloseWithItsRead() {
    RequestTable table = new RequestTable(4);
    int added = 0;
    while (table.hasRoom()) {
      table.add(new Named());
      added++;
    }
    assertEquals(3, added);
  }

  @Test
  void removingAllLeavesAnEmptyTable() {
    RequestTable table = new RequestTable(5);
    for (int i = 0; i < 5; i++) {
      table.add(new Named());
    }
    assertEquals(5, table.removeAll().size());
    assertEquals(0, table.size());
    assertEquals(List.of(), table.removeAll());
    assertTrue(table.hasRoom());
  }

  private static final class Named implements Waiting {
    @Override
    public void answered(int type, ByteBuffer body) {}

    @Override
    public void lost(IOException cause) {}
  }

  // --- RateLimit

  @Test
  void aRateLimitHoldsOverTime() {
    AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // nanoTime may overflow
    RateLimit rate = new RateLimit(1_000_000, now::get);
    long start = now.get();
    long taken = 0;
    for (int i = 0; i < 1000; i++) {
      long wait = rate.take(32 << 10);
      if (wait == 0) {
        taken += 32 << 10;
      }
      now.addAndGet(wait);
    }
    double seconds = (now.get() - start) / 1e9;
    assertEquals(1_000_000, taken / seconds, 20_000);
  }

  @Test
  void aRateLimitSavesATenthOfASecond() {
    AtomicLong now = new AtomicLong();
    RateLimit rate = new RateLimit(1_000_000, now::get);
    now.addAndGet(SECOND.toNanos() * 3600);
    int burst = 0;
    while (rate.take(1000) == 0) {
      burst += 1000;
    }
    assertEquals(100_000, burst, 2000);
  }

  @Test
  void aRequestLargerThanTheBucketGoesThroughAtLast() {
    AtomicLong now = new AtomicLong();
    RateLimit rate = new RateLimit(1, now::get);
    assertEquals(0, rate.take(32 << 10));
    long wait = rate.take(1);
    assertEquals((32 << 10) * 1e9, wait, 1e6);
    now.addAndGet(wait + 1);
    assertEquals(0, rate.take(1));
  }

  @Test
  void noLimitIsNoLimit() {
    for (int i = 0; i < 100_000; i++) {
      assertEquals(0, RateLimit.NONE.take(Integer.MAX_VALUE));
    }
  }

  // --- Backoff

  @Test
  void pausesDoubleWithJitterAndEnd() {
    for (int round = 0; round < 200; round++) {
      Backoff backoff = new Backoff(10, SECOND);
      for (int i = 0; i < 10; i++) {
        long most = Math.min(60_000, 1000L << i);
        long pause = Objects.requireNonNull(backoff.next()).toMillis();
        assertTrue(pause >= most / 2 && pause <= most, i + ": " + pause);
      }
      assertNull(backoff.next());
      assertNull(backoff.next());
    }
  }

  @Test
  void aBackoffStopsWhenItIsTold() {
    Backoff backoff = new Backoff(2, SECOND);
    List<Duration> pauses = new ArrayList<>();
    assertTrue(backoff.again(pauses::add));
    assertFalse(backoff.again(pause -> false));
    assertFalse(backoff.again(pauses::add));
    assertEquals(1, pauses.size());
    assertTrue(new Backoff(1, Duration.ZERO).again(Duration.ZERO::equals));
  }

  // --- Tuning, ServerLimits

  /** Nanoseconds and files; with latency a second connection soon pays. */
  @ParameterizedTest
  @CsvSource({
    "100000,1,4,128", "100000,2,4,2147483647", "100000,1,1,2147483647",
    "20000000,1,4,1", "20000000,3,4,1", "20000000,4,4,2147483647"
  })
  void connectionsAreAddedWhereTheyHelp(long roundTrip, int open, int most, int waiting) {
    assertEquals(waiting, Tuning.worthAnother(roundTrip, open, most));
  }

  @Test
  void aBigFileIsSplitOnlyOnALongLine() {
    assertEquals(1, Tuning.lanes(2_999_999, 4));
    assertEquals(16, Tuning.lanes(3_000_000, 4));
  }

  @Test
  void aFastLinkHasFewerFilesOnTheirWay() {
    assertEquals(256, Tuning.files(100_000));
    assertEquals(Integer.MAX_VALUE, Tuning.files(20_000_000));
  }

  @ParameterizedTest
  @CsvSource({
    "261120,19995,32768,256",
    "0,0,32768,256",
    "1000,1,1000,1",
    "1000,2,1000,1",
    "1000,10,1000,8",
    "-1,-1,32768,256"
  })
  void limitsOfTheServer(long read, long handles, int readLength, int openFiles) {
    Wire wire = new Wire().uint64(1 << 18).uint64(read).uint64(5).uint64(handles);
    assertEquals(new ServerLimits(readLength, openFiles), ServerLimits.of(wire.buffer()));
  }
}
