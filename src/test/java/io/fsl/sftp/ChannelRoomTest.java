package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fsl.sftp.ServerEnd.Request;
import io.fsl.testing.Bytes;
import io.fsl.testing.Collected;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a channel may ask for and keep: whatever befalls a file, its room is another's later. */
class ChannelRoomTest {
  private static final int READ = 32 << 10;
  private static final int WINDOW_READS = 128;

  /** More than the files that may be open together. */
  private static final int HUGE = 5 * WINDOW_READS * READ;

  private static final long SECONDS = 20;

  private ServerEnd server;
  private final Collected sink = new Collected();

  private void begin(RateLimit rate) throws Exception {
    begin(rate, ServerLimits.DEFAULT);
  }

  private void begin(RateLimit rate, ServerLimits limits) throws Exception {
    server = ServerEnd.begun(ServerEnd.FAST, limits, rate);
  }

  @AfterEach
  void end() {
    server.close();
  }

  @Test
  void whatIsLimitedIsAskedForInSmallPortions() throws Exception {
    begin(new RateLimit(Long.MAX_VALUE / 2), new ServerLimits(255 << 10, 256, 0));
    server.read("a", 0, 2 * READ, sink);
    server.handle(server.next(Sftp.OPEN), "h");
    List<Integer> lengths = server.next(Sftp.READ, 2).stream().map(Request::length).toList();
    assertEquals(List.of(READ, READ), lengths);
  }

  // --- files to come

  @Test
  void aHugeFileThatIsNotThereMakesRoomForTheNext() throws Exception {
    begin(RateLimit.NONE);
    RangeRead missing = server.read("missing", 0, HUGE, sink);
    Request open = server.next(Sftp.OPEN);
    server.read("next", 0, READ, sink);
    server.assertNothingAsked();
    server.status(open, 2);
    assertInstanceOf(RemoteException.class, failure(missing));
    assertEquals("next", server.next(Sftp.OPEN).name());
  }

  /** As often as it is opened, its bytes count once. */
  @Test
  void aHugeFileThatWasRefusedBesideOthersCountsOnce() throws Exception {
    begin(RateLimit.NONE);
    byte[] file = Bytes.some(2 * READ);
    server.read("a", 0, file.length, new Collected());
    RangeRead huge = server.read("huge", 0, HUGE, new Collected());
    List<Request> opens = server.next(Sftp.OPEN, 2);
    server.status(opens.get(1), 4);
    serve(opens.get(0), file);
    Request again = server.next(Sftp.OPEN);
    assertEquals("huge", again.name());
    server.status(again, 3);
    assertInstanceOf(RemoteException.class, failure(huge));
    server.read("next", 0, READ, sink);
    assertEquals("next", server.next(Sftp.OPEN).name());
  }

  @Test
  void whatCameShortAndWasOpenedAgainCountsOnce() throws Exception {
    begin(RateLimit.NONE);
    byte[] file = Bytes.some(READ);
    for (int i = 0; i < 3 * WINDOW_READS; i++) {
      RangeRead range = server.read("file-" + i, 0, READ, new Collected());
      server.handle(server.next(Sftp.OPEN), "h");
      Request read = server.next(Sftp.READ);
      server.status(server.next(Sftp.CLOSE), 0);
      server.data(read, file, 1);
      server.handle(server.next(Sftp.OPEN), "i");
      server.data(server.next(Sftp.READ), file);
      get(range);
      server.status(server.next(Sftp.CLOSE), 0);
    }
  }

  @Test
  void aSinkThatFailsMakesRoomForTheNextFile() throws Exception {
    begin(RateLimit.NONE);
    byte[] file = Bytes.some(HUGE);
    IOException full = new IOException("disk full");
    RangeRead bad = server.read("bad", 0, HUGE, Collected.failing(full, 1));
    server.handle(server.next(Sftp.OPEN), "b");
    List<Request> reads = server.next(Sftp.READ, WINDOW_READS);
    RangeRead good = server.read("good", 0, 2L * READ, sink);
    reads.forEach(read -> server.data(read, file));
    Request close = server.next();
    while (close.type() == Sftp.READ) {
      server.data(close, file);
      close = server.next();
    }
    assertEquals(Sftp.CLOSE, close.type());
    assertEquals(full, failure(bad));
    serve(server.next(Sftp.OPEN), file);
    get(good);
    assertArrayEquals(Bytes.range(file, 0, 2 * READ), sink.bytes());
  }

  // --- the rate limit

  /** What its bucket does not hold yet waits; and comes when it is time, with nobody asking. */
  @Test
  void noMoreIsAskedForThanTheRateAllows() throws Exception {
    AtomicLong now = new AtomicLong();
    begin(new RateLimit(10L * READ, now::get));
    byte[] file = Bytes.some(3 * READ);
    RangeRead range = server.read("a", 0, file.length, sink);
    server.handle(server.next(Sftp.OPEN), "h");
    for (int i = 0; i < 3; i++) {
      server.data(server.next(Sftp.READ), file);
      if (i < 2) {
        server.assertNothingAsked();
      }
      now.addAndGet(TimeUnit.MILLISECONDS.toNanos(101));
    }
    get(range);
    assertArrayEquals(file, sink.bytes());
  }

  // --- buffers

  /** The buffer that a sink had is another's later, and never that of two. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void buffersComeBackOnce(boolean works) throws Exception {
    begin(RateLimit.NONE);
    List<ByteBuffer> had = new ArrayList<>();
    RangeRead range =
        server.read(
            "a",
            0,
            100,
            bytes -> {
              had.add(bytes);
              if (!works) {
                throw new IOException("disk full");
              }
            });
    server.handle(server.next(Sftp.OPEN), "h");
    server.data(server.next(Sftp.READ), Bytes.some(100));
    range.done.handle((_, _) -> true).get(SECONDS, TimeUnit.SECONDS);
    ByteBuffer next = server.chunks.take(100);
    assertSame(had.getFirst(), next);
    assertNotSame(next, server.chunks.take(100));
  }

  /** Some bytes are in it, and will not be written. */
  @Test
  void theBufferOfAFailedFileComesBackOnce() throws Exception {
    begin(RateLimit.NONE);
    ByteBuffer only = server.chunks.take(2 * READ);
    server.chunks.give(only);
    RangeRead range = server.read("a", 0, 2 * READ, sink);
    server.handle(server.next(Sftp.OPEN), "h");
    List<Request> reads = server.next(Sftp.READ, 2);
    server.data(reads.get(0), Bytes.some(2 * READ));
    server.status(reads.get(1), 4);
    assertInstanceOf(RemoteException.class, failure(range));
    assertEquals(0, sink.size());
    assertSame(only, server.chunks.take(2 * READ));
    assertNotSame(only, server.chunks.take(2 * READ));
  }

  // --- for short

  /** Opens a file of two READs, sends it, and takes its CLOSE. */
  private void serve(Request open, byte[] file) throws InterruptedException {
    server.handle(open, "handle of " + open.name());
    server.next(Sftp.READ, 2).forEach(read -> server.data(read, file));
    server.status(server.next(Sftp.CLOSE), 0);
  }

  private static void get(RangeRead range) throws Exception {
    range.done.get(SECONDS, TimeUnit.SECONDS);
  }

  private static Throwable failure(RangeRead range) {
    return Objects.requireNonNull(
        assertThrows(ExecutionException.class, () -> get(range)).getCause());
  }
}
