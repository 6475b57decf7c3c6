package io.fsl.controller;

import io.fsl.action.FetchLedger;
import io.fsl.action.FetchLedger.Transfer;
import io.fsl.action.FinishRemote;
import io.fsl.action.Outcomes;
import io.fsl.action.Readiness;
import io.fsl.action.Retries;
import io.fsl.sftp.RemoteException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The last step of files that are published: their remote files are dealt with, many at a time. */
final class FinishPublished {
  private final boolean keeps;
  private final FinishRemote finish;
  private final FetchLedger ledger;
  private final Readiness readiness;
  private final Retries retries;
  private final Tally tally;

  /**
   * @param keeps whether the remote files stay
   */
  FinishPublished(
      boolean keeps,
      FinishRemote finish,
      FetchLedger ledger,
      Readiness readiness,
      Retries retries,
      Tally tally) {
    this.keeps = keeps;
    this.finish = finish;
    this.ledger = ledger;
    this.readiness = readiness;
    this.retries = retries;
    this.tally = tally;
  }

  /**
   * A file whose remote file was dealt with.
   *
   * @param bytes that came in this run
   * @param failure null: it worked
   */
  record Finished(Transfer transfer, long bytes, @Nullable Throwable failure) {}

  /** Whether the remote files stay, so that those of published files need not be dealt with. */
  boolean keeps() {
    return keeps;
  }

  /** Starts to deal with the remote file of one that is published, and known to be. */
  CompletableFuture<@Nullable Void> start(Transfer transfer) {
    try {
      return retries.of(transfer.file()::name, () -> finish.finish(transfer.file()));
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * Deals with files that an earlier run published, perhaps with another configuration.
   *
   * @return those with which it worked
   */
  List<Finished> earlier(List<Transfer> published) {
    Map<Transfer, CompletableFuture<@Nullable Void>> finishing = new LinkedHashMap<>();
    published.forEach(transfer ->
        finishing.put(transfer, keeps ? CompletableFuture.completedFuture(null) : start(transfer)));
    List<Finished> finished = new ArrayList<>();
    finishing.forEach((transfer, end) ->
        finished.add(new Finished(transfer, 0, end.handle((done, failure) -> failure).join())));
    return recorded(finished);
  }

  /**
   * Has the ledger know what was finished; what failed is told.
   *
   * @return those with which it worked
   */
  List<Finished> recorded(List<Finished> finished) {
    List<Finished> done = new ArrayList<>();
    for (Finished each : finished) {
      if (each.failure() == null) {
        done.add(each);
      } else {
        tally.failed(each.transfer().file(), ofPublished(Outcomes.cause(each.failure())));
      }
    }
    if (!done.isEmpty()) {
      try {
        done.forEach(file -> record(file.transfer()));
        ledger.commit();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return done;
  }

  /**
   * Has the message say that the file was fetched: that the server knows no such file is no reason
   * to take it for skipped.
   */
  private static Throwable ofPublished(Throwable failure) {
    return failure instanceof RemoteException answer
        ? new IOException("fetched, but it stays on the server: " + answer.getMessage(), answer)
        : failure;
  }

  private void record(Transfer transfer) {
    if (keeps) {
      ledger.kept(transfer);
    } else {
      ledger.finished(transfer);
      readiness.forget(ledger.key(transfer.file().path()));
    }
  }
}
