package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.config.Retry;
import io.fsl.testing.Await;
import io.fsl.testing.Bytes;
import io.fsl.testing.Collected;
import io.fsl.testing.MinaServer;
import io.fsl.testing.TcpProxy.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.sshd.server.session.ServerSession;
import org.apache.sshd.sftp.server.Handle;
import org.apache.sshd.sftp.server.SftpEventListener;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of a remote when a connection is lost, not made or silent, and when it ends. */
class ChannelPoolTest extends PoolCase {
  // --- a connection that is lost

  /** Whoever asks again notices nothing, but for the file that was being read. */
  @Test
  void aLostConnectionIsMadeAnew() throws Exception {
    byte[] content = Bytes.some(200_000);
    Files.write(folder.resolve("file"), content);
    line.trouble(Kind.CUT, LOGIN_BYTES + 50_000);
    try (Remote remote = connect(1, TIMEOUT)) {
      assertInstanceOf(
          ConnectionLostException.class,
          failure(remote.read(path("file"), 0, content.length, new Collected())));
      Collected sink = new Collected();
      get(remote.read(path("file"), 0, content.length, sink));
      assertArrayEquals(content, sink.bytes());
      assertEquals(2, line.connections());
    }
  }

  @Test
  void whatChangesNothingIsAskedAgainOverTheNextConnection() throws Exception {
    Files.write(folder.resolve("file"), Bytes.some(10));
    line.trouble(Kind.CUT, LOGIN_BYTES);
    try (Remote remote = connect(1, TIMEOUT)) {
      while (line.happened() == 0) {
        assertEquals(10, get(remote.stat(path("file"))).size());
      }
      assertEquals(10, get(remote.stat(path("file"))).size());
    }
  }

  @Test
  void theFolderThatTheFirstSessionBeginsWithIsListedOnce() throws Exception {
    Files.createFile(folder.resolve("file"));
    AtomicInteger opened = new AtomicInteger();
    ((SftpSubsystemFactory) mina.sshd().getSubsystemFactories().getFirst())
        .addSftpEventListener(
            new SftpEventListener() {
              @Override
              public void opening(ServerSession session, String remoteHandle, Handle localHandle) {
                opened.incrementAndGet();
              }
            });
    List<Entry> listed = new ArrayList<>();
    try (SshRemote remote = remote(1, TIMEOUT, new Retry(0, Duration.ZERO))) {
      remote.open(path(""));
      Await.until("the folder is open", () -> opened.get() == 1);
      remote.list(path(""), listed::add);
    }
    assertEquals(1, listed.size());
    assertEquals(1, opened.get());
  }

  /** Else some entries would be listed twice. */
  @Test
  void aListingThatIsLostInItsMiddleIsNotBegunAnew() throws Exception {
    for (int i = 0; i < 5000; i++) {
      Files.createFile(folder.resolve("file-" + i));
    }
    AtomicInteger listed = new AtomicInteger();
    try (Remote remote = connect(1, TIMEOUT)) {
      assertTrue(remote.listSoon(path("")));
      Consumer<Entry> cut =
          _ -> {
            if (listed.incrementAndGet() == 1) {
              mina.sshd().getActiveSessions().forEach(session -> session.close(true));
            }
          };
      assertThrows(ConnectionLostException.class, () -> remote.list(path(""), cut));
    }
    assertTrue(listed.get() < 5000, () -> listed + " entries");
  }

  /** With no attempts more, a lost connection is told at once. */
  @Test
  void withoutAttemptsNothingIsAskedAgain() throws Exception {
    Files.write(folder.resolve("file"), Bytes.some(10));
    line.trouble(Kind.CUT, LOGIN_BYTES);
    try (Remote remote = connect(1, TIMEOUT, new Retry(0, Duration.ZERO))) {
      Throwable lost = null;
      while (lost == null) {
        lost = remote.stat(path("file")).handle((_, failure) -> failure).join();
      }
      assertInstanceOf(ConnectionLostException.class, cause(lost));
      assertEquals(10, get(remote.stat(path("file"))).size());
    }
  }

  @Test
  void aServerThatDoesNotComeBackIsUnreachable() throws Exception {
    try (Remote remote = connect(1, TIMEOUT)) {
      line.close();
      Await.until(
          "it is given up",
          () ->
              remote
                  .remove(path("any"))
                  .handle((_, failure) -> cause(failure) instanceof UnreachableException)
                  .join());
      assertThrows(UnreachableException.class, () -> remote.list(path(""), _ -> {}));
      assertInstanceOf(UnreachableException.class, failure(remote.statOpened(path("any"))));
      assertEquals(1, remote.lanes());
    }
  }

  @Test
  void whoNeedsAConnectionWaitsForTheNextOne() throws Exception {
    Files.write(folder.resolve("file"), Bytes.some(10));
    line.trouble(Kind.CUT, LOGIN_BYTES);
    try (Remote remote = connect(1, TIMEOUT)) {
      line.hold();
      List<CompletableFuture<?>> stats = new ArrayList<>();
      Await.until(
          "it is lost, and another one is being made",
          () -> stats.add(remote.stat(path("file"))) && line.connections() == 2);
      Waiting<Integer> listing = new Waiting<>(() -> list(remote));
      line.release();
      assertEquals(1, listing.result());
      getAll(stats);
    }
  }

  /** It is asked for where replies come in, which may not wait; and makes a connection be made. */
  @Test
  void aFileIsNotOpenedWithoutAConnectionButByTheNext() throws Exception {
    Files.write(folder.resolve("file"), Bytes.some(10));
    try (Remote remote = connect(1, TIMEOUT)) {
      line.hold();
      mina.sshd().getActiveSessions().forEach(session -> session.close(true));
      Await.until("it is lost", () -> remote.statOpened(path("file")).isCompletedExceptionally());
      Await.until(
          "another one is being made, for whoever asks after the loss",
          () ->
              remote.statOpened(path("file")).isCompletedExceptionally()
                  && line.connections() == 2);
      assertInstanceOf(
          ConnectionLostException.class, remote.statOpened(path("file")).exceptionNow());
      line.release();
      Await.until("it is opened", () -> isOpened(remote));
    }
  }

  private static boolean isOpened(Remote remote) {
    return remote
        .statOpened(path("file"))
        .handle((attributes, _) -> attributes != null && attributes.size() == 10)
        .join();
  }

  @Test
  void whoNeedsAConnectionIsToldThatThereWillBeNone() throws Exception {
    line.trouble(Kind.CUT, LOGIN_BYTES);
    try (Remote remote = connect(1, TIMEOUT)) {
      line.hold();
      Await.until(
          "it is lost, and another one is being made",
          () -> remote.stat(path("file")) != null && line.connections() == 2);
      Waiting<Integer> listing = new Waiting<>(() -> list(remote));
      line.close();
      assertInstanceOf(
          UnreachableException.class, cause(assertThrows(Exception.class, listing::result)));
    }
  }

  private static int list(Remote remote) throws IOException {
    List<Entry> entries = new ArrayList<>();
    remote.list(path(""), entries::add);
    return entries.size();
  }

  /** Something that is done meanwhile, and waits for something else now. */
  private record Waiting<T>(FutureTask<T> task) {
    Waiting(Callable<T> step) {
      this(new FutureTask<>(step));
      Thread thread = Thread.ofPlatform().daemon().start(task);
      Await.until("it waits", () -> thread.getState().name().endsWith("WAITING"));
    }

    T result() throws Exception {
      return task.get(SECONDS, TimeUnit.SECONDS);
    }
  }

  private static Waiting<Boolean> opening(SshRemote remote) {
    return new Waiting<>(() -> {
      remote.open(null);
      return true;
    });
  }

  /** One that ends each session would else be logged in to all the time. */
  @Test
  void aServerThatIsAskedForNothingIsLeftInPeace() throws Exception {
    Files.write(folder.resolve("file"), Bytes.some(10));
    try (Remote remote = connect(1, TIMEOUT)) {
      mina.sshd().getActiveSessions().forEach(session -> session.close(true));
      Await.until("it is lost", () -> mina.sshd().getActiveSessions().isEmpty());
      long start = System.nanoTime();
      Await.until("a pause", () -> System.nanoTime() - start > Duration.ofSeconds(2).toNanos());
      assertEquals(1, line.connections());
      assertEquals(10, get(remote.stat(path("file"))).size());
      mina.sshd().getActiveSessions().forEach(session -> session.close(true));
      Await.until("it is listed, by another connection", () -> isListed(remote));
    }
  }

  /** Another login after each would be one every few milliseconds. */
  @Tag("slow")
  @Test
  void aServerThatEndsEachSessionIsLoggedInToNowAndThen() throws Exception {
    Files.write(folder.resolve("file"), Bytes.some(10));
    long start = System.nanoTime();
    try (Remote remote = connect(1, TIMEOUT, new Retry(1000, Duration.ofSeconds(1)))) {
      while (System.nanoTime() - start < Duration.ofSeconds(4).toNanos()) {
        assertEquals(10, get(remote.stat(path("file"))).size());
        mina.sshd().getActiveSessions().forEach(session -> session.close(true));
      }
    }
    assertTrue(line.connections() <= 6, () -> line.connections() + " connections");
  }

  private static boolean isListed(Remote remote) {
    try {
      return list(remote) == 1;
    } catch (ConnectionLostException e) {
      return false; // it was not known yet
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // --- a connection that is not made

  @Test
  void connectingIsTriedAgainAsOftenAsConfigured() throws Exception {
    for (int i = 0; i < 9; i++) {
      line.trouble(Kind.CUT, 10);
    }
    long start = System.nanoTime();
    Retry retry = new Retry(2, Duration.ofMillis(40));
    UnreachableException fault =
        assertThrows(UnreachableException.class, () -> connect(1, TIMEOUT, retry));
    assertTrue(System.nanoTime() - start >= (20 + 40) * 1_000_000L, "it waits in between");
    assertTrue(String.valueOf(fault.getMessage()).contains("broke off"), fault::getMessage);
    assertEquals(3, line.connections());
    line.trouble(Kind.CUT, 10);
    Await.until("one is left", () -> line.happened() == 3);
  }

  @Test
  void aServerThatComesBackInTimeIsReached() throws Exception {
    line.trouble(Kind.CUT, 10);
    line.trouble(Kind.CUT, 10);
    try (Remote remote = connect(1, TIMEOUT)) {
      assertEquals(3, line.connections());
      remote.list(path(""), _ -> {});
    }
  }

  /** Else an account would be locked out. */
  @Test
  void aRefusedLoginIsNotTriedAgain() {
    AtomicInteger logins = new AtomicInteger();
    mina.sshd().setPasswordAuthenticator((_, _, _) -> logins.incrementAndGet() == 0);
    assertThrows(AuthenticationException.class, () -> connect(1, TIMEOUT).close());
    assertEquals(1, logins.get());
  }

  /** A session that does not begin is no reason to wait longer than for a connection. */
  @Test
  void aServerWithoutSftpIsUnreachable() {
    mina.sshd().setSubsystemFactories(List.of());
    UnreachableException fault =
        assertThrows(UnreachableException.class, () -> connect(1, TIMEOUT).close());
    String where = MinaServer.USER + "@127.0.0.1:" + line.port();
    assertTrue(
        String.valueOf(fault.getMessage())
            .startsWith(where + ": logged in, but its SFTP does not start: "),
        fault::getMessage);
    assertEquals(4, line.connections());
  }

  @Test
  void whoClosesWaitsForNoFurtherAttempt() throws Exception {
    line.trouble(Kind.CUT, 10);
    SshRemote remote = remote(1, TIMEOUT, new Retry(3, Duration.ofHours(1)));
    Waiting<Boolean> opening = opening(remote);
    Await.until("the first attempt has failed", () -> line.happened() == 1);
    remote.close();
    assertInstanceOf(
        UnreachableException.class, cause(assertThrows(Exception.class, opening::result)));
    assertEquals(1, line.connections());
  }

  /** Nor for the server to say something. */
  @Test
  void whoClosesWaitsForNoConnection() throws Exception {
    line.hold();
    SshRemote remote = remote(1, TIMEOUT, new Retry(3, Duration.ZERO));
    Waiting<Boolean> opening = opening(remote);
    Await.until("it is being made", () -> line.connections() == 1);
    remote.close();
    assertEquals(
        "fsl closed the connection",
        cause(assertThrows(Exception.class, opening::result)).getMessage());
  }

  // --- silence

  @Tag("slow")
  @Test
  void aServerThatFallsSilentIsGivenUp() throws Exception {
    Files.write(folder.resolve("file"), Bytes.some(2_000_000));
    line.trouble(Kind.STALL, 500_000);
    try (Remote remote = connect(1, BRIEF)) {
      Throwable failure = failure(remote.read(path("file"), 0, 2_000_000, new Collected()));
      assertInstanceOf(UnreachableException.class, failure);
      assertEquals("read /file: no answer from the server for 3 s", failure.getMessage());
      assertInstanceOf(UnreachableException.class, failure(remote.stat(path("file"))));
    }
    assertEquals(1, line.connections());
  }

  /** The other one goes on, with all that the silent one had not begun. */
  @Tag("slow")
  @Test
  void oneSilentConnectionOfTwoIsDropped() throws Exception {
    Files.write(folder.resolve("file"), Bytes.some(30_000));
    line.latency(LATENCY);
    line.trouble(Kind.CUT, Long.MAX_VALUE);
    line.trouble(Kind.STALL, 30_000);
    try (Remote remote = connect(2, BRIEF)) {
      List<CompletableFuture<?>> reads = reads(remote, MANY, 30_000);
      Await.until("the second is silent", () -> line.happened() == 1);
      int lost = 0;
      for (CompletableFuture<?> read : reads) {
        while (!read.isDone()) {
          get(remote.stat(path("file")));
        }
        if (read.isCompletedExceptionally()) {
          assertInstanceOf(ConnectionLostException.class, read.exceptionNow());
          assertTrue(
              String.valueOf(read.exceptionNow().getMessage()).contains("no answer from"),
              read.exceptionNow()::getMessage);
          lost++;
        }
      }
      assertTrue(lost > 0 && lost < MANY, lost + " lost");
    }
  }

  /** It is asked for nothing, and need not answer. */
  @Tag("slow")
  @Test
  void aPauseIsNoSilence() throws Exception {
    Files.write(folder.resolve("file"), Bytes.some(10));
    try (Remote remote = connect(1, BRIEF)) {
      long start = System.nanoTime();
      Await.until("a pause", () -> System.nanoTime() - start > BRIEF.toNanos() * 3 / 2);
      assertEquals(10, get(remote.stat(path("file"))).size());
      assertEquals(1, line.connections());
    }
  }

  // --- the end

  @Test
  void closingHangsUp() throws Exception {
    Files.write(folder.resolve("file"), Bytes.some(30_000));
    line.latency(LATENCY);
    try (Remote remote = connect(2, TIMEOUT)) {
      reads(remote, MANY, 30_000);
      Await.until("two", () -> mina.sshd().getActiveSessions().size() == 2);
    }
    Await.until("all is closed", () -> mina.sshd().getActiveSessions().isEmpty());
  }

  @Test
  void aConnectionThatComesTooLateIsClosed() throws Exception {
    AtomicInteger logins = new AtomicInteger();
    mina.sshd().setPasswordAuthenticator((_, _, _) -> logins.incrementAndGet() > 0);
    Files.write(folder.resolve("file"), Bytes.some(30_000));
    line.latency(LATENCY);
    try (Remote remote = connect(2, TIMEOUT)) {
      line.hold();
      reads(remote, MANY, 30_000);
      Await.until("the second is being made", () -> line.connections() == 2);
    }
    line.release();
    Await.until("it was made", () -> logins.get() == 2);
    Await.until("all is closed", () -> mina.sshd().getActiveSessions().isEmpty());
  }
}
