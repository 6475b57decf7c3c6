package io.fsl.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.action.Ledger;
import io.fsl.action.Outcome;
import io.fsl.config.ByteSize;
import io.fsl.config.CopyConfig;
import io.fsl.config.OnConflict;
import io.fsl.config.OnFull;
import io.fsl.config.Order;
import io.fsl.testing.Await;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A destination that is slow or hangs holds up nobody else. */
class SlowDestinationTest extends CopyCase {
  @Tag("slow")
  @Test
  void slowDestinationHoldsUpNobody() throws Exception {
    setup.to("slow").to("fast");
    setup.fsync = false;
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch fast = new CountDownLatch(5000);
    setup.onTransfer =
        () -> {
          if (isServing("slow")) {
            await(release);
          } else {
            fast.countDown();
          }
        };
    for (int i = 0; i < 5000; i++) {
      setup.write("x" + i, "hello");
    }
    try (Loop loop = new Loop(setup.config())) {
      assertTrue(fast.await(60, TimeUnit.SECONDS));
      setup.write("late", "hello");
      Await.until("a later file is there, too", () -> Files.exists(path("fast/late")));
      assertFalse(Files.exists(path("slow/late")));
      release.countDown();
      assertEquals(5001, loop.end().done());
    }
    assertEquals(5001, setup.files("slow").size());
    assertEquals(5001, setup.files("fast").size());
    assertEquals(Set.of(), setup.files("incoming"));
  }

  /** One loop of the copier, in a thread of its own. */
  private final class Loop implements Closeable {
    private final Ledger ledger = Ledger.open(setup.state, "copier.copy", true);
    private final CopyController controller;
    private final FutureTask<Report> task;

    Loop(CopyConfig config) throws IOException {
      this(config, Duration.ofMinutes(1));
    }

    /**
     * @param hanging after so long, a source that looks again is taken to hang
     */
    Loop(CopyConfig config, Duration hanging) throws IOException {
      controller =
          new CopyController(
              config, ledger, setup, Set.of(), false, InstantSource.system(), hanging);
      task = new FutureTask<>(controller::loop);
      Thread.ofPlatform().start(task);
    }

    /** Once nothing is held up any more; a source that looks again ends with the others. */
    Report end() throws Exception {
      return task.get(60, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
      controller.close();
      ledger.close();
    }
  }

  /** The configuration of this source and another. */
  private CopyConfig both(CopySetup other) {
    return new CopyConfig(
        setup.config().settings(),
        List.of(setup.config().sources().getFirst(), other.config().sources().getFirst()),
        List.of());
  }

  /** Whether this is the thread of a destination of that name. */
  private static boolean isServing(String destination) {
    return Thread.currentThread().getName().endsWith("-" + destination);
  }

  /** A destination of that name waits before it tells what it copied. */
  private void holdUp(String destination, CountDownLatch release) {
    setup.onTransfer =
        () -> {
          if (isServing(destination)) {
            await(release);
          }
        };
  }

  /** Such as a new destination that has to be given everything that is kept. */
  @Tag("slow")
  @Test
  void backlogOfOneHoldsUpNoNewFileOfTheOthers() throws Exception {
    setup.to("fast");
    setup.delete = false;
    setup.fsync = false;
    setup.order = new Order(Order.By.NAME, false);
    for (int i = 0; i < 2000; i++) {
      setup.write("x" + i, "hello");
    }
    assertEquals(2000, setup.loop().done());
    setup.to("slow");
    setup.write("zzz-late", "hello");
    CountDownLatch release = new CountDownLatch(1);
    holdUp("slow", release);
    try (Loop loop = new Loop(setup.config())) {
      Await.until("a new file is there", () -> Files.exists(path("fast/zzz-late")));
      release.countDown();
      assertEquals(2001, loop.end().done());
    }
    assertEquals(2001, setup.files("slow").size());
  }

  /** The first pass of the one ends while a further one of the other hangs. */
  @Tag("slow")
  @Test
  void destinationThatHangsLaterHoldsUpNoOtherSource() throws Exception {
    setup.to("first");
    setup.write("x", "hello");
    CopySetup other = new CopySetup(home.resolve("other"));
    other.name = "other";
    other.to("later");
    other.write("early", "hello");
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch later = new CountDownLatch(1);
    CountDownLatch hangs = new CountDownLatch(1);
    setup.onTransfer =
        () -> {
          if (isServing("first")) {
            await(first);
          } else if (Files.exists(other.incoming.resolve("y"))) {
            hangs.countDown();
            await(later);
          }
        };
    try (Loop loop = new Loop(both(other), Duration.ofSeconds(1))) {
      Await.until("the other has come to an end", () -> setup.outcomes.size() == 1);
      other.write("y", "hello");
      assertTrue(hangs.await(60, TimeUnit.SECONDS));
      first.countDown();
      Await.until("the first pass has ended", () -> setup.outcomes.size() == 2);
      setup.write("z", "hello");
      Await.until("a later file is there", () -> Files.exists(path("first/z")));
      later.countDown();
      assertEquals(4, loop.end().done());
    }
  }

  @Test
  void destinationThatHangsHoldsUpNoOtherSource() throws Exception {
    setup.to("hanging");
    setup.write("x", "hello");
    CopySetup other = new CopySetup(home.resolve("other"));
    other.name = "other";
    other.to("a", OnConflict.REPLACE, new ByteSize(16 << 20), OnFull.WAIT);
    other.write("early", "hello");
    List<String> written = new ArrayList<>();
    CountDownLatch release = new CountDownLatch(1);
    holdUp("hanging", release);
    try (Loop loop = new Loop(both(other))) {
      Await.until("what was there is copied", () -> Files.exists(path("other/a/early")));
      Files.write(path("other/a/filler"), new byte[16 << 20]);
      Await.until(
          "for one of those that come later no room is left, as is seen anew",
          () -> {
            written.add(writeLater(other, written.size()));
            return List.copyOf(setup.outcomes).stream().anyMatch(o -> o instanceof Outcome.Failed);
          });
      Files.delete(path("other/a/filler"));
      Await.until(
          "all are there",
          () -> written.stream().allMatch(name -> Files.exists(path("other/a").resolve(name))));
      release.countDown();
      assertEquals(2 + written.size(), loop.end().done());
    }
    assertEquals(Set.of("x"), setup.files("hanging"));
    assertEquals(Set.of(), other.files("incoming"));
  }

  private static String writeLater(CopySetup other, int number) {
    try {
      return other.write("later" + number, "hello").getFileName().toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(90, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
