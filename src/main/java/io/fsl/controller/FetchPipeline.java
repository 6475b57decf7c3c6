package io.fsl.controller;

import static java.util.Objects.requireNonNull;

import io.fsl.action.DownloadFile;
import io.fsl.action.FetchLedger;
import io.fsl.action.FetchLedger.Part;
import io.fsl.action.FinishRemote;
import io.fsl.action.Limit;
import io.fsl.action.Outcome;
import io.fsl.action.Outcomes;
import io.fsl.action.PartFile;
import io.fsl.action.PathBytes;
import io.fsl.action.PublishFiles;
import io.fsl.action.RemoteFile;
import io.fsl.action.Retries;
import io.fsl.action.SpaceGuard;
import io.fsl.action.Trouble;
import io.fsl.config.FetchSource;
import io.fsl.sftp.RemotePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Files on their way: many are downloaded at once, and those that are complete are published
 * together by one thread, while others still come.
 */
final class FetchPipeline implements AutoCloseable {
  /** Files published together: more would hold up the first of them for little gain. */
  private static final int BATCH = 128;

  /**
   * So long the record of what was published waits for that of other files, to come to disk with
   * it.
   */
  private static final long SOON_MILLIS = 100;

  private static final Logger LOG = Logger.getLogger("io.fsl.fetch");

  private final FetchSource source;
  private final DownloadFile download;
  private final PublishFiles publish;
  private final FinishPublished finishPublished;
  private final FetchLedger ledger;
  private final Limit limit;
  private final Limit ownLimit;
  private final SpaceGuard space;
  private final BooleanSupplier stopping;
  private final Tally tally;
  private final BlockingQueue<Optional<PartFile>> ready = new LinkedBlockingQueue<>();
  private final Phaser inFlight = new Phaser(1);
  private final Set<RemotePath> paths = ConcurrentHashMap.newKeySet();
  private final Thread publisher;

  /** Whether what was published is still to be committed; for the publisher alone. */
  private boolean unsettled;

  /**
   * @param limit of the files in flight over all sources
   * @param ownLimit of those of this source
   */
  FetchPipeline(
      FetchSource source,
      DownloadFile download,
      PublishFiles publish,
      FinishRemote finish,
      FetchLedger ledger,
      Limit limit,
      Limit ownLimit,
      SpaceGuard space,
      Retries retries,
      BooleanSupplier stopping,
      Tally tally) {
    this.source = source;
    this.download = download;
    this.publish = publish;
    this.finishPublished =
        new FinishPublished(source.afterFetch(), finish, ledger, retries, this::failed);
    this.ledger = ledger;
    this.limit = limit;
    this.ownLimit = ownLimit;
    this.space = space;
    this.stopping = stopping;
    this.tally = tally;
    this.publisher =
        Thread.ofPlatform().name("fsl-publisher-" + source.name()).start(this::publishLoop);
  }

  /** Starts to fetch a file; waits while there are too many on their way. */
  void start(RemoteFile file) {
    ToCome toCome = enter(file);
    try {
      var _ =
          download
              .start(file, toCome::arrived)
              .whenComplete((part, failure) -> downloaded(file, toCome, part, failure));
    } catch (UncheckedIOException e) {
      downloaded(file, toCome, null, e.getCause());
    } catch (RuntimeException | Error e) {
      downloaded(file, toCome, null, e);
    }
  }

  /** Takes a part that is complete already. */
  void publish(PartFile part) {
    downloaded(part.file(), enter(part.file()), part, null);
  }

  private ToCome enter(RemoteFile file) {
    ownLimit.enter();
    limit.enter();
    inFlight.register();
    paths.add(file.path());
    tally.expected(file.size());
    space.expectCopy(file.size());
    return new ToCome(file.size());
  }

  /** The bytes of a file that are still to come: they need room. */
  private final class ToCome {
    private final AtomicLong left;

    ToCome(long bytes) {
      left = new AtomicLong(bytes);
      space.expect(bytes);
    }

    void arrived(long bytes) {
      left.addAndGet(-bytes);
      space.expect(-bytes);
      tally.transferred(bytes);
    }

    void end() {
      space.expect(-left.getAndSet(0));
    }
  }

  /**
   * Whether a file is on its way: a folder whose listing broke off is listed again. Who asks this
   * before the ledger misses no file, as one is in the ledger before it is not on its way any more.
   */
  boolean has(RemoteFile file) {
    return paths.contains(file.path());
  }

  private void leave(RemoteFile file) {
    space.expectCopy(-file.size());
    paths.remove(file.path());
    limit.leave();
    ownLimit.leave();
    inFlight.arriveAndDeregister();
  }

  private void downloaded(
      RemoteFile file, ToCome toCome, @Nullable PartFile part, @Nullable Throwable failure) {
    toCome.end();
    if (part != null) {
      ready.add(Optional.of(part));
    } else if (failure != null) {
      failed(file, DownloadFile.cause(failure));
      leave(file);
    }
  }

  private void failed(RemoteFile file, Throwable cause) {
    boolean stopped = stopping.getAsBoolean() && Outcomes.trouble(cause) == Trouble.UNREACHABLE;
    tally.ended(
        stopped
            ? new Outcome.Skipped(source.name(), file.name(), "stopped; the next run goes on")
            : Outcomes.of(file, cause));
  }

  private void publishLoop() {
    try {
      List<Optional<PartFile>> taken = new ArrayList<>();
      boolean more = true;
      while (more) {
        taken.clear();
        taken.add(next());
        ready.drainTo(taken, BATCH - 1);
        more = taken.stream().allMatch(Optional::isPresent);
        publishTogether(taken.stream().flatMap(Optional::stream).toList());
      }
      settle();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The next part; while none comes, what was published is recorded for good. */
  private Optional<PartFile> next() throws InterruptedException {
    Optional<PartFile> soon = ready.poll(SOON_MILLIS, TimeUnit.MILLISECONDS);
    if (soon != null) {
      return soon;
    }
    settle();
    return ready.take();
  }

  private void settle() {
    if (unsettled) {
      unsettled = false;
      try {
        ledger.commit();
      } catch (IOException e) {
        failed(e);
      }
    }
  }

  private void failed(IOException e) {
    LOG.log(Level.SEVERE, source.name() + ": " + Outcomes.message(e));
    tally.trouble(Trouble.INPUT_OUTPUT);
  }

  private void publishTogether(List<PartFile> parts) {
    try {
      IdentityHashMap<RemoteFile, Long> bytes = new IdentityHashMap<>();
      parts.forEach(part -> bytes.put(part.file(), part.expected()));
      List<Part> published = publish.publish(parts);
      unsettled = true;
      List<Part> done = finishPublished.now(published);
      done.forEach(part -> tally.ended(done(part, bytes.getOrDefault(part.file(), 0L))));
    } catch (UncheckedIOException e) {
      failed(requireNonNull(e.getCause()));
    } catch (RuntimeException | Error e) {
      LOG.log(Level.SEVERE, source.name() + ": internal error", e);
      tally.trouble(Trouble.INTERNAL);
    } finally {
      parts.forEach(part -> leave(part.file()));
    }
  }

  /** Deals with the remote files of what an earlier run has published. */
  void finish(List<Part> published) {
    finishPublished.earlier(published).forEach(part -> tally.ended(done(part, 0)));
  }

  private Outcome done(Part part, long bytes) {
    return new Outcome.Done(
        source.name(),
        part.file().name(),
        PathBytes.printable(source.incoming().resolve(part.target())),
        bytes);
  }

  /** Waits until nothing is on its way any more. */
  void drain() {
    inFlight.arriveAndAwaitAdvance();
  }

  /** Ends the publishing, after what is on its way. */
  @Override
  public void close() {
    drain();
    ready.add(Optional.empty());
    boolean interrupted = false;
    while (publisher.isAlive()) {
      try {
        publisher.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
