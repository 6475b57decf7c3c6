package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.sftp.ServerEnd.Request;
import io.fsl.testing.Await;
import io.fsl.testing.Bytes;
import io.fsl.testing.Collected;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one channel asks a server, and what it makes of the replies, one by one. */
class SftpChannelTest {
  private static final int READ = 64 << 10;
  private static final int READS_AHEAD = 64;
  private static final long SECONDS = 20;

  private ServerEnd server;
  private final Collected sink = new Collected();

  @BeforeEach
  void begin() throws Exception {
    server = ServerEnd.begun(256);
  }

  @AfterEach
  void end() {
    server.close();
  }

  private void begin(ServerEnd other) {
    server.close();
    server = other;
  }

  // --- handles

  @Test
  void aHandleOfTwoFilesEndsTheSession() throws Exception {
    byte[] file = Bytes.some(100);
    Collected other = new Collected();
    RangeRead first = server.read("a", 0, 100, sink);
    RangeRead second = server.read("b", 0, 100, other);
    List<Request> opens = server.next(Sftp.OPEN, 2);
    server.handle(opens.get(0), "h");
    Request read = server.next(Sftp.READ);
    server.next(Sftp.CLOSE);
    assertFalse(server.channel.handles().areShared());
    server.handle(opens.get(1), "h");
    server.data(read, file);
    for (RangeRead range : List.of(first, second)) {
      assertInstanceOf(ConnectionLostException.class, failure(range));
    }
    assertTrue(server.channel.isDead());
    assertTrue(server.channel.handles().areShared());
    assertEquals(0, sink.size() + other.size());
  }

  @Test
  void aHandleOfAFolderAndAFileEndsTheSession() throws Exception {
    RangeRead range = server.read("a", 0, 100, sink);
    server.handle(server.next(Sftp.OPEN), "h");
    server.next(Sftp.READ);
    server.next(Sftp.CLOSE);
    new FolderListing(server.channel, RemotePath.of("d", StandardCharsets.UTF_8)).begin();
    server.handle(server.next(Sftp.OPENDIR), "h");
    assertInstanceOf(ConnectionLostException.class, failure(range));
  }

  /** OpenSSH numbers its handles, and takes the lowest number that is free. */
  @ParameterizedTest
  @ValueSource(ints = {0, 4})
  void aHandleThatIsClosedMayComeAgain(int status) throws Exception {
    byte[] file = Bytes.some(100);
    for (int i = 0; i < 3; i++) {
      RangeRead range = server.read("a", 0, 100, sink);
      server.handle(server.next(Sftp.OPEN), "h");
      server.data(server.next(Sftp.READ), file);
      server.status(server.next(Sftp.CLOSE), status);
      get(range);
    }
  }

  // --- what is asked

  @Test
  void aFileOfOneReadIsClosedInTheSameBreath() throws Exception {
    byte[] file = Bytes.some(100);
    RangeRead range = server.read("a", 0, 100, sink);
    Request open = server.next(Sftp.OPEN);
    assertEquals("a", open.name());
    server.handle(open, "h");
    Request read = server.next(Sftp.READ);
    Request close = server.next(Sftp.CLOSE);
    assertEquals(List.of("h", "h"), List.of(read.name(), close.name()));
    assertEquals(100, read.length());
    server.data(read, file);
    get(range);
    assertArrayEquals(file, sink.bytes());
    server.status(close, 0);
    server.assertNothingAsked();
  }

  @Test
  void aRangeIsAskedForInPiecesAndClosedOnceAllHasCome() throws Exception {
    byte[] file = Bytes.some(200_000);
    RangeRead range = server.read("a", 10_000, 160_000, sink);
    server.handle(server.next(Sftp.OPEN), "h");
    List<Request> reads = server.next(Sftp.READ, 3);
    assertEquals(
        List.of(10_000L, 10_000L + READ, 10_000L + 2 * READ),
        reads.stream().map(Request::offset).toList());
    assertEquals(List.of(READ, READ, 160_000 - 2 * READ), lengths(reads));
    server.data(reads.get(0), file);
    server.data(reads.get(1), file);
    server.assertNothingAsked();
    server.data(reads.get(2), file);
    assertEquals("h", server.next(Sftp.CLOSE).name());
    get(range);
    assertArrayEquals(Bytes.range(file, 10_000, 160_000), sink.bytes());
  }

  @Test
  void aFileOfNoBytesIsOpenedAndClosed() throws Exception {
    RangeRead range = server.read("a", 0, 0, sink);
    server.handle(server.next(Sftp.OPEN), "h");
    server.next(Sftp.CLOSE);
    get(range);
    assertEquals(0, sink.size());
    server.assertNothingAsked();
  }

  @Test
  void noMoreIsAskedForThanTheServerReads() throws Exception {
    begin(ServerEnd.begun(ServerEnd.FAST, new ServerLimits(1000, 256, 0)));
    server.read("a", 0, 2500, sink);
    server.handle(server.next(Sftp.OPEN), "h");
    assertEquals(List.of(1000, 1000, 500), lengths(server.next(Sftp.READ, 3)));
  }

  @ParameterizedTest
  @ValueSource(longs = {ServerEnd.FAST, ServerEnd.SLOW})
  void noMoreIsOnItsWayThanTheReadAhead(long roundTrip) throws Exception {
    begin(ServerEnd.begun(roundTrip, new ServerLimits(READ, 256, 0)));
    byte[] file = Bytes.some(3 * READS_AHEAD * READ);
    RangeRead range = server.read("a", 0, file.length, sink);
    server.handle(server.next(Sftp.OPEN), "h");
    List<Request> reads = server.next(Sftp.READ, READS_AHEAD);
    server.assertNothingAsked();
    for (int round = 0; round < 2; round++) {
      reads.forEach(read -> server.data(read, file));
      reads = server.nextOnceWritten(READS_AHEAD);
      server.assertNothingAsked();
    }
    reads.forEach(read -> server.data(read, file));
    get(range);
    assertArrayEquals(file, sink.bytes());
  }

  /** Two READs fit into its read-ahead at first, and seven later. */
  private void beginNarrow() throws Exception {
    ServerLimits limits = new ServerLimits(READ, 256, 0);
    ReadAhead readAhead = new ReadAhead(2 * READ, 7 * READ);
    begin(ServerEnd.begun(ServerEnd.SLOW, limits, RateLimit.NONE, readAhead));
  }

  /** What a link does not take yet waits at the server, which has work with it. */
  @Test
  void asMuchMoreIsAskedForAsHasCome() throws Exception {
    beginNarrow();
    byte[] file = Bytes.some(40 * READ);
    server.read("a", 0, file.length, sink);
    server.handle(server.next(Sftp.OPEN), "h");
    List<Request> reads = server.next(Sftp.READ, 2);
    for (int more : new int[] {4, 7, 7}) {
      server.assertNothingAsked();
      reads.forEach(read -> server.data(read, file));
      reads = server.nextOnceWritten(more);
    }
    server.assertNothingAsked();
  }

  /** So many small files may be on their way at once as without that. */
  @Test
  void filesOfOneReadDoNotWaitForOthers() throws Exception {
    beginNarrow();
    for (int i = 0; i < 6; i++) {
      server.read("file-" + i, 0, READ, new Collected());
    }
    server.next(Sftp.OPEN, 6).forEach(open -> server.handle(open, open.name()));
    int reads = 0;
    for (int i = 0; i < 12; i++) {
      reads += server.next().type() == Sftp.READ ? 1 : 0;
    }
    assertEquals(6, reads);
  }

  /**
   * More is asked for in good portions, not one by one. Each reply is one packet: of one that comes
   * in two, the first half is neither on its way nor yet with the writer, so that the sender looks
   * up early, and finds less to ask for.
   */
  @Test
  void aQuarterOfTheReadAheadIsAskedForAtOnce() throws Exception {
    int length = 31 << 10;
    int readAhead = 133;
    int quarter = 34;
    begin(ServerEnd.begun(ServerEnd.SLOW, new ServerLimits(length, 256, 0)));
    byte[] file = Bytes.some(2 * readAhead * length);
    server.read("a", 0, file.length, sink);
    server.handle(server.next(Sftp.OPEN), "h");
    List<Request> reads = server.next(Sftp.READ, readAhead);
    int packets = server.packetLengths.size();
    for (int i = 0; i < quarter; i++) {
      server.awaitIdle();
      server.data(reads.get(i), file);
    }
    server.next(Sftp.READ, quarter);
    assertEquals(packets + 1, server.packetLengths.size(), "all in one packet");
  }

  @Test
  void aSlowSinkHoldsUpTheAsking() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    byte[] file = Bytes.some(3 * READS_AHEAD * READ);
    RangeRead range =
        server.read(
            "a",
            0,
            file.length,
            bytes -> {
              awaitLatch(release);
              sink.write(bytes);
            });
    server.handle(server.next(Sftp.OPEN), "h");
    List<Request> reads = server.next(Sftp.READ, READS_AHEAD);
    server.awaitIdle();
    reads.forEach(read -> server.data(read, file));
    server.assertNothingAsked();
    release.countDown();
    server.nextOnceWritten(READS_AHEAD).forEach(read -> server.data(read, file));
    server.nextOnceWritten(READS_AHEAD).forEach(read -> server.data(read, file));
    get(range);
    assertArrayEquals(file, sink.bytes());
  }

  @Test
  void noMoreFilesAreOpenedThanTheServerBears() throws Exception {
    begin(ServerEnd.begun(2));
    byte[] file = Bytes.some(2 * READ);
    List<RangeRead> ranges = new ArrayList<>();
    for (String name : List.of("a", "b", "c")) {
      ranges.add(server.read(name, 0, file.length, new Collected()));
    }
    List<Request> opens = server.next(Sftp.OPEN, 2);
    server.assertNothingAsked();
    server.handle(opens.get(0), "h");
    List<Request> reads = server.next(Sftp.READ, 2);
    server.assertNothingAsked();
    reads.forEach(read -> server.data(read, file));
    server.next(Sftp.CLOSE);
    assertEquals("c", server.next(Sftp.OPEN).name());
    get(ranges.get(0));
  }

  /**
   * Files that are open take up memory on both sides: as many as twice the read-ahead are enough.
   */
  @Test
  void filesAreOpenedForTwiceTheReadAhead() throws Exception {
    int half = READS_AHEAD * READ / 2;
    for (int i = 0; i < 10; i++) {
      server.read("file-" + i, 0, half, new Collected());
    }
    assertEquals(4, server.next(Sftp.OPEN, 4).size());
    server.assertNothingAsked();
  }

  @Test
  void filesTakeTurns() throws Exception {
    server.read("a", 0, 4L * READ, new Collected());
    server.read("b", 0, 4L * READ, new Collected());
    List<Request> opens = server.next(Sftp.OPEN, 2);
    server.channel.locked(() -> {
      server.handle(opens.get(0), "a");
      server.handle(opens.get(1), "b");
    });
    assertEquals(
        List.of("a", "b", "a", "b", "a", "b", "a", "b"),
        server.next(Sftp.READ, 8).stream().map(Request::name).toList());
  }

  // --- odd replies

  @Test
  void bytesThatComeBeforeTheirTurnWait() throws Exception {
    byte[] file = Bytes.some(5 * READ);
    RangeRead range = server.read("a", 0, file.length, sink);
    server.handle(server.next(Sftp.OPEN), "h");
    List<Request> reads = server.next(Sftp.READ, 5);
    for (int i : new int[] {4, 2, 3, 1}) {
      server.data(reads.get(i), file);
    }
    assertEquals(0, sink.size());
    assertFalse(range.done.isDone());
    server.data(reads.get(0), file);
    get(range);
    assertArrayEquals(file, sink.bytes());
    server.next(Sftp.CLOSE);
    server.assertNothingAsked();
  }

  @Test
  void whatIsHeldBackCountsAsOnItsWay() throws Exception {
    byte[] file = Bytes.some(2 * READS_AHEAD * READ);
    server.read("a", 0, file.length, sink);
    server.handle(server.next(Sftp.OPEN), "h");
    List<Request> reads = server.next(Sftp.READ, READS_AHEAD);
    reads.subList(1, READS_AHEAD).forEach(read -> server.data(read, file));
    server.assertNothingAsked();
    server.data(reads.get(0), file);
    server.nextOnceWritten(READS_AHEAD);
    server.assertNothingAsked();
  }

  /** The first bytes do not come, and all others one by one: each takes up more than its byte. */
  @Test
  void whatIsHeldBackInPiecesTakesUpNoMoreThanTheReadAhead() throws Exception {
    int readAhead = 8;
    int most = 6000;
    ServerLimits limits = new ServerLimits(READ, 256, 0);
    ReadAhead narrow = new ReadAhead(readAhead * READ, readAhead * READ);
    begin(ServerEnd.begun(ServerEnd.SLOW, limits, RateLimit.NONE, narrow));
    byte[] file = Bytes.some(2 * readAhead * READ);
    RangeRead range = server.read("a", 0, file.length, sink);
    server.handle(server.next(Sftp.OPEN), "h");
    List<Request> reads = server.next(Sftp.READ, readAhead);
    Deque<Request> open = new ArrayDeque<>(reads.subList(1, readAhead));
    int pieces = 0;
    while (!open.isEmpty() && pieces < most) {
      server.data(open.remove(), file, 1);
      pieces++;
      for (int i = 0; i < 100 && open.isEmpty(); i++) {
        open.addAll(server.asked(true));
      }
    }
    assertTrue(pieces < most, "no end of pieces");
    server.data(reads.getFirst(), file, 1);
    for (int i = 0; i < 1000 && !range.done.isDone(); i++) {
      server.asked(true).forEach(request -> answer(request, file));
    }
    get(range);
    assertArrayEquals(file, sink.bytes());
  }

  private void answer(Request request, byte[] file) {
    if (request.type() == Sftp.READ) {
      server.data(request, file);
    }
  }

  @Test
  void whatCameShortIsAskedForAgainFirst() throws Exception {
    byte[] file = Bytes.some(3 * READ);
    RangeRead range = server.read("a", 0, file.length, sink);
    server.handle(server.next(Sftp.OPEN), "h");
    List<Request> reads = server.next(Sftp.READ, 3);
    server.data(reads.get(1), file, 1000);
    Request rest = server.next(Sftp.READ);
    assertEquals(READ + 1000, rest.offset());
    assertEquals(READ - 1000, rest.length());
    server.data(reads.get(2), file, 1);
    Request last = server.next(Sftp.READ);
    assertEquals(2 * READ + 1, last.offset());
    assertEquals(READ - 1, last.length());
    server.data(last, file);
    server.data(reads.get(0), file);
    assertFalse(range.done.isDone());
    server.data(rest, file);
    get(range);
    assertArrayEquals(file, sink.bytes());
    server.next(Sftp.CLOSE);
  }

  /** Its CLOSE is on its way by then. */
  @Test
  void aClosedFileThatCameShortIsOpenedAgainForTheRest() throws Exception {
    byte[] file = Bytes.some(1000);
    RangeRead range = server.read("a", 0, 1000, sink);
    server.handle(server.next(Sftp.OPEN), "h");
    Request read = server.next(Sftp.READ);
    server.next(Sftp.CLOSE);
    server.data(read, file, 400);
    Request again = server.next(Sftp.OPEN);
    assertEquals("a", again.name());
    server.handle(again, "i");
    Request rest = server.next(Sftp.READ);
    assertEquals(400, rest.offset());
    assertEquals(600, rest.length());
    server.assertNothingAsked(); // it may come short again, and is not closed early
    server.data(rest, file);
    get(range);
    assertEquals("i", server.next(Sftp.CLOSE).name());
    assertArrayEquals(file, sink.bytes());
  }

  @Test
  void dataWithoutBytesIsAnError() throws Exception {
    byte[] file = Bytes.some(2 * READ);
    RangeRead range = server.read("a", 0, file.length, sink);
    server.handle(server.next(Sftp.OPEN), "h");
    List<Request> reads = server.next(Sftp.READ, 2);
    server.data(reads.get(0), file, 0);
    server.assertNothingAsked();
    assertFalse(range.done.isDone(), "a READ is on its way");
    server.data(reads.get(1), file);
    server.next(Sftp.CLOSE);
    RemoteException failure = assertInstanceOf(RemoteException.class, failure(range));
    assertEquals("read a: no data", failure.getMessage());
    assertEquals(0, sink.size());
    assertFalse(server.channel.isDead());
  }

  @Test
  void aRefusedReadFailsItsFileAlone() throws Exception {
    byte[] file = Bytes.some(2 * READ);
    RangeRead bad = server.read("bad", 0, 2L * READ, new Collected());
    server.handle(server.next(Sftp.OPEN), "b");
    List<Request> badReads = server.next(Sftp.READ, 2);
    RangeRead good = server.read("good", 0, 100, sink);
    server.handle(server.next(Sftp.OPEN), "g");
    Request goodRead = server.next(Sftp.READ);
    server.next(Sftp.CLOSE);
    server.data(badReads.get(1), file);
    server.status(badReads.get(0), 3);
    assertEquals("b", server.next(Sftp.CLOSE).name());
    RemoteException failure = assertInstanceOf(RemoteException.class, failure(bad));
    assertEquals(3, failure.status());
    assertEquals("read bad at 0: Permission denied", failure.getMessage());
    server.data(goodRead, file);
    get(good);
    server.assertNothingAsked();
  }

  /** Its other READs are not asked again, and its bytes count no more. */
  @Test
  void aFailedFileLeavesTheReadAheadToTheOthers() throws Exception {
    byte[] file = Bytes.some(4 * READS_AHEAD * READ);
    RangeRead bad = server.read("bad", 0, file.length, new Collected());
    server.handle(server.next(Sftp.OPEN), "b");
    List<Request> reads = server.next(Sftp.READ, READS_AHEAD);
    RangeRead good = server.read("good", 0, file.length, sink);
    server.assertNothingAsked();
    server.data(reads.get(5), file);
    server.data(reads.get(6), file, 10);
    Request rest = server.next(Sftp.READ);
    server.status(reads.get(0), 4);
    for (int i : IntStream.range(1, READS_AHEAD).filter(i -> i < 5 || i > 6).toArray()) {
      server.data(reads.get(i), file);
    }
    server.data(rest, file);
    Request close = server.next(Sftp.CLOSE);
    assertEquals("b", close.name());
    server.status(close, 0);
    assertInstanceOf(RemoteException.class, failure(bad));
    Request open = server.next(Sftp.OPEN);
    assertEquals("good", open.name());
    server.handle(open, "g");
    for (int i = 0; i < 4; i++) {
      server.nextOnceWritten(READS_AHEAD).forEach(read -> server.data(read, file));
    }
    get(good);
    assertArrayEquals(file, sink.bytes());
  }

  @Test
  void aSinkThatFailsIsAskedNoMore() throws Exception {
    byte[] file = Bytes.some(4 * READS_AHEAD * READ);
    IOException full = new IOException("disk full");
    RangeRead range = server.read("a", 0, file.length, Collected.failing(full, 1));
    server.handle(server.next(Sftp.OPEN), "h");
    List<Request> reads = server.next(Sftp.READ, READS_AHEAD);
    reads.subList(0, 8).forEach(read -> server.data(read, file));
    Await.until("the sink has failed", () -> range.failure != null);
    server.assertNothingAsked();
    assertFalse(range.done.isDone());
    reads.subList(8, READS_AHEAD).forEach(read -> server.data(read, file));
    server.next(Sftp.CLOSE);
    assertEquals(full, failure(range));
    server.assertNothingAsked();
  }

  /** Nothing is on its way that would tell. */
  @Test
  void aSinkThatFailsWithTheLastByteFailsItsRead() throws Exception {
    byte[] file = Bytes.some(100);
    IOException full = new IOException("disk full");
    RangeRead range = server.read("a", 0, 100, Collected.failing(full, 1));
    server.handle(server.next(Sftp.OPEN), "h");
    Request read = server.next(Sftp.READ);
    server.next(Sftp.CLOSE);
    server.data(read, file);
    assertEquals(full, failure(range));
  }

  // --- files that cannot be opened

  @Test
  void aFileThatIsNotThereIsAnError() throws Exception {
    RangeRead range = server.read("a", 0, 100, sink);
    server.status(server.next(Sftp.OPEN), 2);
    RemoteException failure = assertInstanceOf(RemoteException.class, failure(range));
    assertEquals("open a: No such file or directory", failure.getMessage());
    server.assertNothingAsked();
  }

  @Test
  void aFileThatIsRefusedAloneIsAnError() throws Exception {
    RangeRead range = server.read("a", 0, 100, sink);
    server.status(server.next(Sftp.OPEN), 4);
    assertInstanceOf(RemoteException.class, failure(range));
    server.assertNothingAsked();
  }

  /** The server may be out of handles, and says so only once. */
  @Test
  void aFileThatIsRefusedBesideOthersIsOpenedAloneAndFewerAtOnceLater() throws Exception {
    byte[] file = Bytes.some(2 * READ);
    List<RangeRead> ranges = new ArrayList<>();
    for (String name : List.of("a", "b", "c", "d", "e")) {
      ranges.add(server.read(name, 0, file.length, new Collected()));
    }
    List<Request> opens = server.next(Sftp.OPEN, 5);
    server.status(opens.get(2), 4);
    for (int i : new int[] {3, 4}) {
      server.status(opens.get(i), 2);
      assertInstanceOf(RemoteException.class, failure(ranges.get(i)));
    }
    for (String name : List.of("f", "g", "h", "i")) {
      server.read(name, 0, file.length, new Collected());
    }
    server.assertNothingAsked();
    serve(opens.get(0), file);
    server.assertNothingAsked();
    serve(opens.get(1), file);
    List<Request> later = server.next(Sftp.OPEN, 5);
    assertEquals(List.of("c", "f", "g", "h", "i"), later.stream().map(Request::name).toList());
    serve(later.get(0), file);
    get(ranges.get(2));
    server.read("j", 0, file.length, new Collected());
    server.assertNothingAsked(); // four at once worked before
    serve(later.get(1), file);
    assertEquals("j", server.next(Sftp.OPEN).name());
  }

  @Test
  void noMoreFilesAreOpenAtOnceThanWorkedBefore() throws Exception {
    byte[] file = Bytes.some(2 * READ);
    List<RangeRead> ranges = new ArrayList<>();
    for (String name : List.of("a", "b", "c")) {
      ranges.add(server.read(name, 0, file.length, new Collected()));
    }
    List<Request> opens = server.next(Sftp.OPEN, 3);
    server.status(opens.get(1), 4);
    server.status(opens.get(2), 4);
    server.read("d", 0, file.length, new Collected());
    serve(opens.get(0), file);
    Request alone = server.next(Sftp.OPEN);
    assertEquals("b", alone.name());
    server.assertNothingAsked();
    server.handle(alone, "x");
    server.next(Sftp.READ, 2).forEach(read -> server.data(read, file));
    server.next(Sftp.CLOSE);
    serve(server.next(Sftp.OPEN), file);
    get(ranges.get(2));
    assertEquals("d", server.next(Sftp.OPEN).name());
  }

  @Test
  void aFileThatIsRefusedAloneAfterAllIsAnError() throws Exception {
    byte[] file = Bytes.some(2 * READ);
    server.read("a", 0, file.length, new Collected());
    RangeRead refused = server.read("b", 0, file.length, new Collected());
    List<Request> opens = server.next(Sftp.OPEN, 2);
    server.status(opens.get(1), 4);
    serve(opens.get(0), file);
    server.status(server.next(Sftp.OPEN), 4);
    assertInstanceOf(RemoteException.class, failure(refused));
    RangeRead next = server.read("c", 0, file.length, sink);
    serve(server.next(Sftp.OPEN), file);
    get(next);
  }

  /** It came short when it was closed, and is to be opened once more. */
  @Test
  void aFileThatIsOpenedAgainNeedsNoMoreHandlesThanTheServerHas() throws Exception {
    begin(ServerEnd.begun(1));
    byte[] file = Bytes.some(2 * READ);
    RangeRead shorter = server.read("a", 0, 100, sink);
    server.handle(server.next(Sftp.OPEN), "h");
    Request read = server.next(Sftp.READ);
    server.next(Sftp.CLOSE);
    RangeRead other = server.read("b", 0, file.length, new Collected());
    Request open = server.next(Sftp.OPEN);
    server.data(read, file, 40);
    server.read("c", 0, file.length, new Collected());
    server.assertNothingAsked();
    serve(open, file);
    get(other);
    Request again = server.next(Sftp.OPEN);
    assertEquals("a", again.name());
    server.assertNothingAsked();
    server.handle(again, "i");
    server.data(server.next(Sftp.READ), file);
    get(shorter);
    assertArrayEquals(Bytes.range(file, 0, 100), sink.bytes());
    server.next(Sftp.CLOSE);
    assertEquals("c", server.next(Sftp.OPEN).name());
  }

  @Test
  void aFileMayBeRefusedBesideOthersMoreThanOnce() throws Exception {
    byte[] file = Bytes.some(2 * READ);
    server.read("a", 0, file.length, new Collected());
    server.read("d", 0, file.length, new Collected());
    RangeRead range = server.read("b", 0, 100, sink);
    List<Request> opens = server.next(Sftp.OPEN, 3);
    server.status(opens.get(2), 4);
    serve(opens.get(0), file);
    serve(opens.get(1), file);
    server.handle(server.next(Sftp.OPEN), "h");
    Request read = server.next(Sftp.READ);
    server.next(Sftp.CLOSE);
    server.read("c", 0, file.length, new Collected());
    Request beside = server.next(Sftp.OPEN);
    server.data(read, file, 40);
    Request again = server.next(Sftp.OPEN);
    assertEquals("b", again.name());
    server.status(again, 4);
    server.assertNothingAsked();
    assertFalse(range.done.isDone());
    serve(beside, file);
    server.handle(server.next(Sftp.OPEN), "i");
    server.data(server.next(Sftp.READ), file);
    get(range);
    assertArrayEquals(Bytes.range(file, 0, 100), sink.bytes());
  }

  /** Opens a file of two READs, sends it, and takes its CLOSE. */
  private void serve(Request open, byte[] file) throws InterruptedException {
    server.handle(open, "handle of " + open.name());
    server.next(Sftp.READ, 2).forEach(read -> server.data(read, file));
    server.next(Sftp.CLOSE);
  }

  // --- replies that make no sense

  @Test
  void moreDataThanAskedForEndsTheSession() throws Exception {
    RangeRead range = readOfOne();
    Request read = server.next(Sftp.READ);
    server.data(read, Bytes.some(200), 101);
    assertEnded(range, "more data than asked for");
  }

  @Test
  void anotherReplyThanDataEndsTheSession() throws Exception {
    RangeRead range = readOfOne();
    server.handle(server.next(Sftp.READ), "h");
    assertEnded(range, "reply of type 102 to READ");
  }

  @Test
  void dataThatWasNotAskedForEndsTheSession() throws Exception {
    RangeRead range = server.read("a", 0, 100, sink);
    server.data(new Request(Sftp.READ, server.next(Sftp.OPEN).id(), NO_OFFSET), new byte[1], 1);
    assertEnded(range, "data that was not asked for");
  }

  private static final java.nio.ByteBuffer NO_OFFSET = java.nio.ByteBuffer.allocate(12);

  @Test
  void aReplyToNothingEndsTheSession() throws Exception {
    RangeRead range = readOfOne();
    server.reply(Sftp.STATUS, new Wire().uint32(77).uint32(0));
    assertEnded(range, "reply to no request, id 77");
  }

  /** The place of the one that was answered is another's by then. */
  @Test
  void aSecondReplyEndsTheSession() throws Exception {
    Call<Integer> first = stat();
    server.channel.submit(first);
    Request request = server.next(Sftp.STAT);
    server.status(request, 0);
    RangeRead range = server.read("a", 0, 100, sink);
    server.next(Sftp.OPEN);
    server.handle(request, "h");
    assertEnded(range, "reply to no request, id " + request.id());
  }

  @Test
  void aReplyThatIsCutShortEndsTheSession() throws Exception {
    RangeRead range = readOfOne();
    server.reply(Sftp.STATUS, new Wire().uint32(server.next(Sftp.READ).id()).uint8(0));
    assertEnded(range, "reply of type 101 is cut short");
  }

  private RangeRead readOfOne() throws InterruptedException {
    RangeRead range = server.read("a", 0, 100, sink);
    server.handle(server.next(Sftp.OPEN), "h");
    return range;
  }

  private void assertEnded(RangeRead range, String why) throws Exception {
    Throwable failure = assertInstanceOf(ConnectionLostException.class, failure(range));
    assertTrue(String.valueOf(failure.getMessage()).endsWith(why), failure::getMessage);
    assertTrue(server.channel.isDead());
    assertEquals(1, server.deaths.get());
  }

  // --- the end

  /** Opened, to be opened, asked for, held back, refused: whatever they wait for. */
  @Test
  void allThatIsUnderWayIsLostWithTheChannel() throws Exception {
    byte[] file = Bytes.some(3 * READ);
    List<RangeRead> ranges = new ArrayList<>();
    for (String name : List.of("opening", "refused", "short", "held")) {
      ranges.add(server.read(name, 0, file.length, new Collected()));
    }
    List<Request> opens = server.next(Sftp.OPEN, 4);
    server.status(opens.get(1), 4);
    server.handle(opens.get(2), "s");
    List<Request> shorts = server.next(Sftp.READ, 3);
    server.data(shorts.get(0), file, 5);
    server.next(Sftp.READ);
    server.handle(opens.get(3), "h");
    server.data(server.next(Sftp.READ, 3).get(2), file);
    Call<Integer> call = stat();
    server.channel.submit(call);
    server.next(Sftp.STAT);
    server.channel.ended(new IOException("cut"));
    for (RangeRead range : ranges) {
      assertInstanceOf(ConnectionLostException.class, failure(range));
    }
    assertInstanceOf(ConnectionLostException.class, failure(call.future()));
    assertEquals(1, server.deaths.get());
    server.channel.ended(new IOException("again"));
    assertEquals(1, server.deaths.get());
    Call<Integer> late = stat();
    server.channel.submit(late);
    assertEquals("stat a: cut", failure(late.future()).getMessage());
  }

  @Test
  void whatWaitsInTheBackgroundIsLostWithTheChannel() throws Exception {
    byte[] file = Bytes.some(READS_AHEAD * READ);
    RangeRead asking = server.read("a", 0, file.length, new Collected());
    RangeRead idle = server.read("b", 0, file.length, new Collected());
    List<Request> opens = server.next(Sftp.OPEN, 2);
    server.handle(opens.get(0), "a");
    server.next(Sftp.READ, READS_AHEAD);
    server.handle(opens.get(1), "b");
    server.assertNothingAsked();
    server.channel.ended(new IOException("cut"));
    assertInstanceOf(ConnectionLostException.class, failure(asking));
    assertInstanceOf(ConnectionLostException.class, failure(idle));
  }

  /** One is on its way, and the other waits behind it for room in the server's window. */
  @Test
  void callsThatWereNotSentAreLostWithTheChannel() throws Exception {
    begin(ServerEnd.opened(9)); // as long as what begins a session
    server.channel.greet(server.session);
    server.next();
    server.channel.submit(stat());
    Await.until("it is on its way", () -> server.channel.silence().toNanos() > 0);
    Call<Integer> waiting = stat();
    server.channel.submit(waiting);
    server.channel.ended(new IOException("cut"));
    assertInstanceOf(ConnectionLostException.class, failure(waiting.future()));
    Await.until("the connection is closed", () -> server.disconnects.get() == 1);
  }

  @Test
  void aReplyThatBreaksOffIsLost() throws Exception {
    RangeRead range = readOfOne();
    Request read = server.next(Sftp.READ);
    server.receive(
        new Wire().uint32(109).uint8(Sftp.DATA).uint32(read.id()).uint32(100).text("abc").bytes());
    server.channel.ended(new IOException("cut"));
    assertInstanceOf(ConnectionLostException.class, failure(range));
  }

  @Test
  void aServerThatIsGivenUpIsUnreachable() throws Exception {
    RangeRead range = readOfOne();
    server.channel.ended(new UnreachableException("given up"));
    assertInstanceOf(UnreachableException.class, failure(range));
  }

  @Test
  void afterTheEndNothingIsTaken() throws Exception {
    RangeRead range = readOfOne();
    Request read = server.next(Sftp.READ);
    server.channel.ended(new IOException("cut"));
    server.data(read, Bytes.some(100));
    assertInstanceOf(ConnectionLostException.class, failure(range));
    assertEquals(0, sink.size());
  }

  // --- silence

  @Test
  void silenceIsReckonedWhileSomethingIsAskedFor() throws Exception {
    assertEquals(Duration.ZERO, server.channel.silence());
    Call<Integer> call = stat();
    server.channel.submit(call);
    Request request = server.next(Sftp.STAT);
    Await.until("silence", () -> server.channel.silence().toMillis() >= 20);
    assertTrue(server.channel.silence().compareTo(server.channel.quiet()) <= 0);
    server.reply(Sftp.ATTRS, new Wire().uint32(request.id()).uint32(0));
    assertEquals(Sftp.ATTRS, call.future().get(SECONDS, TimeUnit.SECONDS));
    assertEquals(Duration.ZERO, server.channel.silence());
    assertTrue(server.channel.quiet().compareTo(Duration.ofSeconds(SECONDS)) < 0);
  }

  @Tag("slow")
  @Test
  void aPauseBeforeARequestIsNoSilence() throws Exception {
    Await.until("a pause", () -> server.channel.quiet().toMillis() >= 1000);
    server.channel.submit(stat());
    server.next(Sftp.STAT);
    assertTrue(server.channel.silence().toMillis() < 1000);
  }

  @Test
  void theSilenceAtTheEndIsRemembered() throws Exception {
    server.channel.submit(stat());
    server.next(Sftp.STAT);
    Await.until("silence", () -> server.channel.silence().toMillis() >= 20);
    server.channel.ended(new IOException("silent"));
    Duration silence = server.channel.silence();
    assertTrue(silence.toMillis() >= 20);
    assertEquals(silence, server.channel.silence());
  }

  // --- calls

  @Test
  void aCallIsAnsweredOrRefused() throws Exception {
    Call<Integer> answered = stat();
    Call<Integer> refused = stat();
    server.channel.submit(answered);
    server.work.add(refused);
    server.channel.wake();
    List<Request> requests = server.next(Sftp.STAT, 2);
    server.status(requests.get(1), 2);
    assertInstanceOf(RemoteException.class, failure(refused.future()));
    server.status(requests.get(0), 0);
    assertEquals(Sftp.STATUS, answered.future().get(SECONDS, TimeUnit.SECONDS));
  }

  /** Such as for want of memory: who waits for it must not wait for ever. */
  @Test
  void aReplyThatCannotBeTakenIsLost() throws Exception {
    Call<Integer> call =
        new Call<>(
            Sftp.STAT,
            () -> "stat x",
            out -> out.string(new byte[] {'x'}),
            (type, body) -> {
              throw new OutOfMemoryError("test");
            });
    server.channel.submit(call);
    Request request = server.next(Sftp.STAT);
    assertThrows(OutOfMemoryError.class, () -> server.status(request, 0));
    assertInstanceOf(ConnectionLostException.class, failure(call.future()));
    assertTrue(server.channel.isDead());
  }

  /** Of what runs on the writer, others wait for what is behind it. */
  @Test
  void aFaultOnTheWriterEndsTheChannelAndLosesNothing() throws Exception {
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, fault) -> told.add(thread.getName() + ": " + fault.getMessage()));
    try {
      CountDownLatch submitted = new CountDownLatch(1);
      server
          .channel
          .writer()
          .execute(() -> {
            awaitLatch(submitted);
            throw new OutOfMemoryError("test");
          });
      Call<Integer> answered = stat();
      Call<Integer> waiting = stat();
      server.channel.submit(answered);
      server.channel.submit(waiting);
      server.status(server.next(Sftp.STAT), 0);
      submitted.countDown();
      assertEquals(Sftp.STATUS, answered.future().get(SECONDS, TimeUnit.SECONDS));
      assertInstanceOf(ConnectionLostException.class, failure(waiting.future()));
      assertTrue(server.channel.isDead());
      assertEquals(List.of("fsl-writer: test"), told);
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  /** As when memory is short: even its name cannot be told. */
  @Test
  void aFaultOfTheSenderThatCannotBeToldEndsTheChannel() throws Exception {
    Error fault =
        new Error() {
          @Override
          public String toString() {
            throw new OutOfMemoryError("test");
          }
        };
    RangeRead range = readOfOne();
    server.next(Sftp.READ);
    Call<Integer> call =
        new Call<>(
            Sftp.STAT,
            () -> "stat x",
            _ -> {
              throw fault;
            },
            (type, _) -> type);
    server.channel.submit(call);
    assertEquals("stat x: internal error", failure(call.future()).getMessage());
    assertInstanceOf(ConnectionLostException.class, failure(range));
    Await.until("it is told", () -> server.deaths.get() == 1);
  }

  /** What depends on a reply may wait for the disk, and must not hold up the network. */
  @Test
  void whatFollowsAReplyRunsOnAnotherThread() throws Exception {
    Call<Integer> call = stat();
    CompletableFuture<Thread> ran = call.future().thenApply(_ -> Thread.currentThread());
    server.channel.submit(call);
    server.status(server.next(Sftp.STAT), 0);
    assertEquals("fsl-writer", ran.get(SECONDS, TimeUnit.SECONDS).getName());
  }

  @Test
  void requestsBeyondWhatOneWriteTakesComeAllTheSame() throws Exception {
    String path = "p".repeat(1000);
    for (int i = 0; i < 100; i++) {
      server.work.add(stat(path + i));
    }
    server.channel.wake();
    List<Request> requests = server.next(Sftp.STAT, 100);
    assertEquals(path + 99, requests.get(99).name());
    assertEquals(100, requests.stream().map(Request::id).distinct().count());
    assertTrue(server.packetLengths.stream().allMatch(length -> length <= 26 << 10));
    assertTrue(server.packetLengths.size() <= 7, "many requests go into one write");
  }

  private static Call<Integer> stat() {
    return stat("a");
  }

  private static Call<Integer> stat(String path) {
    return new Call<>(
        Sftp.STAT,
        () -> "stat " + path,
        out -> out.string(path.getBytes(StandardCharsets.UTF_8)),
        (type, _) -> type);
  }

  // --- for short

  private static List<Integer> lengths(List<Request> reads) {
    return reads.stream().map(Request::length).toList();
  }

  private static void get(RangeRead range) throws Exception {
    range.done.get(SECONDS, TimeUnit.SECONDS);
  }

  private static Throwable failure(RangeRead range) {
    return failure(range.done);
  }

  private static Throwable failure(CompletableFuture<?> future) {
    return Objects.requireNonNull(
        assertThrows(ExecutionException.class, () -> future.get(SECONDS, TimeUnit.SECONDS))
            .getCause());
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertTrue(latch.await(SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
