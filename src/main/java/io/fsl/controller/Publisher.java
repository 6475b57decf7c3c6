package io.fsl.controller;

import static java.util.Objects.requireNonNull;

import io.fsl.action.FetchLedger;
import io.fsl.action.FetchLedger.Transfer;
import io.fsl.action.Outcome;
import io.fsl.action.PartFile;
import io.fsl.action.Phase;
import io.fsl.action.PublishFiles;
import io.fsl.action.RemoteFile;
import io.fsl.action.SpaceGuard;
import io.fsl.action.Trouble;
import io.fsl.config.FetchSource;
import io.fsl.controller.FinishPublished.Finished;
import io.fsl.linux.PathBytes;
import io.fsl.sftp.RemotePath;
import io.fsl.text.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A thread that publishes the complete files of a source, many together. Their remote files are
 * then dealt with, many at once and on other threads; the publisher records the result in the
 * ledger.
 */
final class Publisher implements AutoCloseable {
  /**
   * How long the record of published files may wait to be committed together with that of others.
   */
  private static final long SOON_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /**
   * Files of earlier runs that are dealt with, and held in memory, together: there may be very many
   * if the server lets none be deleted.
   */
  private static final int EARLIER_TOGETHER = 1_000;

  private static final Logger LOG = Logger.getLogger("io.fsl.fetch");

  private final FetchSource source;
  private final PublishFiles publish;
  private final FinishPublished finishPublished;
  private final FetchLedger ledger;
  private final SpaceGuard space;
  private final Consumer<List<RemoteFile>> left;
  private final Tally tally;
  private final Gathering<Step> ready;
  private final Thread thread;

  /** Whether what was published is still to be committed; for the thread alone. */
  private boolean unsettled;

  /** What the publisher is to do for a file. */
  private sealed interface Step {
    /** To publish a file whose bytes have all come. */
    record Publish(PartFile part) implements Step {}

    /** To record in the ledger that the remote file was dealt with. */
    record Finish(Finished finished) implements Step {}
  }

  /**
   * @param onTheirWay how many files there are between their start and their end
   * @param left is told of files that came to their end, in whatever way
   */
  Publisher(
      FetchSource source,
      PublishFiles publish,
      FinishPublished finishPublished,
      FetchLedger ledger,
      SpaceGuard space,
      IntSupplier onTheirWay,
      Consumer<List<RemoteFile>> left,
      Tally tally) {
    this.source = source;
    this.publish = publish;
    this.finishPublished = finishPublished;
    this.ledger = ledger;
    this.space = space;
    this.left = left;
    this.tally = tally;
    this.ready = new Gathering<>(onTheirWay);
    this.thread = Thread.ofPlatform().name("fsl-publisher-" + source.name()).start(this::work);
  }

  /** Takes a file whose bytes are all there. */
  void add(PartFile part) {
    ready.add(new Step.Publish(part));
  }

  private void work() {
    try {
      while (!ready.isAtEnd()) {
        List<Step> steps = ready.take(unsettled ? SOON_NANOS : Long.MAX_VALUE);
        if (steps.isEmpty()) {
          settle();
        } else {
          take(steps);
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
        faulty(e);
      }
    }
  }

  private void failed(IOException e) {
    tally.sourceFailed(source.name(), Trouble.INPUT_OUTPUT, Reason.of(e));
  }

  /**
   * Reports an internal error; the thread goes on, as others wait for the end of what is still to
   * be published.
   */
  private void faulty(Throwable fault) {
    tally.sourceFailed(source.name(), Trouble.INTERNAL, "internal error: " + fault);
    LOG.log(Level.FINE, source.name(), fault);
  }

  private void take(List<Step> steps) {
    List<PartFile> complete = new ArrayList<>();
    List<Finished> finished = new ArrayList<>();
    for (Step step : steps) {
      switch (step) {
        case Step.Publish(PartFile part) -> complete.add(part);
        case Step.Finish(Finished file) -> finished.add(file);
      }
    }
    if (!complete.isEmpty()) {
      publishTogether(complete);
    }
    if (!finished.isEmpty()) {
      finishTogether(finished);
    }
  }

  private void publishTogether(List<PartFile> parts) {
    IdentityHashMap<RemoteFile, Long> leaving = new IdentityHashMap<>();
    parts.forEach(part -> leaving.put(part.file(), part.expected()));
    try {
      List<Transfer> published = publish.publish(parts);
      unsettled = true;
      if (finishPublished.keeps()) {
        tally.allEnded(
            published.stream()
                .map(transfer -> done(transfer, leaving.getOrDefault(transfer.file(), 0L)))
                .toList());
      } else {
        published.forEach(
            transfer -> finish(transfer, requireNonNull(leaving.remove(transfer.file()))));
      }
    } catch (UncheckedIOException e) {
      failed(requireNonNull(e.getCause()));
    } catch (RuntimeException | Error e) {
      faulty(e);
    } finally {
      parts.forEach(part -> space.expectCopy(-part.file().size()));
      left.accept(List.copyOf(leaving.keySet()));
    }
  }

  /**
   * Starts to deal with the remote file; when that is done, the thread gets the file again to
   * record it.
   */
  private void finish(Transfer transfer, long bytes) {
    var _ =
        finishPublished
            .start(transfer)
            .whenComplete((done, failure) ->
                ready.add(new Step.Finish(new Finished(transfer, bytes, failure))));
  }

  private void finishTogether(List<Finished> finished) {
    try {
      tellDone(finishPublished.recorded(finished));
    } catch (UncheckedIOException e) {
      failed(requireNonNull(e.getCause()));
    } catch (RuntimeException | Error e) {
      faulty(e);
    } finally {
      left.accept(finished.stream().map(file -> file.transfer().file()).toList());
    }
  }

  /** Deals with the remote files of what earlier runs have published. */
  void finishEarlier() {
    List<Transfer> some = ledger.transfers(Phase.PUBLISHED, null, EARLIER_TOGETHER);
    while (!some.isEmpty()) {
      tellDone(finishPublished.earlier(some));
      RemotePath last = some.getLast().file().path();
      some = ledger.transfers(Phase.PUBLISHED, last, EARLIER_TOGETHER);
    }
  }

  private void tellDone(List<Finished> finished) {
    tally.allEnded(finished.stream().map(file -> done(file.transfer(), file.bytes())).toList());
  }

  private Outcome done(Transfer transfer, long bytes) {
    return new Outcome.Done(
        source.name(),
        transfer.file().name(),
        List.of(PathBytes.printable(source.incoming().resolve(transfer.target()))),
        bytes);
  }

  /** Ends the thread; all files have come to their end. */
  @Override
  public void close() {
    ready.end();
    Join.uninterruptibly(thread);
  }
}
