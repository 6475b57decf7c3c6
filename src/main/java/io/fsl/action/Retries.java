package io.fsl.action;

import io.fsl.config.Retry;
import io.fsl.sftp.Backoff;
import io.fsl.sftp.ConnectionLostException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Tries again what a lost connection undid, with growing pauses. */
public final class Retries {
  private static final Logger LOG = Logger.getLogger("io.fsl.retry");

  /** Bytes that an attempt must have brought not to count as a failed one. */
  private static final long WORTH_BYTES = 1 << 20;

  private final Retry retry;
  private final CompletableFuture<@Nullable Void> stopped = new CompletableFuture<>();

  public Retries(Retry retry) {
    this.retry = retry;
  }

  /** From now on nothing is tried again, not even what waits for it. */
  public void stop() {
    stopped.complete(null);
  }

  /**
   * Starts a request on the server, and starts it again as long as lost connections interrupt it
   * and attempts are left.
   *
   * @param what names it in the log
   * @param attempt starts it, from where it is
   */
  public <T extends @Nullable Object> CompletableFuture<T> of(
      Supplier<String> what, Supplier<CompletableFuture<T>> attempt) {
    return of(what, attempt, () -> 0);
  }

  /**
   * The same for a request that gets on a little each time: an attempt that brought it on does not
   * count, as with lftp, since otherwise a bad link would let no big file through.
   *
   * @param what for the log
   * @param attempt starts it, from where it is
   * @param done bytes so far
   */
  public <T extends @Nullable Object> CompletableFuture<T> of(
      Supplier<String> what, Supplier<CompletableFuture<T>> attempt, LongSupplier done) {
    Allowance allowance = new Allowance(done);
    return attempt.get().exceptionallyCompose(failure -> again(what, attempt, failure, allowance));
  }

  /** The attempts that are left. */
  private final class Allowance {
    private final LongSupplier done;
    private long doneBefore;
    private Backoff backoff = new Backoff(retry.attempts(), retry.delay());

    Allowance(LongSupplier done) {
      this.done = done;
      this.doneBefore = done.getAsLong();
    }

    /** How long to wait before the next attempt; null: there is none. */
    @Nullable Duration next() {
      long now = done.getAsLong();
      if (now - doneBefore >= WORTH_BYTES) {
        doneBefore = now;
        backoff = new Backoff(retry.attempts(), retry.delay());
      }
      return backoff.next();
    }
  }

  private <T extends @Nullable Object> CompletableFuture<T> again(
      Supplier<String> what,
      Supplier<CompletableFuture<T>> attempt,
      Throwable failure,
      Allowance allowance) {
    Throwable cause = Outcomes.cause(failure);
    boolean undone = cause instanceof ConnectionLostException && !stopped.isDone();
    Duration delay = undone ? allowance.next() : null;
    if (delay == null) {
      return CompletableFuture.failedFuture(cause);
    }
    LOG.log(Level.INFO, "{0}: again, after {1}", new Object[] {what.get(), cause.getMessage()});
    return pause(delay)
        .thenCompose(
            over -> stopped.isDone() ? CompletableFuture.failedFuture(cause) : attempt.get())
        .exceptionallyCompose(failed -> again(what, attempt, failed, allowance));
  }

  /**
   * Does something on the calling thread, and does it again from the start as long as lost
   * connections interrupt it and attempts are left.
   */
  public void blocking(Supplier<String> what, Attempt attempt) throws IOException {
    Backoff backoff = new Backoff(retry.attempts(), retry.delay());
    while (true) {
      try {
        attempt.run();
        return;
      } catch (ConnectionLostException e) {
        Duration delay = stopped.isDone() ? null : backoff.next();
        if (delay == null) {
          throw e;
        }
        LOG.log(Level.INFO, "{0}: again, after {1}", new Object[] {what.get(), e.getMessage()});
        pause(delay).join();
        if (stopped.isDone()) {
          throw e;
        }
      }
    }
  }

  /** Something that a lost connection may interrupt. */
  public interface Attempt {
    void run() throws IOException;
  }

  /** Completes after that time, or at once when {@link #stop} is called. */
  private CompletableFuture<@Nullable Void> pause(Duration delay) {
    return stopped.copy().completeOnTimeout(null, delay.toMillis(), TimeUnit.MILLISECONDS);
  }
}
