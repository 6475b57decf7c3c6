package io.fsl.controller;

import io.fsl.action.FetchLedger;
import io.fsl.action.Ledger;
import io.fsl.action.Phase;
import io.fsl.action.Trouble;
import io.fsl.action.WorkFolder;
import io.fsl.config.FetchConfig;
import io.fsl.config.FetchSource;
import io.fsl.text.ClockTime;
import io.fsl.text.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
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

  private final FetchConfig config;
  private final Ledger ledger;
  private final Listener listener;
  private final Set<String> only;
  private final boolean dryRun;
  private final InstantSource clock = InstantSource.system();
  private final FetchResources resources;
  private final Denials denials;
  private final Set<FetchRun> running = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  /**
   * @param only names of the sources to work on; empty: all
   * @param dryRun whether to tell only what would be done
   * @param endless whether its loops go on for ever, and so leave those alone who deny them
   */
  public FetchController(
      FetchConfig config,
      Ledger ledger,
      Listener listener,
      Set<String> only,
      boolean dryRun,
      boolean endless) {
    this.config = config;
    this.ledger = ledger;
    this.listener = listener;
    this.only = Set.copyOf(only);
    this.dryRun = dryRun;
    this.denials = new Denials(config.settings().pause(), endless, clock);
    this.resources = FetchResources.of(config, ledger.isDurable());
  }

  @Override
  public Report loop() {
    Tally tally = new Tally(listener, () -> stopping);
    try {
      ledger.recover();
      warnOfRebuilding(tally);
      List<FetchSource> due = due(tally);
      sweep(due, tally);
      boolean all = workOn(due, tally) && tally.isAllRecognised();
      if (all && ledger.rebuilt() && !dryRun && !stopping) {
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
  private List<FetchSource> due(Tally tally) {
    return config.sources().stream()
        .filter(source -> only.isEmpty() || only.contains(source.name()))
        .filter(source -> !isLeftAlone(source, tally))
        .sorted(Comparator.comparingInt(FetchSource::priority).reversed())
        .toList();
  }

  /** That nobody asks now does not make it well. */
  private boolean isLeftAlone(FetchSource source, Tally tally) {
    Optional<Instant> until = denials.until(source.name());
    until.ifPresent(time -> {
      LOG.info(() -> source.name() + ": not asked again before " + ClockTime.of(time));
      tally.trouble(Trouble.ACCESS);
    });
    return until.isPresent();
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
      new WorkFolder(folder, ledger, WorkFolder.owner(source.name()), resources.writer())
          .sweep(wanted::contains);
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
      denials.ended(source.name(), end == FetchRun.End.DENIED);
      return end == FetchRun.End.COMPLETE;
    } catch (RuntimeException | Error e) {
      tally.sourceFailed(source.name(), Trouble.INTERNAL, "internal error: " + e);
      LOG.log(Level.FINE, source.name(), e);
      return false;
    } finally {
      running.remove(run);
    }
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
