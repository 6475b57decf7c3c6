package io.fsl.controller;

import io.fsl.action.CopyLedger;
import io.fsl.action.DoneMarkers;
import io.fsl.action.Ledger;
import io.fsl.action.ListLocalFiles;
import io.fsl.action.LocalFile;
import io.fsl.action.Outcome;
import io.fsl.action.Trouble;
import io.fsl.config.CopyConfig;
import io.fsl.config.CopySource;
import io.fsl.config.Destination;
import io.fsl.linux.PathBytes;
import io.fsl.text.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** Copies the files of every source to its destinations, all sources at the same time. */
public final class CopyController implements Controller {
  private static final Logger LOG = Logger.getLogger("io.fsl.copy");

  private static final long LOOK_MILLIS = 500;

  /** Between two passes over a source, if there is no pause between loops. */
  private static final long PAUSE_NANOS_MIN = 1_000_000_000;

  /** After so long a further pass of another source is taken to hang. */
  private static final Duration HANGING = Duration.ofMinutes(1);

  private final CopyConfig config;
  private final Ledger ledger;
  private final Listener listener;
  private final Set<String> only;
  private final boolean dryRun;
  private final InstantSource clock;
  private final long hangingNanos;
  private final CopyResources resources;
  private volatile boolean stopped;

  /** The passes under way, of all sources. */
  private final Set<Pass> passes = new HashSet<>();

  /**
   * @param ledger stays open after this is closed
   * @param only names of sources; empty: all
   * @param dryRun only tell what would be done, as far as the ledger knows; nothing is written
   */
  public CopyController(
      CopyConfig config, Ledger ledger, Listener listener, Set<String> only, boolean dryRun) {
    this(config, ledger, listener, only, dryRun, InstantSource.system(), HANGING);
  }

  CopyController(
      CopyConfig config,
      Ledger ledger,
      Listener listener,
      Set<String> only,
      boolean dryRun,
      InstantSource clock,
      Duration hanging) {
    this.config = config;
    this.ledger = ledger;
    this.listener = listener;
    this.only = Set.copyOf(only);
    this.dryRun = dryRun;
    this.clock = clock;
    this.hangingNanos = hanging.toNanos();
    this.resources = CopyResources.of(config);
  }

  @Override
  public Report loop() {
    Tally tally = new Tally(listener, () -> stopped);
    try {
      ledger.recover();
      boolean rebuilt = ledger.rebuilt() && !dryRun;
      if (rebuilt) {
        LOG.warning(
            "the ledger was lost or damaged; files that are in their places are recognised");
      }
      inParallel(tally);
      if (rebuilt) {
        confirm(tally);
      }
    } catch (IOException | UncheckedIOException e) {
      tally.sourceFailed("ledger", Trouble.INPUT_OUTPUT, Reason.of(e));
    }
    return tally.report();
  }

  /**
   * Ends the rebuilding of the ledger once a loop has brought all files to all places; until then,
   * what is there already is recognised.
   */
  private void confirm(Tally tally) throws IOException {
    if (tally.report().troubles().isEmpty()
        && tally.isAllRecognised()
        && only.isEmpty()
        && !stopped) {
      ledger.confirmRebuilt();
    }
    tally.trouble(Trouble.LEDGER);
  }

  private void inParallel(Tally tally) {
    resources.rooms().forget();
    List<CopySource> sources =
        config.sources().stream()
            .filter(source -> only.isEmpty() || only.contains(source.name()))
            .toList();
    List<Pass> firsts = sources.stream().map(source -> new Pass(true)).toList();
    begin(firsts);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < firsts.size(); i++) {
      CopySource source = sources.get(i);
      Pass pass = firsts.get(i);
      threads.add(Thread.ofPlatform().daemon().start(() -> work(source, pass, tally)));
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException _) {
      stop();
      Thread.currentThread().interrupt();
    }
  }

  /** A pass over a source. */
  private static final class Pass {
    final boolean isFirst;
    final long start = System.nanoTime();

    /**
     * @param isFirst whether it is the one that belongs to the loop
     */
    Pass(boolean isFirst) {
      this.isFirst = isFirst;
    }
  }

  /**
   * Works through a source, and again after each pause as long as other sources are busy: one with
   * a destination that hangs may be so for ever.
   */
  private void work(CopySource source, Pass first, Tally tally) {
    pass(source, first, tally);
    while (!dryRun && isAnyBusyAfterPause()) {
      Pass further = new Pass(false);
      begin(List.of(further));
      resources.rooms().forget(source.destinations());
      pass(source, further, tally);
    }
  }

  private void pass(CopySource source, Pass pass, Tally tally) {
    try {
      work(source, tally);
    } finally {
      end(pass);
    }
  }

  private synchronized void begin(List<Pass> more) {
    passes.addAll(more);
  }

  private synchronized void end(Pass pass) {
    passes.remove(pass);
    notifyAll();
  }

  /**
   * Whether passes that are under way now still are when the pause between loops is over. Two
   * sources that are just slow do not keep each other going: then a further pass does not count.
   */
  private synchronized boolean isAnyBusyAfterPause() {
    long start = System.nanoTime();
    long pause = Math.max(config.settings().pause().toNanos(), PAUSE_NANOS_MIN);
    Set<Pass> others = new HashSet<>(passes);
    try {
      while (!stopped && !others.isEmpty()) {
        long now = System.nanoTime();
        if (now - start >= pause
            && others.stream().anyMatch(p -> p.isFirst || now - p.start >= hangingNanos)) {
          return true;
        }
        wait(LOOK_MILLIS);
        others.retainAll(passes);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  private void work(CopySource source, Tally tally) {
    try {
      if (dryRun) {
        plan(source, tally);
      } else {
        new CopyRun(source, config.settings(), resources, ledger, clock, tally).run();
      }
    } catch (RuntimeException | Error | IOException e) {
      Trouble trouble = e instanceof IOException ? Trouble.INPUT_OUTPUT : Trouble.INTERNAL;
      tally.sourceFailed(source.name(), trouble, Reason.of(e));
    }
  }

  private void plan(CopySource source, Tally tally) throws IOException {
    CopyLedger entries = new CopyLedger(ledger, source.name());
    DoneMarkers markers = new DoneMarkers(source.readiness().doneFile());
    CopyCandidates candidates = new CopyCandidates(source, entries, ledger, markers, clock);
    if (Files.isDirectory(source.incoming())) {
      new ListLocalFiles(source.incoming(), source.files(), source.recursive(), source.order())
          .list(
              file -> plan(source, file, candidates, tally),
              (path, e) -> tally.unreadable(source.name(), path, e),
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
      Optional<String> reason = candidates.judge(file).waitsFor();
      String targets =
          missing.stream()
              .map(d -> PathBytes.printable(d.dir().resolve(file.relative())))
              .collect(Collectors.joining(", "));
      String told = reason.orElse("would be copied to " + targets);
      tally.ended(new Outcome.Skipped(source.name(), file.printable(), told));
    } catch (IOException e) {
      tally.unreadable(source.name(), file.relative(), e);
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
