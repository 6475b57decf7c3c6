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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A pass over a remote folder, reply by reply. */
class FolderListingTest {
  private static final int REQUESTS = 20;

  /** Of them, before more are asked for. */
  private static final int SPARE = 4;

  private static final long SECONDS = 20;

  private final List<String> found = Collections.synchronizedList(new ArrayList<>());
  private final FutureTask<Boolean> listing = new FutureTask<>(this::list);

  /** Takes the names as they are listed. */
  private volatile Consumer<String> each = found::add;

  private ServerEnd server;

  @BeforeEach
  void begin() throws Exception {
    server = ServerEnd.begun(256);
    Thread.ofVirtual().start(listing);
  }

  @AfterEach
  void end() {
    server.close();
  }

  private boolean list() throws IOException {
    new FolderListing(server.channel, RemotePath.of("/out", StandardCharsets.UTF_8))
        .forEach(entry -> each.accept(entry.name().toString()));
    return true;
  }

  /** Opens the folder. */
  private List<Request> begun() throws InterruptedException {
    Request open = server.next(Sftp.OPENDIR);
    assertEquals("/out", open.name());
    server.handle(open, "h");
    List<Request> reads = server.next(Sftp.READDIR, REQUESTS);
    assertTrue(reads.stream().allMatch(read -> read.name().equals("h")));
    return reads;
  }

  private void entries(Request to, String... names) {
    Wire wire = new Wire().uint32(to.id()).uint32(names.length);
    for (String name : names) {
      wire.string(name).string("").uint32(0);
    }
    server.reply(Sftp.NAME, wire);
  }

  /** Another listing, begun before anybody waits for it. */
  private FolderListing begunAhead() throws InterruptedException, IOException {
    assertEquals("/out", server.next(Sftp.OPENDIR).name());
    FolderListing ahead =
        new FolderListing(server.channel, RemotePath.of("/ahead", StandardCharsets.UTF_8));
    ahead.begin();
    return ahead;
  }

  private void assertLists(String... names) throws Exception {
    assertTrue(listing.get(SECONDS, TimeUnit.SECONDS));
    assertEquals(List.of(names), found);
    assertClosed();
  }

  private void assertClosed() throws InterruptedException {
    assertEquals("h", server.next(Sftp.CLOSE).name());
    server.assertNothingAsked();
  }

  private Throwable failure() {
    return Objects.requireNonNull(
        assertThrows(ExecutionException.class, () -> listing.get(SECONDS, TimeUnit.SECONDS))
            .getCause());
  }

  @Test
  void requestsAreKeptOnTheirWayUntilTheEnd() throws Exception {
    List<Request> reads = begun();
    entries(reads.get(0), "a", "b");
    for (int i = 1; i < SPARE; i++) {
      entries(reads.get(i));
    }
    Await.until("the first are taken", () -> found.equals(List.of("a", "b")));
    server.assertNothingAsked();
    entries(reads.get(SPARE), "c");
    Request more = server.next(Sftp.READDIR);
    entries(reads.get(SPARE + 1), "d");
    Request last = server.next(Sftp.READDIR);
    reads.subList(SPARE + 2, REQUESTS).forEach(read -> server.status(read, 1));
    assertFalse(listing.isDone());
    entries(more, "e");
    server.status(last, 1);
    assertLists("a", "b", "c", "d", "e");
  }

  /** What would take another round trip. */
  @Test
  void afterTheEndNothingIsAskedFor() throws Exception {
    List<Request> reads = begun();
    CountDownLatch ended = new CountDownLatch(1);
    each =
        name -> {
          Await.until("the end was told", () -> ended.getCount() == 0);
          found.add(name);
        };
    for (int i = 0; i < REQUESTS - 1; i++) {
      entries(reads.get(i), "f" + i);
    }
    server.status(reads.get(REQUESTS - 1), 1);
    server.channel.writer().execute(ended::countDown);
    assertTrue(listing.get(SECONDS, TimeUnit.SECONDS));
    assertEquals(REQUESTS - 1, found.size());
    assertClosed();
  }

  @Test
  void whatWasBegunAheadIsTakenLater() throws Exception {
    FolderListing ahead = begunAhead();
    Request open = server.next(Sftp.OPENDIR);
    server.handle(open, "h");
    List<Request> reads = server.next(Sftp.READDIR, 4);
    entries(reads.get(0), "a");
    reads.subList(1, 4).forEach(read -> server.status(read, 1));
    CountDownLatch ended = new CountDownLatch(1);
    server.channel.writer().execute(ended::countDown);
    assertTrue(ended.await(SECONDS, TimeUnit.SECONDS));
    List<String> names = new ArrayList<>();
    ahead.forEach(entry -> names.add(entry.name().toString()));
    assertEquals(List.of("a"), names);
    assertClosed();
  }

  /** It would take many times the memory that the server took to send it. */
  @Test
  void whatIsBegunAheadIsNotLookedAtBefore() throws Exception {
    FolderListing ahead = begunAhead();
    server.handle(server.next(Sftp.OPENDIR), "h");
    Request read = server.next(Sftp.READDIR, 4).getFirst();
    server.reply(
        Sftp.NAME, new Wire().uint32(read.id()).uint32(2).string("a").string("").uint32(0));
    assertFalse(server.channel.isDead());
    IOException failure = assertThrows(ConnectionLostException.class, () -> ahead.forEach(_ -> {}));
    assertEquals("list /ahead: a list of names is cut short", failure.getMessage());
    assertTrue(server.channel.isDead());
  }

  @Test
  void aListThatMakesNoSenseEndsTheSession() throws Exception {
    Request read = begun().getFirst();
    server.reply(
        Sftp.NAME, new Wire().uint32(read.id()).uint32(0).string("a").string("").uint32(0));
    Throwable failure = assertInstanceOf(ConnectionLostException.class, failure());
    assertEquals("list /out: more names than the 0 that it counts", failure.getMessage());
    assertTrue(server.channel.isDead());
    assertEquals(List.of(), found);
  }

  @Test
  void aFileIsOpenedWhileTheListingGoesOn() throws Exception {
    each = name -> server.read(name, 0, 10, new Collected());
    List<Request> reads = begun();
    entries(reads.get(0), "a");
    assertEquals("a", server.next(Sftp.OPEN).name());
    assertFalse(listing.isDone());
  }

  /** By the second, Apache MINA SSHD tells that a file went while it read the folder. */
  @ParameterizedTest
  @CsvSource({
    "4, list /out: Failure",
    "2, list /out: not complete: list /out: No such file or directory",
    "10, list /out: not complete: list /out: No such path",
  })
  void anErrorIsNeitherTheEndNorAMissingFolder(int status, String message) throws Exception {
    List<Request> reads = begun();
    entries(reads.get(0), "a");
    server.status(reads.get(1), status);
    RemoteException failure = assertInstanceOf(RemoteException.class, failure());
    assertFalse(failure.noSuchFile());
    assertEquals(message, failure.getMessage());
    assertClosed();
  }

  /** As a server does that closes the folder when it has told all. */
  @ParameterizedTest
  @ValueSource(ints = {4, 2, 9})
  void whateverFailsBehindTheEndIsTheEnd(int status) throws Exception {
    List<Request> reads = begun();
    entries(reads.get(0), "a");
    server.status(reads.get(1), 1);
    reads.subList(2, REQUESTS).forEach(read -> server.status(read, status));
    assertLists("a");
  }

  /** Entries are missing, though the end came. */
  @Test
  void whatFailsBeforeTheEndIsAnError() throws Exception {
    List<Request> reads = begun();
    entries(reads.get(0), "a");
    server.status(reads.get(2), 1);
    server.status(reads.get(1), 4);
    reads.subList(3, REQUESTS).forEach(read -> server.status(read, 1));
    assertEquals("list /out: Failure", failure().getMessage());
    assertClosed();
  }

  @Test
  void whatWasBegunAheadCanBeAbandoned() throws Exception {
    FolderListing ahead = begunAhead();
    assertFalse(ahead.isOlderThan(Duration.ofHours(1)));
    assertTrue(ahead.isOlderThan(Duration.ZERO));
    ahead.abandon();
    server.handle(server.next(Sftp.OPENDIR), "h");
    server.next(Sftp.READDIR, 4);
    assertClosed();
  }

  @Test
  void aMissingFolderIsAnErrorAndNothingIsClosed() throws Exception {
    server.status(server.next(Sftp.OPENDIR), 2);
    assertInstanceOf(RemoteException.class, failure());
    server.assertNothingAsked();
  }

  /** Some servers never tell it otherwise; and OpenSSH's client takes it for the end. */
  @Test
  void repliesWithoutEntriesAreTheEnd() throws Exception {
    List<Request> reads = begun();
    entries(reads.get(0), "a");
    reads.subList(1, REQUESTS).forEach(read -> entries(read));
    assertLists("a");
  }

  /** Or with none but those of the folder itself and its parent. */
  @Test
  void anEmptyFolderMayEndWithoutSayingSo() throws Exception {
    List<Request> reads = begun();
    entries(reads.get(0), ".", "..");
    reads.subList(1, REQUESTS).forEach(read -> entries(read));
    assertLists();
  }

  /** The protocol does not forbid it. */
  @Test
  void entriesThatComeBehindAReplyWithoutAnyAreListed() throws Exception {
    List<Request> reads = begun();
    reads.subList(0, REQUESTS - 1).forEach(read -> entries(read));
    entries(reads.get(REQUESTS - 1), "a");
    List<Request> more = server.next(Sftp.READDIR, REQUESTS - SPARE);
    entries(more.get(0));
    entries(more.get(1), "b");
    server.next(Sftp.READDIR, 2).forEach(read -> server.status(read, 1));
    more.subList(2, more.size()).forEach(read -> server.status(read, 1));
    assertLists("a", "b");
  }

  @Test
  void aLostConnectionIsNoEnd() throws Exception {
    begun();
    server.channel.ended(new IOException("cut"));
    assertInstanceOf(ConnectionLostException.class, failure());
  }
}
