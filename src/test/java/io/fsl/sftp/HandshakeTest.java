package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.sftp.ServerEnd.Request;
import io.fsl.testing.Await;
import io.fsl.testing.Collected;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a session begins, or does not. */
class HandshakeTest {
  private static final long SECONDS = 20;
  private static final long SLOW_NANOS = 300_000_000;

  /** An eighth of it is more than what a busy machine takes longer. */
  private static final long LONG_NANOS = 800_000_000;

  private final AtomicInteger deaths = new AtomicInteger();
  private ServerEnd server;
  private FutureTask<SftpChannel> opening;

  /** What is asked for first. */
  private Consumer<SftpChannel> toBegin = channel -> {};

  @BeforeEach
  void open() throws IOException {
    server = ServerEnd.opened(1 << 20);
  }

  @AfterEach
  void end() {
    if (opening.state() == Future.State.SUCCESS) {
      opening.resultNow().ended(new IOException("the test is over"));
    }
    server.close();
  }

  private void begin(Duration timeout) throws InterruptedException {
    begin(timeout, 0);
  }

  private void begin(Duration timeout, long roundTrip) throws InterruptedException {
    begin(new Handshake.Terms(timeout, roundTrip, false));
  }

  private void begin(Handshake.Terms terms) throws InterruptedException {
    start(terms);
    Request init = server.next();
    assertEquals(Sftp.INIT, init.type());
    assertEquals(Sftp.VERSION_3, init.id()); // the version is where an id would be
    assertEquals(List.of("subsystem", "sftp"), server.started);
  }

  private void start(Handshake.Terms terms) {
    opening =
        new FutureTask<>(() ->
            Handshake.open(
                server.client,
                server.work,
                RateLimit.NONE,
                server.chunks,
                terms,
                toBegin,
                deaths::incrementAndGet));
    Thread.ofVirtual().start(opening);
  }

  private void version(int version, String... extensions) {
    Wire wire = new Wire().uint32(version);
    for (String extension : extensions) {
      wire.string(extension).string("1");
    }
    server.reply(Sftp.VERSION, wire);
  }

  private SftpChannel opened() throws Exception {
    return opening.get(SECONDS, TimeUnit.SECONDS);
  }

  /** Answers what measures the round trip, as often as it is asked. */
  private SftpChannel answered(int type) throws Exception {
    Await.until(
        "the session has begun",
        () -> {
          server.answerAll(type, request -> server.status(request, 2));
          return opening.isDone();
        });
    return opened();
  }

  private void assertFails(Class<? extends IOException> type, String words) {
    Throwable failure = assertThrows(ExecutionException.class, this::opened).getCause();
    assertInstanceOf(type, failure);
    assertTrue(String.valueOf(failure.getMessage()).contains(words), failure::getMessage);
    Await.until("the end is told", () -> deaths.get() > 0);
    assertEquals(1, deaths.get());
    Await.until("the connection is closed", () -> server.disconnects.get() == 1);
  }

  /** So many bytes one READ asks for. */
  private int readLength(SftpChannel channel) throws InterruptedException {
    server.work.add(
        new RangeRead(
            RemotePath.of("a", StandardCharsets.UTF_8),
            0,
            100_000,
            new Collected(),
            RangeRead.Look.NONE));
    channel.wake();
    server.handle(server.next(Sftp.OPEN), "h");
    return server.next(Sftp.READ).length();
  }

  @Test
  void whatIsAskedForFirstIsSentBeforeTheSessionHasBegun() throws Exception {
    RemotePath folder = RemotePath.of("folder", StandardCharsets.UTF_8);
    toBegin = channel -> new FolderListing(channel, folder).begin();
    begin(Duration.ofSeconds(SECONDS));
    version(3, "limits@openssh.com");
    Request limits = server.next(Sftp.EXTENDED);
    assertEquals("folder", server.next(Sftp.OPENDIR).name());
    assertFalse(opening.isDone());
    server.reply(
        Sftp.EXTENDED_REPLY,
        new Wire().uint32(limits.id()).uint64(1 << 18).uint64(1000).uint64(0).uint64(0));
    assertFalse(answered(Sftp.STAT).isDead());
  }

  @Test
  void aServerThatTellsItsLimitsIsKeptWithinThem() throws Exception {
    begin(Duration.ofSeconds(SECONDS));
    version(3, "posix-rename@openssh.com", "limits@openssh.com");
    Request limits = server.next(Sftp.EXTENDED);
    assertEquals("limits@openssh.com", limits.name());
    server.reply(
        Sftp.EXTENDED_REPLY,
        new Wire().uint32(limits.id()).uint64(1 << 18).uint64(1000).uint64(0).uint64(0));
    SftpChannel channel = answered(Sftp.STAT);
    assertTrue(channel.roundTrip() > 0);
    assertEquals(1000, readLength(channel));
    assertTrue(channel.limits().replaces());
    assertFalse(channel.isDead());
  }

  /** As OpenSSH's client does it, which saves a round trip. */
  @Test
  void theServerIsGreetedBeforeItHasGrantedTheSession() throws Exception {
    CountDownLatch greeted = new CountDownLatch(1);
    server.beforeStart = () -> Await.until("it is greeted", () -> greeted.getCount() == 0);
    begin(Duration.ofSeconds(SECONDS));
    greeted.countDown();
    version(3);
    assertFalse(answered(Sftp.STAT).isDead());
  }

  /** A further connection to a server that is known to be far away starts at once. */
  @Test
  void whatIsKnownOfTheLineIsNotMeasuredAgain() throws Exception {
    begin(Duration.ofSeconds(SECONDS), 20_000_000);
    version(3, "limits@openssh.com");
    Request limits = server.next(Sftp.EXTENDED);
    server.reply(
        Sftp.EXTENDED_REPLY,
        new Wire().uint32(limits.id()).uint64(1 << 18).uint64(1000).uint64(0).uint64(0));
    assertEquals(20_000_000, opened().roundTrip());
  }

  @Test
  void aServerThatErrsWithSeveralFilesHasOneOpen() throws Exception {
    begin(new Handshake.Terms(Duration.ofSeconds(SECONDS), 20_000_000, true));
    version(3, "limits@openssh.com");
    Request limits = server.next(Sftp.EXTENDED);
    server.reply(
        Sftp.EXTENDED_REPLY,
        new Wire().uint32(limits.id()).uint64(1 << 18).uint64(1000).uint64(0).uint64(0));
    assertEquals(new ServerLimits(1000, 1, 0), opened().limits());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "posix-rename@openssh.com"})
  void aServerWithoutLimitsIsAskedForSomethingElse(String extension) throws Exception {
    begin(Duration.ofSeconds(SECONDS));
    version(3, extension.isEmpty() ? new String[0] : new String[] {extension});
    Request stat = server.next(Sftp.STAT);
    assertEquals(".", stat.name());
    server.status(stat, 3);
    assertEquals(32 << 10, readLength(answered(Sftp.STAT)));
  }

  @Test
  void aServerThatRefusesToTellItsLimitsHasTheUsualOnes() throws Exception {
    begin(Duration.ofSeconds(SECONDS));
    version(3, "limits@openssh.com");
    server.status(server.next(Sftp.EXTENDED), 8);
    assertEquals(32 << 10, readLength(answered(Sftp.STAT)));
  }

  /** A busy machine answers late once; on a slow link each answer takes its time. */
  @Test
  void aSlowAnswerIsAskedForAgain() throws Exception {
    begin(Duration.ofSeconds(SECONDS));
    version(3);
    Request first = server.next(Sftp.STAT);
    long start = System.nanoTime();
    Await.until("a while", () -> System.nanoTime() - start > 400_000_000);
    server.status(first, 2);
    SftpChannel channel = answered(Sftp.STAT);
    assertTrue(channel.roundTrip() < 400_000_000, () -> channel.roundTrip() + " ns");
  }

  /** That the session took as long to start says the same. */
  @Tag("slow")
  @Test
  void aSlowLineIsKnownWithTheFirstAnswer() throws Exception {
    server.beforeStart = HandshakeTest::aLongWhile;
    begin(Duration.ofSeconds(SECONDS));
    version(3);
    Request stat = server.next(Sftp.STAT);
    aLongWhile();
    server.status(stat, 2);
    assertTrue(opened().roundTrip() >= LONG_NANOS);
  }

  private static void aLongWhile() {
    long start = System.nanoTime();
    Await.until("a long while", () -> System.nanoTime() - start > LONG_NANOS);
  }

  @Test
  void aSlowLineIsFoundToBeOneAfterAFewAnswers() throws Exception {
    begin(Duration.ofSeconds(SECONDS));
    version(3);
    int answers = 0;
    while (!opening.isDone() && answers < 20) {
      Request stat = server.next(Sftp.STAT);
      long start = System.nanoTime();
      Await.until("a while", () -> System.nanoTime() - start > SLOW_NANOS);
      server.status(stat, 2);
      answers++;
      Await.until("more, or the end", () -> opening.isDone() || server.asks());
    }
    assertTrue(opened().roundTrip() >= SLOW_NANOS);
    assertTrue(answers >= 2 && answers < 6, answers + " answers");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void anOlderProtocolIsNotSpoken(int version) throws Exception {
    begin(Duration.ofSeconds(SECONDS));
    version(version);
    assertFails(ProtocolException.class, "version 3");
  }

  /** OpenSSH takes no byte before it has started the session. */
  @Test
  void aServerThatRefusesTheSessionIsGivenUpAtOnce() throws Exception {
    server.close();
    server = ServerEnd.opened(0);
    server.refuses = true;
    start(new Handshake.Terms(Duration.ofSeconds(SECONDS), 0, false));
    assertFails(net.schmizz.sshj.connection.ConnectionException.class, "Request failed");
  }

  @Test
  void aServerThatTakesPacketsOfNoBytesIsGivenUp() throws Exception {
    server.close();
    server = ServerEnd.opened(1 << 20, 0);
    start(new Handshake.Terms(Duration.ofSeconds(SECONDS), 0, false));
    assertFails(ConnectionLostException.class, "largest packet has 0 bytes");
  }

  @Test
  void aServerThatSaysNothingIsGivenUp() throws Exception {
    begin(Duration.ofMillis(200));
    assertFails(ConnectionLostException.class, "no answer from the SFTP subsystem");
  }

  @Tag("slow")
  @Test
  void aServerThatFallsSilentAfterItsVersionIsGivenUp() throws Exception {
    begin(Duration.ofSeconds(2));
    version(3);
    server.next(Sftp.STAT);
    assertFails(ConnectionLostException.class, "no answer from the SFTP subsystem");
  }

  @Test
  void whatIsNoSftpIsGivenUp() throws Exception {
    begin(Duration.ofSeconds(SECONDS));
    server.receive("Welcome to the machine".getBytes(StandardCharsets.US_ASCII));
    assertFails(ConnectionLostException.class, "the SFTP session did not start");
  }

  /** The refusal of a request is an answer; the end of the session is none. */
  @ParameterizedTest
  @CsvSource({"limits@openssh.com, limits@openssh.com: reset", "other, stat .: reset"})
  void aSessionThatEndsAtOnceIsGivenUp(String extension, String words) throws Exception {
    begin(Duration.ofSeconds(SECONDS));
    version(3, extension);
    server.next();
    server.session.notifyError(new net.schmizz.sshj.connection.ConnectionException("reset"));
    assertFails(ConnectionLostException.class, "the SFTP session did not start: " + words);
  }
}
