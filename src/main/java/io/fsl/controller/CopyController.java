package io.fsl.controller;

import io.fsl.action.Ledger;
import io.fsl.action.Trouble;
import io.fsl.config.CopyConfig;
import io.fsl.config.CopySource;
import io.fsl.text.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.logging.Logger;

/** Copies the files of every source to its destinations, all sources at the same time. */
public final class CopyController implements Controller {
  private static final Logger LOG = Logger.getLogger("io.fsl.copy");

  /** After so long a further pass of another source is taken to hang. */
  private static final Duration HANGING = Duration.ofMinutes(1);

  private final CopyConfig config;
  private final Ledger ledger;
  private final Listener listener;
  private final Set<String> only;
  private final boolean dryRun;
  private final InstantSource clock;
  private final CopyResources resources;
  private final Passes passes;
  private volatile boolean stopped;

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
    this.resources = CopyResources.of(config);
    this.passes = new Passes(config.settings().pause(), hanging, () -> stopped);
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
      workOnAll(tally);
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

  private void workOnAll(Tally tally) {
    resources.rooms().forget();
    List<CopySource> sources =
        config.sources().stream()
            .filter(source -> only.isEmpty() || only.contains(source.name()))
            .toList();
    List<Passes.Pass> firsts = sources.stream().map(source -> passes.begin(true)).toList();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < firsts.size(); i++) {
      CopySource source = sources.get(i);
      Passes.Pass first = firsts.get(i);
      threads.add(Thread.ofPlatform().daemon().start(() -> workRepeatedly(source, first, tally)));
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

  /**
   * Works through a source, and again after each pause as long as other sources are busy: one with
   * a destination that hangs may be so for ever.
   */
  private void workRepeatedly(CopySource source, Passes.Pass first, Tally tally) {
    pass(source, first, tally);
    while (!dryRun && passes.isAnyBusyAfterPause()) {
      Passes.Pass further = passes.begin(false);
      resources.rooms().forget(source.destinations());
      pass(source, further, tally);
    }
  }

  private void pass(CopySource source, Passes.Pass pass, Tally tally) {
    try {
      workOnce(source, tally);
    } finally {
      passes.end(pass);
    }
  }

  private void workOnce(CopySource source, Tally tally) {
    try {
      if (dryRun) {
        new PreviewCopy(source, ledger, clock, tally).run();
      } else {
        new CopyRun(source, config.settings(), resources, ledger, clock, tally).run();
      }
    } catch (RuntimeException | Error | IOException e) {
      Trouble trouble = e instanceof IOException ? Trouble.INPUT_OUTPUT : Trouble.INTERNAL;
      tally.sourceFailed(source.name(), trouble, Reason.of(e));
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
