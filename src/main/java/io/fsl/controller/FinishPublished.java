package io.fsl.controller;

import io.fsl.action.DownloadFile;
import io.fsl.action.FetchLedger;
import io.fsl.action.FetchLedger.Part;
import io.fsl.action.FinishRemote;
import io.fsl.action.RemoteFile;
import io.fsl.action.Retries;
import io.fsl.config.AfterFetch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The last step of files that are published: their remote files are dealt with, many at a time. */
final class FinishPublished {
  private final boolean keeps;
  private final FinishRemote finish;
  private final FetchLedger ledger;
  private final Retries retries;
  private final BiConsumer<RemoteFile, Throwable> failed;

  /**
   * @param failed is told of files with which it did not work
   */
  FinishPublished(
      AfterFetch afterFetch,
      FinishRemote finish,
      FetchLedger ledger,
      Retries retries,
      BiConsumer<RemoteFile, Throwable> failed) {
    this.keeps = afterFetch instanceof AfterFetch.Keep;
    this.finish = finish;
    this.ledger = ledger;
    this.retries = retries;
    this.failed = failed;
  }

  /**
   * Files that were published just now; of those that stay, the ledger knows already that nothing
   * is left to do.
   *
   * @return those with which it worked
   */
  List<Part> now(List<Part> published) {
    return keeps ? published : recorded(dealtWith(published));
  }

  /**
   * Files that an earlier run published, perhaps with another configuration.
   *
   * @return those with which it worked
   */
  List<Part> earlier(List<Part> published) {
    return recorded(keeps ? published : dealtWith(published));
  }

  private List<Part> dealtWith(List<Part> published) {
    Map<Part, CompletableFuture<@Nullable Void>> finishing = new LinkedHashMap<>();
    published.forEach(part ->
        finishing.put(part, retries.of(part.file()::name, () -> finish.finish(part.file()))));
    List<Part> done = new ArrayList<>();
    finishing.forEach((part, finished) -> {
      try {
        finished.join();
        done.add(part);
      } catch (CompletionException e) {
        failed.accept(part.file(), DownloadFile.cause(e));
      }
    });
    return done;
  }

  private List<Part> recorded(List<Part> done) {
    List<Part> unfinished =
        done.stream().filter(part -> ledger.part(part.file().path()).isPresent()).toList();
    if (!unfinished.isEmpty()) {
      try {
        unfinished.forEach(this::record);
        ledger.commit();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return done;
  }

  private void record(Part part) {
    if (keeps) {
      ledger.removePart(part.file().path());
    } else {
      ledger.finished(part);
    }
  }
}
