package io.fsl.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.fsl.Exit;
import io.fsl.action.Outcome;
import io.fsl.action.Trouble;
import io.fsl.controller.Controller;
import io.fsl.controller.Report;
import io.fsl.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import sun.misc.Signal;

class LoopTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Report WELL = new Report(3, 1, 0, 100, Set.of());

  private final Logger log = Logger.getLogger("io.fsl.test");
  private final List<Integer> halts = new CopyOnWriteArrayList<>();
  private final Shutdown shutdown = new Shutdown(log, LONG, halts::add);
  private final List<LoopResult> results = new ArrayList<>();

  LoopTest() {
    log.setLevel(Level.OFF);
  }

  /** What a loop comes to. */
  private interface Step {
    Report play();
  }

  /** Plays what it is given, one thing per loop. */
  private static final class FakeController implements Controller {
    private final Queue<Step> loops = new ConcurrentLinkedQueue<>();
    private volatile int stops;
    private volatile int closes;

    FakeController(Step... loops) {
      this.loops.addAll(List.of(loops));
    }

    @Override
    public Report loop() {
      return loops.remove().play();
    }

    @Override
    public synchronized void stop() {
      stops++;
    }

    @Override
    public synchronized void close() {
      closes++;
    }
  }

  /** Takes no record before it is released. */
  private static final class StuckHandler extends Handler {
    private final CountDownLatch released;

    StuckHandler(CountDownLatch released) {
      this.released = released;
    }

    @Override
    public void publish(LogRecord record) {
      try {
        released.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void endsWithTheWorstOfItsLoops() {
    FakeController controller =
        new FakeController(() -> WELL, () -> trouble(Trouble.ACCESS), () -> trouble(Trouble.FILE));
    assertEquals(Exit.ACCESS, run(3, controller, Duration.ZERO));
    assertEquals(List.of(1L, 2L, 3L), results.stream().map(LoopResult::number).toList());
    assertEquals(
        List.of(Exit.OK, Exit.ACCESS, Exit.FILES),
        results.stream().map(LoopResult::status).toList());
    assertEquals(1, controller.closes);
  }

  @Test
  void aFailedFileIsNeverGreen() {
    Report report = new Report(0, 0, 1, 0, Set.of());
    assertEquals(Exit.FILES, run(1, new FakeController(() -> report), LONG));
  }

  @Test
  void aFaultDoesNotEndTheRun() {
    FakeController controller =
        new FakeController(
            () -> {
              throw new IllegalStateException();
            },
            () -> {
              throw new StackOverflowError();
            },
            () -> WELL);
    assertEquals(Exit.INTERNAL, run(3, controller, Duration.ZERO));
    assertEquals(Exit.OK, results.getLast().status());
  }

  @Test
  void aSignalStopsTheLoopUnderWay() {
    FakeController controller =
        new FakeController(() -> {
          shutdown.stop(Exit.TERMINATED);
          return trouble(Trouble.INTERNAL);
        });
    assertEquals(Exit.TERMINATED, run(Loop.ENDLESS, controller, LONG));
    assertEquals(Exit.TERMINATED, results.getLast().status());
    assertEquals(1, controller.stops);
    assertEquals(1, controller.closes);
  }

  @Test
  void aSignalBeforeTheFirstLoopPreventsIt() {
    shutdown.stop(Exit.INTERRUPTED);
    assertEquals(Exit.INTERRUPTED, run(1, new FakeController(), LONG));
  }

  @Test
  void aSignalEndsThePauseAtOnce() throws Exception {
    FakeController controller = new FakeController(() -> WELL);
    Thread stopping =
        Thread.ofPlatform()
            .start(() -> {
              Await.until("first loop", () -> controller.loops.isEmpty());
              shutdown.stop(Exit.INTERRUPTED);
            });
    assertEquals(Exit.INTERRUPTED, run(Loop.ENDLESS, controller, LONG));
    stopping.join();
  }

  @Test
  void theSecondSignalEndsTheProcessOnTheSpot() {
    shutdown.stop(Exit.INTERRUPTED);
    assertEquals(List.of(), halts);
    shutdown.stop(Exit.TERMINATED);
    assertEquals(List.of(130), halts);
  }

  @Test
  void endingMustNotTakeTooLong() {
    Shutdown impatient = new Shutdown(log, Duration.ZERO, halts::add);
    impatient.stop(Exit.TERMINATED);
    Await.until("halt", () -> halts.equals(List.of(143)));
  }

  @Test
  void endingDoesNotWaitForALogThatNobodyReads() throws Exception {
    CountDownLatch read = new CountDownLatch(1);
    Handler stuck = new StuckHandler(read);
    log.addHandler(stuck);
    log.setLevel(Level.INFO);
    Shutdown impatient = new Shutdown(log, Duration.ZERO, halts::add);
    Thread stopping = Thread.ofPlatform().start(() -> impatient.stop(Exit.TERMINATED));
    try {
      Await.until("halt", () -> halts.equals(List.of(143)));
    } finally {
      read.countDown();
      stopping.join();
      log.removeHandler(stuck);
    }
  }

  @Test
  void theConfigurationIsReadAgainBetweenLoops() {
    FakeController first =
        new FakeController(() -> {
          shutdown.askReload();
          return WELL;
        });
    FakeController second =
        new FakeController(() -> {
          shutdown.stop(Exit.TERMINATED);
          return WELL;
        });
    Loop loop = new Loop(log, Loop.ENDLESS, shutdown, observer());
    loop.run(new Loop.Work(first, LONG), _ -> new Loop.Work(second, LONG));
    assertEquals(2, results.size());
    assertEquals(0, first.stops);
    assertEquals(1, second.stops);
    assertEquals(1, second.closes);
  }

  @Test
  void signalsOfTheSystemAreHeard() throws IOException {
    assumeFalse(hangUpIsIgnored(), "under nohup, Java leaves SIGHUP alone");
    try (Shutdown listening = Shutdown.listen(log, true)) {
      Signal.raise(new Signal("HUP"));
      Await.until("reload", listening::takeReload);
      Signal.raise(new Signal("TERM"));
      Await.until("stop", listening::stopped);
      assertEquals(Exit.TERMINATED, listening.status());
      assertTrue(!listening.pause(LONG));
    }
  }

  private static boolean hangUpIsIgnored() throws IOException {
    String ignored = "SigIgn:";
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith(ignored))
        .mapToLong(line -> Long.parseUnsignedLong(line.substring(ignored.length()).strip(), 16))
        .anyMatch(signals -> (signals & 1) != 0);
  }

  private Exit run(long loops, Controller controller, Duration pause) {
    return new Loop(log, loops, shutdown, observer())
        .run(new Loop.Work(controller, pause), old -> old);
  }

  private Observer observer() {
    return new Observer() {
      @Override
      public void ended(LoopResult result) {
        results.add(result);
      }

      @Override
      public void ended(Outcome outcome) {}
    };
  }

  private static Report trouble(Trouble trouble) {
    return new Report(0, 0, 0, 0, Set.of(trouble));
  }
}
