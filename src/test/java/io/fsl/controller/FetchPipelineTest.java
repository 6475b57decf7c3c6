package io.fsl.controller;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.action.DoneMarkers;
import io.fsl.action.DownloadFile;
import io.fsl.action.FetchLedger;
import io.fsl.action.FetchLedger.Transfer;
import io.fsl.action.FileWriter;
import io.fsl.action.FinishRemote;
import io.fsl.action.Ledger;
import io.fsl.action.Limit;
import io.fsl.action.PartFile;
import io.fsl.action.Phase;
import io.fsl.action.PlaceFile;
import io.fsl.action.Readiness;
import io.fsl.action.RemoteFile;
import io.fsl.action.Retries;
import io.fsl.action.SmallDisk;
import io.fsl.action.SpaceGuard;
import io.fsl.action.Trouble;
import io.fsl.action.WorkFolder;
import io.fsl.config.AfterFetch;
import io.fsl.config.FetchSource;
import io.fsl.config.Retry;
import io.fsl.sftp.Remote;
import io.fsl.sftp.RemoteException;
import io.fsl.sftp.RemotePath;
import io.fsl.testing.Await;
import io.fsl.testing.FakeRemote;
import io.fsl.testing.Feeds;
import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files on their way from a server in memory. */
class FetchPipelineTest {
  private static final long MTIME = 1_000_000_000;

  /** Several times as many as are published together. */
  private static final int FILES = 300;

  /** More than are dealt with together of what earlier runs left. */
  private static final int MANY = 1500;

  private final FakeRemote server = new FakeRemote();

  /** Until then, the server answers no rename. */
  private final CompletableFuture<Boolean> released = new CompletableFuture<>();

  private final Ledger ledger = Ledger.inMemory();
  private final FetchLedger known = new FetchLedger(ledger, "feeds");
  private Runnable told = () -> {};
  private final Tally tally = new Tally(outcome -> told.run(), () -> false);
  private final FileWriter writer = new FileWriter(false);
  private final SpaceGuard.Shared shared = new SpaceGuard.Shared();
  @TempDir Path home;

  @BeforeEach
  void fill() {
    server.putFolder("/out");
    for (int i = 0; i < FILES; i++) {
      server.put("/out/f" + i, "text".getBytes(UTF_8), MTIME);
    }
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    ledger.close();
    writer.close();
  }

  private Remote slowToRename() {
    return (Remote)
        Proxy.newProxyInstance(
            Remote.class.getClassLoader(),
            new Class<?>[] {Remote.class},
            (self, method, arguments) -> {
              try {
                return switch (method.getName()) {
                  case "rename" -> onceReleased(server::rename, arguments);
                  case "replace" -> onceReleased(server::replace, arguments);
                  default -> method.invoke(server, arguments);
                };
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private <T extends @Nullable Object> CompletableFuture<T> onceReleased(
      BiFunction<RemotePath, RemotePath, CompletableFuture<T>> renaming, Object[] paths) {
    return released.thenCompose(
        now -> renaming.apply((RemotePath) paths[0], (RemotePath) paths[1]));
  }

  private FetchSource source(AfterFetch afterFetch) {
    return Feeds.source(home.resolve("in"), afterFetch);
  }

  private SpaceGuard space() {
    return new SpaceGuard(List.of(), home.resolve("in"), null, shared);
  }

  private FetchPipeline pipeline(FetchSource source, SpaceGuard space) throws IOException {
    Remote remote = slowToRename();
    Retries retries = new Retries(new Retry(1, Duration.ofMillis(1)));
    FetchFolders folders =
        new FetchFolders(
            source,
            ledger,
            known,
            writer,
            new PlaceFile.Claims(),
            InstantSource.system(),
            tally::ended);
    folders.create();
    folders.recovery().run();
    return new FetchPipeline(
        source,
        new DownloadFile(remote, folders.incoming(), known, retries, null, space::hasRoom),
        folders.publish(),
        new FinishPublished(
            source.keepsRemote(),
            new FinishRemote(remote, source, new DoneMarkers(null), known),
            known,
            Readiness.ofRemote(
                source.readiness(), ledger.table("observations"), InstantSource.system()),
            retries,
            tally),
        known,
        new Limit(1000),
        space,
        tally);
  }

  private static RemoteFile file(int number) {
    String name = "f" + number;
    return new RemoteFile("feeds", RemotePath.of("/out/" + name, UTF_8), Path.of(name), 4, MTIME);
  }

  /** Puts a big file on the server. */
  private RemoteFile big(String name, int bytes) {
    server.put("/out/" + name, new byte[bytes], MTIME);
    return new RemoteFile(
        "feeds", RemotePath.of("/out/" + name, UTF_8), Path.of(name), bytes, MTIME);
  }

  /** As an earlier run left it. */
  private void leavePart(RemoteFile file, int bytes, WorkFolder folder) throws IOException {
    PartFile part = PartFile.of(file, folder, known, 1, more -> {});
    part.lanes().getFirst().write(ByteBuffer.allocate(bytes));
    part.putAside(true);
  }

  private boolean isAllThere() {
    return IntStream.range(0, FILES).allMatch(i -> Files.exists(home.resolve("in/f" + i)));
  }

  /** Files that are still on the server. */
  private long left() {
    return IntStream.range(0, FILES).filter(i -> server.has("/out/f" + i)).count();
  }

  /** A round trip for each step of each batch would add up. */
  @Test
  void filesArePublishedWhileRemoteFilesAreDealtWith() throws IOException {
    FetchSource source = source(new AfterFetch.Delete());
    try (SpaceGuard space = space();
        FetchPipeline pipeline = pipeline(source, space);
        Closeable _ = () -> released.complete(true)) {
      for (int i = 0; i < FILES; i++) {
        pipeline.start(file(i));
      }
      Await.until("all are in incoming", this::isAllThere);
      assertEquals(FILES, left());
      assertEquals(0, tally.report().done());
      assertTrue(pipeline.has(file(0)), "it is not done with yet");
      released.complete(true);
      pipeline.drain();
      assertFalse(pipeline.has(file(0)));
      assertEquals(FILES, tally.report().done());
      assertEquals(0, left());
      assertEquals(List.of(), known.transfers(Phase.PUBLISHED));
    }
  }

  /** Even if the server says that there is no such file: in incoming it is. */
  @ParameterizedTest(name = "{0}")
  @ValueSource(booleans = {true, false})
  void whatCouldNotBeDealtWithIsAFailureAndStaysKnown(boolean moved) throws IOException {
    released.completeExceptionally(new RemoteException(moved ? 2 : 3, "refused"));
    FetchSource source = source(moved ? new AfterFetch.Move("done") : new AfterFetch.Delete());
    try (SpaceGuard space = space();
        FetchPipeline pipeline = pipeline(source, space)) {
      for (int i = 0; i < FILES; i++) {
        pipeline.start(file(i));
      }
      pipeline.drain();
      assertEquals(0, tally.report().done());
      assertEquals(FILES, tally.report().failed());
      assertEquals(FILES, left());
      assertEquals(FILES, known.transfers(Phase.PUBLISHED).size());
      assertTrue(isAllThere());
    }
  }

  /** A server that lets no file be deleted leaves every file that was ever fetched. */
  @Test
  void earlierFilesAreDealtWithBeforeAllAreRead() throws IOException {
    FetchSource source = source(new AfterFetch.Delete());
    released.complete(true);
    IntStream.range(0, MANY).forEach(i -> known.putTransfer(published(file(i))));
    RemoteFile last = file(999); // of all names
    try (SpaceGuard space = space();
        FetchPipeline pipeline = pipeline(source, space)) {
      told = () -> known.removeTransfer(last.path());
      pipeline.finishEarlier();
    }
    assertEquals(MANY - 1, tally.report().done(), "the last was read after others were done");
    assertEquals(List.of(), known.transfers(Phase.PUBLISHED));
    assertEquals(0, left());
  }

  private static Transfer published(RemoteFile file) {
    return new Transfer(file, Phase.PUBLISHED, file.relative(), Optional.empty(), List.of());
  }

  /** Each has most of its bytes, and none has room for the rest. */
  @Test
  void partsDoNotFillTheDiskForEver() throws IOException {
    FetchSource source = source(new AfterFetch.Keep());
    RemoteFile one = big("one", 10 << 20);
    RemoteFile other = big("other", 10 << 20);
    try (SmallDisk disk = SmallDisk.mount(source.incoming(), "16m");
        SpaceGuard space = space()) {
      space.open();
      try (FetchPipeline pipeline = pipeline(source, space)) {
        WorkFolder folder = new WorkFolder(source.incoming(), ledger, "feeds", writer);
        leavePart(one, 15 << 19, folder);
        leavePart(other, 15 << 19, folder);
        pipeline.start(one);
        pipeline.start(other);
        pipeline.drain();
      }
      assertEquals(1, tally.report().done());
      assertEquals(Set.of(Trouble.SPACE), tally.report().troubles());
      boolean isOne = Files.exists(source.incoming().resolve("one"));
      Files.delete(source.incoming().resolve(isOne ? "one" : "other"));
      try (FetchPipeline pipeline = pipeline(source, space)) {
        pipeline.start(isOne ? other : one);
        pipeline.drain();
      }
      assertEquals(2, tally.report().done());
      assertTrue(Files.exists(disk.folder().resolve(isOne ? "other" : "one")));
    }
  }

  @Test
  void onceTheDiskIsFullNothingIsBegunThatHasNoRoom() throws IOException {
    FetchSource source = source(new AfterFetch.Keep());
    try (SmallDisk _ = SmallDisk.mount(source.incoming(), "16m");
        SpaceGuard space = space();
        FetchPipeline pipeline = pipeline(source, space)) {
      space.open();
      RemoteFile resumed = big("resumed", 19 << 20);
      leavePart(resumed, 2 << 20, new WorkFolder(source.incoming(), ledger, "feeds", writer));
      pipeline.start(big("first", 17 << 20));
      Await.until("the disk was full", () -> tally.report().failed() == 1);
      long bytes = tally.report().bytes();
      pipeline.start(big("second", 18 << 20));
      pipeline.start(resumed);
      pipeline.start(file(0));
      pipeline.drain();
      assertEquals(3, tally.report().failed());
      assertEquals(bytes + 4, tally.report().bytes(), "what does not fit is not begun");
      assertEquals(1, tally.report().done(), "what fits comes");
      assertEquals(
          List.of(), known.transfers(Phase.LOADING), "what cannot be completed takes no room");
    }
  }
}
