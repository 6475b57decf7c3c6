package io.fsl.controller;

import io.fsl.action.DiskFullException;
import io.fsl.action.DownloadFile;
import io.fsl.action.FetchLedger;
import io.fsl.action.FetchLedger.Transfer;
import io.fsl.action.FinishRemote;
import io.fsl.action.Limit;
import io.fsl.action.Outcome;
import io.fsl.action.Outcomes;
import io.fsl.action.PartFile;
import io.fsl.action.PublishFiles;
import io.fsl.action.RemoteFile;
import io.fsl.action.Retries;
import io.fsl.action.SpaceGuard;
import io.fsl.action.Trouble;
import io.fsl.config.FetchSource;
import io.fsl.sftp.RemotePath;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Files on their way: many are downloaded at once, and those that are complete are published and
 * finished while others still come.
 */
final class FetchPipeline implements AutoCloseable {
  private final FetchSource source;
  private final DownloadFile download;
  private final Limit limit;
  private final Limit ownLimit;
  private final SpaceGuard space;
  private final BooleanSupplier stopping;
  private final Tally tally;
  private final Phaser inFlight = new Phaser(1);
  private final Set<RemotePath> paths = ConcurrentHashMap.newKeySet();
  private final Publisher publisher;

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
    this.limit = limit;
    this.ownLimit = ownLimit;
    this.space = space;
    this.stopping = stopping;
    this.tally = tally;
    this.publisher =
        new Publisher(
            source,
            publish,
            new FinishPublished(source.afterFetch(), finish, ledger, retries, this::failed),
            ledger,
            space,
            paths::size,
            this::leave,
            tally);
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
    files.forEach(file -> paths.remove(file.path()));
    limit.leave(files.size());
    ownLimit.leave(files.size());
    files.forEach(file -> inFlight.arriveAndDeregister());
  }

  private void downloaded(
      RemoteFile file, ToCome toCome, @Nullable PartFile part, @Nullable Throwable failure) {
    toCome.end();
    if (part != null) {
      publisher.add(part);
    } else if (failure != null) {
      Throwable cause = DownloadFile.cause(failure);
      if (cause instanceof DiskFullException) {
        space.foundFull(file);
      }
      failed(file, cause);
      space.expectCopy(-file.size());
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

  /** Deals with the remote files of what an earlier run has published. */
  void finish(List<Transfer> published) {
    publisher.finish(published);
  }

  /** Waits until nothing is on its way any more. */
  void drain() {
    inFlight.arriveAndAwaitAdvance();
  }

  /** Ends the publishing, after what is on its way. */
  @Override
  public void close() {
    drain();
    publisher.close();
  }
}
