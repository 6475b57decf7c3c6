package io.fsl.controller;

import io.fsl.action.CopyLedger;
import io.fsl.action.DoneMarkers;
import io.fsl.action.Ledger;
import io.fsl.action.ListLocalFiles;
import io.fsl.action.LocalFile;
import io.fsl.action.OpenFiles;
import io.fsl.action.Outcome;
import io.fsl.action.PathBytes;
import io.fsl.action.ReadSmallFile;
import io.fsl.action.Reason;
import io.fsl.action.Rooms;
import io.fsl.action.Trouble;
import io.fsl.config.CopyConfig;
import io.fsl.config.CopySource;
import io.fsl.config.Destination;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Copies the files of every source to its destinations, all sources at the same time. */
public final class CopyController implements Controller {
  /** For small files that are read once for several destinations. */
  private static final int SHARED_BYTES_MAX = 4 << 20;

  /** A copy and the file that it is made of. */
  private static final int DESCRIPTORS_PER_FILE = 2;

  private static final long LOOK_MILLIS = 500;

  /** Between two looks at a source, if there is no pause between loops. */
  private static final long PAUSE_MILLIS_MIN = 1_000;

  private final CopyConfig config;
  private final Ledger ledger;
  private final Listener listener;
  private final Set<String> only;
  private final boolean dryRun;
  private final InstantSource clock;
  private final ReadSmallFile reader = new ReadSmallFile(SHARED_BYTES_MAX);
  private final Rooms rooms;
  private volatile boolean stopped;

  /**
   * @param ledger stays open after this is closed
   * @param only names of sources; empty: all
   * @param dryRun only tell what would be done, as far as the ledger knows; nothing is written
   */
  public CopyController(
      CopyConfig config, Ledger ledger, Listener listener, Set<String> only, boolean dryRun) {
    this(config, ledger, listener, only, dryRun, InstantSource.system());
  }

  CopyController(
      CopyConfig config,
      Ledger ledger,
      Listener listener,
      Set<String> only,
      boolean dryRun,
      InstantSource clock) {
    this.config = config;
    this.ledger = ledger;
    this.listener = listener;
    this.only = Set.copyOf(only);
    this.dryRun = dryRun;
    this.clock = clock;
    this.rooms =
        new Rooms(config.sources().stream().flatMap(s -> s.destinations().stream()).toList());
  }

  @Override
  public Report loop() {
    Tally tally = new Tally(listener, () -> stopped);
    try {
      ledger.recover();
      boolean rebuilt = ledger.rebuilt() && !dryRun;
      inParallel(tally);
      if (rebuilt) {
        confirm(tally);
      }
    } catch (IOException | UncheckedIOException e) {
      tally.ended(new Outcome.Failed("", "", Trouble.INPUT_OUTPUT, Reason.of(e)));
    }
    return tally.report();
  }

  /** What is already there is recognised until a loop has brought all files to all places. */
  private void confirm(Tally tally) throws IOException {
    if (tally.report().troubles().isEmpty() && only.isEmpty() && !stopped) {
      ledger.confirmRebuilt();
    }
    tally.trouble(Trouble.LEDGER);
  }

  private void inParallel(Tally tally) {
    rooms.forget();
    List<CopySource> sources =
        config.sources().stream()
            .filter(source -> only.isEmpty() || only.contains(source.name()))
            .toList();
    CountDownLatch busy = new CountDownLatch(sources.size());
    List<Thread> threads =
        sources.stream()
            .map(source -> Thread.ofPlatform().daemon().start(() -> work(source, busy, tally)))
            .toList();
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException _) {
      stop();
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Works through a source; and again after each pause while others are busy: with a destination
   * that hangs this may be for ever.
   *
   * @param busy the sources that have not come to an end in this loop
   */
  private void work(CopySource source, CountDownLatch busy, Tally tally) {
    try {
      work(source, tally);
    } finally {
      busy.countDown();
    }
    while (!dryRun && isAnyBusyAfterPause(busy)) {
      rooms.forget(source.destinations());
      work(source, tally);
    }
  }

  /** Whether others still are when the pause between loops is over. */
  private boolean isAnyBusyAfterPause(CountDownLatch busy) {
    long pause = Math.max(config.settings().pause().toMillis(), PAUSE_MILLIS_MIN);
    try {
      for (long waited = 0; waited < pause && !stopped; waited += LOOK_MILLIS) {
        if (busy.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
          return false;
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
    return !stopped;
  }

  private void work(CopySource source, Tally tally) {
    try {
      if (dryRun) {
        plan(source, tally);
      } else {
        new CopyRun(source, config.settings(), filesAtOnce(), ledger, reader, rooms, clock, tally)
            .run();
      }
    } catch (RuntimeException | IOException e) {
      Trouble trouble = e instanceof IOException ? Trouble.INPUT_OUTPUT : Trouble.INTERNAL;
      tally.ended(new Outcome.Failed(source.name(), "", trouble, Reason.of(e)));
    }
  }

  /** All destinations of all sources are at work at the same time. */
  private int filesAtOnce() {
    int destinations =
        config.sources().stream().mapToInt(source -> source.destinations().size()).sum();
    return OpenFiles.cap(config.settings().limit(), DESCRIPTORS_PER_FILE * destinations);
  }

  private void plan(CopySource source, Tally tally) throws IOException {
    CopyLedger entries = new CopyLedger(ledger, source.name());
    DoneMarkers markers = new DoneMarkers(source.readiness().doneFile());
    CopyCandidates candidates =
        new CopyCandidates(source, entries, ledger, markers, clock, (file, marker) -> {});
    if (Files.isDirectory(source.incoming())) {
      new ListLocalFiles(source.incoming(), source.files(), source.recursive(), source.order())
          .list(
              file -> plan(source, file, candidates, tally),
              (path, e) ->
                  tally.ended(
                      new Outcome.Failed(
                          source.name(),
                          PathBytes.printable(path),
                          Trouble.INPUT_OUTPUT,
                          Reason.of(e))),
              tally::isStopped);
    }
  }

  private static void plan(
      CopySource source, LocalFile file, CopyCandidates candidates, Tally tally) {
    List<Destination> missing = candidates.missing(file);
    if (candidates.markers().isMarker(file.relative()) || missing.isEmpty()) {
      return;
    }
    try {
      Optional<String> reason = candidates.waitsFor(file);
      String targets =
          missing.stream()
              .map(d -> PathBytes.printable(d.dir().resolve(file.relative())))
              .collect(Collectors.joining(", "));
      tally.ended(
          reason.isPresent()
              ? new Outcome.Skipped(source.name(), file.printable(), reason.get())
              : new Outcome.Done(source.name(), file.printable(), targets, 0));
    } catch (IOException e) {
      tally.ended(
          new Outcome.Failed(source.name(), file.printable(), Trouble.INPUT_OUTPUT, Reason.of(e)));
    }
  }

  @Override
  public void stop() {
    stopped = true;
  }

  @Override
  public void close() {
    stop();
  }
}
