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
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
  /**
   * So long the record of what was published waits for that of other files, to come to disk with
   * it.
   */
  private static final long SOON_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

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
  private final Phaser inFlight = new Phaser(1);
  private final Set<RemotePath> paths = ConcurrentHashMap.newKeySet();
  private final Gathering<PartFile> ready = new Gathering<>(paths::size);
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

  /** All at once, so that who waits for room is woken once. */
  private void leave(List<RemoteFile> files) {
    files.forEach(file -> {
      space.expectCopy(-file.size());
      paths.remove(file.path());
    });
    limit.leave(files.size());
    ownLimit.leave(files.size());
    files.forEach(file -> inFlight.arriveAndDeregister());
  }

  private void downloaded(
      RemoteFile file, ToCome toCome, @Nullable PartFile part, @Nullable Throwable failure) {
    toCome.end();
    if (part != null) {
      ready.add(part);
    } else if (failure != null) {
      failed(file, DownloadFile.cause(failure));
      leave(List.of(file));
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
      while (!ready.isAtEnd()) {
        List<PartFile> parts = ready.take(unsettled ? SOON_NANOS : Long.MAX_VALUE);
        if (parts.isEmpty()) {
          settle();
        } else {
          publishTogether(parts);
        }
      }
      settle();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void settle() {
    if (unsettled) {
      unsettled = false;
      try {
        ledger.commit();
      } catch (IOException e) {
        failed(e);
      } catch (RuntimeException | Error e) {
        failed(e);
      }
    }
  }

  private void failed(IOException e) {
    LOG.log(Level.SEVERE, source.name() + ": " + Outcomes.message(e));
    tally.trouble(Trouble.INPUT_OUTPUT);
  }

  /** What waits to be published must have its turn whatever happens: others wait for its end. */
  private void failed(Throwable fault) {
    LOG.log(Level.SEVERE, source.name() + ": internal error", fault);
    tally.trouble(Trouble.INTERNAL);
  }

  private void publishTogether(List<PartFile> parts) {
    try {
      IdentityHashMap<RemoteFile, Long> bytes = new IdentityHashMap<>();
      parts.forEach(part -> bytes.put(part.file(), part.expected()));
      List<Part> published = publish.publish(parts);
      unsettled = true;
      List<Part> done = finishPublished.now(published);
      tally.allEnded(
          done.stream().map(part -> done(part, bytes.getOrDefault(part.file(), 0L))).toList());
    } catch (UncheckedIOException e) {
      failed(requireNonNull(e.getCause()));
    } catch (RuntimeException | Error e) {
      failed(e);
    } finally {
      leave(parts.stream().map(PartFile::file).toList());
    }
  }

  /** Deals with the remote files of what an earlier run has published. */
  void finish(List<Part> published) {
    tally.allEnded(finishPublished.earlier(published).stream().map(part -> done(part, 0)).toList());
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
    ready.end();
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
