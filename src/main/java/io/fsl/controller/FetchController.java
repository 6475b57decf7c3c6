package io.fsl.controller;

import io.fsl.action.FetchLedger;
import io.fsl.action.Ledger;
import io.fsl.action.Phase;
import io.fsl.action.Trouble;
import io.fsl.action.WorkFolder;
import io.fsl.config.FetchConfig;
import io.fsl.config.FetchSource;
import io.fsl.text.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Fetches from all sources: those of higher priority first, a few at the same time. One source's
 * failure does not concern the others.
 */
public final class FetchController implements Controller {
  private static final Logger LOG = Logger.getLogger("io.fsl.fetch");

  /**
   * A source that does not let us in is asked less and less often, so that no account is locked.
   */
  private static final Duration LONGEST_BACKOFF = Duration.ofHours(1);

  /**
   * The shortest time for which a source is left alone, even if there is no pause between loops.
   */
  private static final Duration SHORTEST_BACKOFF = Duration.ofSeconds(1);

  private final FetchConfig config;
  private final Ledger ledger;
  private final Listener listener;
  private final Set<String> only;
  private final boolean dryRun;
  private final InstantSource clock = InstantSource.system();
  private final FetchResources resources;
  private final Map<String, Denial> denials = new HashMap<>();
  private final Set<FetchRun> running = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  /**
   * A source that did not let us in.
   *
   * @param until when it is asked again
   * @param length how long it is left alone for, twice as long after each refusal
   */
  private record Denial(Instant until, Duration length) {}

  /**
   * @param only names of the sources to work on; empty: all
   * @param dryRun whether to tell only what would be done
   */
  public FetchController(
      FetchConfig config, Ledger ledger, Listener listener, Set<String> only, boolean dryRun) {
    this.config = config;
    this.ledger = ledger;
    this.listener = listener;
    this.only = Set.copyOf(only);
    this.dryRun = dryRun;
    this.resources = FetchResources.of(config, ledger.isDurable());
  }

  @Override
  public Report loop() {
    Tally tally = new Tally(listener, () -> stopping);
    try {
      ledger.recover();
      warnOfRebuilding(tally);
      List<FetchSource> due = due();
      sweep(due, tally);
      boolean all = workOn(due, tally) && tally.isAllRecognised();
      if (all && ledger.rebuilt() && !dryRun && only.isEmpty() && !stopping) {
        ledger.confirmRebuilt();
      }
    } catch (IOException | UncheckedIOException e) {
      tally.sourceFailed("ledger", Trouble.INPUT_OUTPUT, Reason.of(e));
    }
    return tally.report();
  }

  private void warnOfRebuilding(Tally tally) {
    if (ledger.rebuilt()) {
      LOG.warning("the ledger was lost or damaged and is rebuilt from parts and archives");
      tally.trouble(Trouble.LEDGER);
    }
  }

  /** The sources to work on, the most urgent first. */
  private List<FetchSource> due() {
    Instant now = clock.instant();
    return config.sources().stream()
        .filter(source -> only.isEmpty() || only.contains(source.name()))
        .filter(source -> !isBackedOff(source, now))
        .sorted(Comparator.comparingInt(FetchSource::priority).reversed())
        .toList();
  }

  private boolean isBackedOff(FetchSource source, Instant now) {
    Denial denial = denials.get(source.name());
    if (denial == null || !now.isBefore(denial.until())) {
      return false;
    }
    LOG.info(() -> source.name() + ": not asked again before " + denial.until());
    return true;
  }

  /** Removes from the working folders what earlier runs left and nobody will ask for again. */
  private void sweep(List<FetchSource> sources, Tally tally) {
    if (dryRun || ledger.rebuilt()) {
      return;
    }
    Set<String> wanted = wantedParts();
    for (FetchSource source : sources) {
      List<Path> folders = new ArrayList<>(List.of(source.incoming()));
      if (source.archive() != null) {
        folders.add(source.archive());
      }
      for (Path folder : folders) {
        sweep(source, folder, wanted, tally);
      }
    }
  }

  /**
   * Of any source, and not of published files: they have no part any more, and may be very many.
   */
  private Set<String> wantedParts() {
    Set<String> names = new HashSet<>();
    FetchLedger.forEachTransfer(
        ledger,
        transfer -> {
          if (transfer.phase() != Phase.PUBLISHED) {
            names.add(transfer.file().partName());
          }
        });
    return names;
  }

  /** A folder that cannot be swept is no reason to stop, least of all for other sources. */
  private void sweep(FetchSource source, Path folder, Set<String> wanted, Tally tally) {
    try {
      new WorkFolder(folder, ledger, source.name(), resources.writer()).sweep(wanted::contains);
    } catch (IOException e) {
      tally.sourceFailed(source.name(), Trouble.INPUT_OUTPUT, Reason.of(e));
    }
  }

  /** Works on the sources, so many at a time; whether all were listed completely. */
  private boolean workOn(List<FetchSource> sources, Tally tally) {
    ConcurrentLinkedQueue<FetchSource> queue = new ConcurrentLinkedQueue<>(sources);
    Set<String> complete = ConcurrentHashMap.newKeySet();
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < Math.min(config.jobs(), sources.size()); i++) {
      workers.add(
          Thread.ofPlatform()
              .name("fsl-source-" + i)
              .start(() -> {
                for (FetchSource source = queue.poll();
                    source != null && !stopping;
                    source = queue.poll()) {
                  if (run(source, tally)) {
                    complete.add(source.name());
                  }
                }
              }));
    }
    workers.forEach(Join::uninterruptibly);
    return complete.size() == config.sources().size();
  }

  private boolean run(FetchSource source, Tally tally) {
    FetchRun run = new FetchRun(config, source, ledger, resources, clock, tally, dryRun);
    running.add(run);
    try {
      if (stopping) {
        run.stop();
      }
      FetchRun.End end = run.run();
      backOff(source, end == FetchRun.End.DENIED);
      return end == FetchRun.End.COMPLETE;
    } catch (RuntimeException | Error e) {
      tally.sourceFailed(source.name(), Trouble.INTERNAL, "internal error: " + e);
      LOG.log(Level.FINE, source.name(), e);
      return false;
    } finally {
      running.remove(run);
    }
  }

  private synchronized void backOff(FetchSource source, boolean denied) {
    Denial last = denied ? denials.get(source.name()) : denials.remove(source.name());
    if (denied) {
      Duration pause = config.settings().pause();
      Duration length = last == null ? pause : last.length().multipliedBy(2);
      Duration bounded = bounded(length);
      denials.put(source.name(), new Denial(clock.instant().plus(bounded), bounded));
    }
  }

  private static Duration bounded(Duration length) {
    if (length.compareTo(SHORTEST_BACKOFF) < 0) {
      return SHORTEST_BACKOFF;
    }
    return length.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : length;
  }

  @Override
  public void stop() {
    stopping = true;
    running.forEach(FetchRun::stop);
  }

  @Override
  public void close() {
    resources.writer().close();
  }
}
