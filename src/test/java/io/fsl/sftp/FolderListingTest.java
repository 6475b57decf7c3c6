package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.sftp.ServerEnd.Request;
import io.fsl.testing.Collected;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A pass over a remote folder, reply by reply. */
class FolderListingTest {
  private static final int REQUESTS = 16;
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
  void eachReplyBringsAnotherRequestUntilTheEnd() throws Exception {
    List<Request> reads = begun();
    entries(reads.get(0), "a", "b");
    Request more = server.next(Sftp.READDIR);
    entries(reads.get(1), "c");
    Request last = server.next(Sftp.READDIR);
    reads.subList(2, REQUESTS).forEach(read -> server.status(read, 1));
    assertFalse(listing.isDone());
    entries(more, "d");
    server.status(server.next(Sftp.READDIR), 1);
    server.status(last, 1);
    assertTrue(listing.get(SECONDS, TimeUnit.SECONDS));
    assertEquals(List.of("a", "b", "c", "d"), found);
    assertClosed();
  }

  @Test
  void aFileIsOpenedWhileTheListingGoesOn() throws Exception {
    each = name -> server.read(name, 0, 10, new Collected());
    List<Request> reads = begun();
    entries(reads.get(0), "a");
    server.next(Sftp.READDIR);
    assertEquals("a", server.next(Sftp.OPEN).name());
    assertFalse(listing.isDone());
  }

  @Test
  void anErrorIsNoEnd() throws Exception {
    List<Request> reads = begun();
    entries(reads.get(0), "a");
    server.next(Sftp.READDIR);
    server.status(reads.get(1), 4);
    RemoteException failure = assertInstanceOf(RemoteException.class, failure());
    assertEquals("list /out: failure", failure.getMessage());
    assertClosed();
  }

  @Test
  void aMissingFolderIsAnErrorAndNothingIsClosed() throws Exception {
    server.status(server.next(Sftp.OPENDIR), 2);
    assertInstanceOf(RemoteException.class, failure());
    server.assertNothingAsked();
  }

  /** A reply without entries is allowed; only so many in a row are too many. */
  @Test
  void repliesWithoutEntriesMustEnd() throws Exception {
    List<Request> reads = new ArrayList<>(begun());
    for (int i = 0; i < 64; i++) {
      entries(reads.removeFirst());
      reads.add(server.next(Sftp.READDIR));
    }
    entries(reads.removeFirst(), "a");
    reads.add(server.next(Sftp.READDIR));
    for (int i = 0; i < 64; i++) {
      entries(reads.removeFirst());
      reads.add(server.next(Sftp.READDIR));
    }
    assertFalse(listing.isDone());
    entries(reads.removeFirst());
    assertInstanceOf(ProtocolException.class, failure());
    assertEquals(List.of("a"), found);
    assertClosed();
  }

  @Test
  void aLostConnectionIsNoEnd() throws Exception {
    begun();
    server.channel.ended(new IOException("cut"));
    assertInstanceOf(ConnectionLostException.class, failure());
  }
}
