package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.Await;
import io.fsl.testing.Collected;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
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
    assertEquals(4 + 4096, table.add(new Named()));
  }

  /** So that a late second reply is not that to another request. */
  @Test
  void anIdDoesNotComeAgainSoon() throws Exception {
    RequestTable table = new RequestTable(4096);
    Set<Integer> ids = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      int id = table.add(new Named());
      assertTrue(ids.add(id));
      table.remove(id);
    }
    assertThrows(ProtocolException.class, () -> table.remove(0));
    assertEquals(0, table.size());
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
  void thereIsRoomForAsManyAsItHasPlaces() {
    RequestTable table = new RequestTable(4);
    int added = 0;
    while (table.hasRoom()) {
      table.add(new Named());
      added++;
    }
    assertEquals(4, added);
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

  private static final class Named implements PendingRequest {
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
  void aPauseOfMoreThanAMinuteDoesNotShrink() {
    Backoff backoff = new Backoff(2, Duration.ofMinutes(10));
    Objects.requireNonNull(backoff.next());
    assertTrue(Objects.requireNonNull(backoff.next()).compareTo(Duration.ofMinutes(5)) >= 0);
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

  /** Nanoseconds, files and bytes; elsewhere than with latency, many files too. */
  @ParameterizedTest
  @CsvSource({
    "100000, 1, 4, 64, 4194304", "100000, 1, 2, 64, 4194304",
    "20000000, 1, 4, 1, 4194304", "20000000, 3, 4, 1, 4194304"
  })
  void connectionsAreAddedWhereTheyHelp(long roundTrip, int open, int most, int files, long bytes) {
    assertEquals(new Backlog(files, bytes), Tuning.worthAnother(roundTrip, open, most));
  }

  @ParameterizedTest
  @CsvSource({"100000, 2, 4", "100000, 1, 1", "20000000, 4, 4"})
  void connectionsAreNotAddedForEver(long roundTrip, int open, int most) {
    assertEquals(Backlog.NEVER, Tuning.worthAnother(roundTrip, open, most));
  }

  @ParameterizedTest
  @CsvSource({"1, 10, true", "2, 11, true", "0, 10, false", "1, 9, false"})
  void filesAndBytesHaveToBeEnough(int files, long bytes, boolean enough) {
    assertEquals(enough, new Backlog(files, bytes).reaches(new Backlog(1, 10)));
  }

  @Test
  void connectionsToComeTakeTheirShare() {
    assertEquals(new Backlog(1, 10), new Backlog(1, 10).beside(0));
    assertEquals(new Backlog(3, 30), new Backlog(1, 10).beside(2));
    assertEquals(Backlog.NEVER, Backlog.NEVER.beside(2));
  }

  /** From three milliseconds on, a round trip is that of a link with latency. */
  @ParameterizedTest
  @CsvSource({
    "0, false, 1, 64, 128",
    "2999999, false, 1, 64, 128",
    "3000000, true, 16, 2147483647, 2147483647",
    "20000000, true, 16, 2147483647, 2147483647"
  })
  void aLinkWithLatencyNeedsMoreOnItsWay(
      long roundTrip, boolean slow, int lanes, int requests, int files) {
    assertEquals(slow, Tuning.isSlow(roundTrip));
    assertEquals(lanes, Tuning.lanes(roundTrip, 4));
    assertEquals(requests, Tuning.requests(roundTrip));
    assertEquals(files, Tuning.files(roundTrip));
  }

  @Test
  void aFastLinkHasFewerFilesOnTheirWay() {
    assertEquals(128, Tuning.files(100_000));
    assertEquals(Integer.MAX_VALUE, Tuning.files(20_000_000));
  }

  @ParameterizedTest
  @CsvSource({
    "100000, false, 4194304", "100000, true, 2097152",
    "20000000, false, 4194304", "20000000, true, 4194304"
  })
  void aSecondConnectionNearbyAsksForLess(long roundTrip, boolean further, long most) {
    assertEquals(new ReadAhead(256 << 10, most), Tuning.readAhead(roundTrip, further));
  }

  @Test
  void whatIsLimitedComesInSmallPortions() {
    assertEquals(261_120, RateLimit.NONE.portion(261_120));
    assertEquals(32 << 10, new RateLimit(1_000_000_000).portion(261_120));
    assertEquals(1000, new RateLimit(1_000_000_000).portion(1000));
  }

  @ParameterizedTest
  @CsvSource({
    "261120,19995,261120,900,16",
    "300000,19995,261120,900,16",
    "0,0,32768,256,16",
    "1000,1,1000,1,0",
    "1000,2,1000,1,0",
    "1000,10,1000,8,0",
    "1000,258,1000,256,0",
    "1000,260,1000,256,2",
    "1000,507,1000,489,16",
    "1000,1019,1000,900,16",
    "-1,-1,32768,256,16"
  })
  void limitsOfTheServer(long read, long handles, int readLength, int openFiles, int foldersAhead) {
    Wire wire = new Wire().uint64(1 << 18).uint64(read).uint64(5).uint64(handles);
    assertEquals(
        new ServerLimits(readLength, openFiles, foldersAhead), ServerLimits.of(wire.buffer()));
  }

  // --- Chunks

  @ParameterizedTest
  @CsvSource({
    "1, 4096",
    "4096, 4096",
    "4097, 16384",
    "16385, 65536",
    "65536, 65536",
    "65537, 131072",
    "131072, 131072",
    "1000000000000, 131072"
  })
  void aChunkIsTheSmallestThatTakesAllBytes(long bytes, int capacity) {
    assertEquals(capacity, new Chunks().take(bytes).capacity());
  }

  @Test
  void chunksAreUsedAgainAndEmptyThen() {
    Chunks chunks = new Chunks();
    ByteBuffer large = chunks.take(Chunks.SIZE);
    ByteBuffer small = chunks.take(1);
    large.position(100).limit(200);
    chunks.give(large);
    chunks.give(small);
    assertSame(small, chunks.take(1));
    assertSame(large, chunks.take(Chunks.SIZE));
    assertEquals(0, large.position());
    assertEquals(Chunks.SIZE, large.remaining());
    assertNotSame(large, chunks.take(Chunks.SIZE));
  }

  /** What many connections had in use is not kept for ever. */
  @Test
  void sixteenMebibytesOfChunksAreKept() {
    Chunks chunks = new Chunks();
    for (int round = 0; round < 2; round++) {
      List<ByteBuffer> taken = new ArrayList<>();
      for (int i = 0; i < 140; i++) {
        taken.add(chunks.take(Chunks.SIZE));
      }
      taken.forEach(chunks::give);
      Set<ByteBuffer> before = identities(taken);
      List<ByteBuffer> again = new ArrayList<>();
      for (int i = 0; i < 140; i++) {
        again.add(chunks.take(Chunks.SIZE));
      }
      assertEquals(128, again.stream().filter(before::contains).count());
      again.forEach(chunks::give);
    }
  }

  private static Set<ByteBuffer> identities(List<ByteBuffer> buffers) {
    Set<ByteBuffer> set = Collections.newSetFromMap(new IdentityHashMap<>());
    set.addAll(buffers);
    return set;
  }

  // --- WriterThread

  @Test
  void aWriterRunsItsStepsInOrderAndThenEnds() throws Exception {
    WriterThread writer = new WriterThread("test-writer", _ -> {});
    List<Integer> done = Collections.synchronizedList(new ArrayList<>());
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    for (int i = 0; i < 1000; i++) {
      int step = i;
      writer.execute(() -> {
        done.add(step);
        threads.add(Thread.currentThread());
      });
    }
    writer.finish();
    Await.until(
        "its end", () -> threads.stream().noneMatch(Thread::isAlive) && done.size() == 1000);
    assertEquals(IntStream.range(0, 1000).boxed().toList(), done);
    assertEquals(List.of("test-writer"), threads.stream().map(Thread::getName).toList());
  }

  @Test
  void aWriterThatHasNothingToDoWaitsForMore() throws Exception {
    WriterThread writer = new WriterThread("test-writer", _ -> {});
    for (int i = 0; i < 3; i++) {
      CountDownLatch done = new CountDownLatch(1);
      writer.execute(done::countDown);
      assertTrue(done.await(20, TimeUnit.SECONDS));
    }
    writer.finish();
  }

  @Test
  void whatComesAfterTheEndOfAWriterRunsWhereItComesFrom() {
    WriterThread writer = new WriterThread("test-writer", _ -> {});
    writer.finish();
    List<Thread> ran = new ArrayList<>();
    writer.execute(() -> ran.add(Thread.currentThread()));
    assertEquals(List.of(Thread.currentThread()), ran);
  }

  // --- Work

  private static RangeRead range(String name) {
    RemotePath path = RemotePath.of(name, StandardCharsets.UTF_8);
    return new RangeRead(path, 0, 1, new Collected(), RangeRead.Look.NONE);
  }

  private static Call<Integer> call() {
    return new Call<>(Sftp.STAT, () -> "stat", out -> {}, (type, _) -> type);
  }

  @Test
  void workIsDoneInOrder() {
    RequestQueue work = new RequestQueue();
    assertTrue(work.isEmpty());
    RangeRead first = range("a");
    RangeRead second = range("b");
    work.add(first);
    work.add(second);
    assertEquals(new Backlog(2, first.left() + second.left()), work.waiting());
    assertSame(first, work.nextRange());
    assertFalse(work.isEmpty());
    assertSame(second, work.nextRange());
    assertNull(work.nextRange());
    assertEquals(new Backlog(0, 0), work.waiting());
    assertTrue(work.isEmpty());
    Call<Integer> call = call();
    work.add(call);
    assertFalse(work.isEmpty());
    assertSame(call, work.nextCall());
    assertNull(work.nextCall());
  }

  @Test
  void workThatNobodyWillDoFails() {
    RequestQueue work = new RequestQueue();
    Call<Integer> call = call();
    RangeRead range = range("a");
    work.add(call);
    work.add(range);
    IOException cause = new IOException("given up");
    work.fail(cause);
    assertEquals(cause, call.future().exceptionNow());
    assertEquals(cause, range.done.exceptionNow());
    assertTrue(work.isEmpty());
  }

  @Test
  void whoWaitsIsWokenByAWakeOrByEnoughFiles() throws Exception {
    RequestQueue work = new RequestQueue();
    work.await(work.wakes() - 1, Backlog.NEVER, LONG); // there was a wake meanwhile
    work.await(work.wakes(), new Backlog(0, 0), LONG); // there are enough files
    work.await(work.wakes(), Backlog.NEVER, 1); // it is time
    assertWaitEnds(work, work::wake);
    assertWaitEnds(work, () -> work.add(range("a")));
  }

  private static final long LONG = Duration.ofHours(1).toNanos();

  private static void assertWaitEnds(RequestQueue work, Runnable event) throws Exception {
    long seen = work.wakes();
    Backlog enough = new Backlog(work.waiting().files() + 1, work.waiting().bytes() + 1);
    FutureTask<Boolean> waiting =
        new FutureTask<>(() -> {
          work.await(seen, enough, LONG);
          return true;
        });
    Thread thread = Thread.ofPlatform().daemon().start(waiting);
    Await.until("it waits", () -> thread.getState() == Thread.State.TIMED_WAITING);
    event.run();
    assertTrue(waiting.get(20, TimeUnit.SECONDS));
  }
}
