package io.fsl.controller;

import io.fsl.action.DiskFullException;
import io.fsl.action.DownloadFile;
import io.fsl.action.FetchLedger;
import io.fsl.action.Limit;
import io.fsl.action.Outcomes;
import io.fsl.action.PartFile;
import io.fsl.action.PublishFiles;
import io.fsl.action.RemoteFile;
import io.fsl.action.SpaceGuard;
import io.fsl.config.FetchSource;
import io.fsl.sftp.RemotePath;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Files on their way: many are downloaded at once, and those that are complete are published and
 * finished while others still come.
 */
final class FetchPipeline implements AutoCloseable {
  private final DownloadFile download;
  private final Limit limit;
  private final SpaceGuard space;
  private final Tally tally;
  private final Phaser inFlight = new Phaser(1);
  private final Set<RemotePath> paths = ConcurrentHashMap.newKeySet();
  private final Publisher publisher;

  /**
   * @param limit of the files of this source that are in flight
   */
  FetchPipeline(
      FetchSource source,
      DownloadFile download,
      PublishFiles publish,
      FinishPublished finishPublished,
      FetchLedger ledger,
      Limit limit,
      SpaceGuard space,
      Tally tally) {
    this.download = download;
    this.limit = limit;
    this.space = space;
    this.tally = tally;
    this.publisher =
        new Publisher(
            source, publish, finishPublished, ledger, space, paths::size, this::leave, tally);
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
    limit.enter();
    inFlight.register();
    paths.add(file.path());
    tally.expected(file.size());
    space.expectCopy(file.size());
    return new ToCome(file.size());
  }

  /** The bytes of a file that are still to come: they need room. */
  private final class ToCome extends AtomicLong {
    ToCome(long bytes) {
      super(bytes);
      space.expect(bytes);
    }

    void arrived(long bytes) {
      addAndGet(-bytes);
      space.expect(-bytes);
      tally.transferred(bytes);
    }

    void end() {
      space.expect(-getAndSet(0));
    }
  }

  /**
   * Whether a file is on its way already: it is listed twice if its folder had to be listed again.
   * To be asked before the ledger is: a file is in the ledger before it stops being on its way, so
   * that one of the two always knows it.
   */
  boolean has(RemoteFile file) {
    return paths.contains(file.path());
  }

  /**
   * Counts files as no longer in flight, many at once, so that the one who waits for room is woken
   * once.
   */
  private void leave(List<RemoteFile> files) {
    files.forEach(file -> paths.remove(file.path()));
    limit.leave(files.size());
    files.forEach(file -> inFlight.arriveAndDeregister());
  }

  private void downloaded(
      RemoteFile file, ToCome toCome, @Nullable PartFile part, @Nullable Throwable failure) {
    toCome.end();
    if (part != null) {
      publisher.add(part);
    } else if (failure != null) {
      Throwable cause = Outcomes.cause(failure);
      if (cause instanceof DiskFullException) {
        space.foundFull(file);
      }
      tally.failed(file, cause);
      space.expectCopy(-file.size());
      leave(List.of(file));
    }
  }

  /** Deals with the remote files of what earlier runs have published. */
  void finishEarlier() {
    publisher.finishEarlier();
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
