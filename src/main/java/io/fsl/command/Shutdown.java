package io.fsl.command;

import io.fsl.Exit;
import io.fsl.controller.Controller;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;

/**
 * What signals ask for. SIGINT and SIGTERM: end soon, leaving what is in flight resumable; at once
 * when asked again, or when ending takes too long. SIGHUP: read the configuration again.
 */
final class Shutdown implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final Logger log;
  private final Duration grace;
  private final IntConsumer halt;
  private final Semaphore wake = new Semaphore(0);
  private final AtomicBoolean reload = new AtomicBoolean();
  private Exit status = Exit.OK;
  private @Nullable Controller guarded;
  private boolean closed;

  /**
   * @param grace until {@code halt} is called
   * @param halt ends the process on the spot
   */
  Shutdown(Logger log, Duration grace, IntConsumer halt) {
    this.log = log;
    this.grace = grace;
    this.halt = halt;
  }

  /**
   * Begins to listen to signals.
   *
   * @param endless whether SIGHUP has a meaning; else it ends the process as usual
   */
  static Shutdown listen(Logger log, boolean endless) {
    Shutdown shutdown = new Shutdown(log, GRACE, Runtime.getRuntime()::halt);
    on("INT", () -> shutdown.stop(Exit.INTERRUPTED));
    on("TERM", () -> shutdown.stop(Exit.TERMINATED));
    if (endless) {
      on("HUP", shutdown::askReload);
    }
    return shutdown;
  }

  private static void on(String name, Runnable action) {
    Signal.handle(new Signal(name), _ -> action.run());
  }

  /** Asks to end with a status. */
  void stop(Exit asked) {
    @Nullable Controller controller;
    synchronized (this) {
      if (stopped()) {
        halt.accept(status.status());
        return;
      }
      status = asked;
      controller = guarded;
    }
    Thread.ofPlatform().daemon().name("grace").start(this::haltAfterGrace);
    wake.release();
    if (controller != null) {
      controller.stop();
    }
    // At last, as nobody may read the log: then this takes for ever.
    log.info(() -> asked.meaning() + " (" + asked.status() + "): ending");
  }

  private void haltAfterGrace() {
    try {
      Thread.sleep(grace);
    } catch (InterruptedException _) {
      // nobody interrupts it; ending early would be no harm
    }
    synchronized (this) {
      if (!closed) {
        halt.accept(status.status());
      }
    }
  }

  /** Asks for the configuration to be read again. */
  void askReload() {
    reload.set(true);
    wake.release();
  }

  /** Whether the configuration is to be read again; asked once for each time. */
  boolean takeReload() {
    return reload.getAndSet(false);
  }

  /** Has a signal stop this controller from now on; one that came before stops it at once. */
  void guard(Controller controller) {
    boolean late;
    synchronized (this) {
      guarded = controller;
      late = stopped();
    }
    if (late) {
      controller.stop();
    }
  }

  /** Waits for that time, or until a signal comes; whether the run is to go on. */
  boolean pause(Duration time) {
    try {
      if (wake.tryAcquire(time.toNanos(), TimeUnit.NANOSECONDS)) {
        wake.drainPermits();
      }
    } catch (InterruptedException _) {
      stop(Exit.INTERRUPTED);
    }
    return !stopped();
  }

  /** Whether to end. */
  synchronized boolean stopped() {
    return status != Exit.OK;
  }

  /** What to end with; {@link Exit#OK} as long as no signal came. */
  synchronized Exit status() {
    return status;
  }

  /** The run has ended; nobody needs to halt it any more. */
  @Override
  public synchronized void close() {
    closed = true;
  }
}
