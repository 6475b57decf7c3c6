package io.fsl.controller;

import io.fsl.action.CopyItem;
import io.fsl.action.CopyLedger;
import io.fsl.action.DeliverFiles;
import io.fsl.action.Delivery;
import io.fsl.action.DoneMarkers;
import io.fsl.action.FileWriter;
import io.fsl.action.Folders;
import io.fsl.action.ForgetGone;
import io.fsl.action.Ledger;
import io.fsl.action.ListLocalFiles;
import io.fsl.action.LocalFile;
import io.fsl.action.Outcome;
import io.fsl.action.Outcomes;
import io.fsl.action.RemoveIncoming;
import io.fsl.action.Trouble;
import io.fsl.action.WorkFolder;
import io.fsl.config.CopySource;
import io.fsl.config.Destination;
import io.fsl.config.Settings;
import io.fsl.text.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One loop over one source:
 *
 * <ol>
 *   <li>what an earlier run left half done is dealt with
 *   <li>incoming is listed, and each file that is ready handed to the couriers that it is for
 *   <li>incoming is listed again for a courier that was too far behind to take all its files, and,
 *       after the pause between loops, for those that have nothing to do while others are busy
 *   <li>the courier that serves the last destination of a file finishes it
 * </ol>
 */
final class CopyRun {
  private static final long STOPPING_MILLIS = 8_000;
  private static final long LOOK_MILLIS = 500;

  private final CopySource source;
  private final Settings settings;
  private final CopyResources resources;
  private final Ledger ledger;
  private final InstantSource clock;
  private final Tally tally;
  private final FileWriter writer;
  private final CopyLedger entries;
  private final CopyCandidates candidates;
  private final RemoveMarkers markers;
  private final FinishCopied finishCopied;
  private final CourierWatch watch;
  private final List<Courier> couriers = new ArrayList<>();

  /** The folders that were told of before the listing. */
  private final Set<Path> told = new HashSet<>();

  CopyRun(
      CopySource source,
      Settings settings,
      CopyResources resources,
      Ledger ledger,
      InstantSource clock,
      Tally tally) {
    this.source = source;
    this.settings = settings;
    this.resources = resources;
    this.ledger = ledger;
    this.clock = clock;
    this.tally = tally;
    this.writer = new FileWriter(ledger.isDurable());
    this.entries = new CopyLedger(ledger, source.name());
    WorkFolder work =
        new WorkFolder(source.incoming(), ledger, WorkFolder.owner(source.name()), writer);
    RemoveIncoming remove = new RemoveIncoming(source.incoming(), work, writer);
    DoneMarkers doneMarkers = new DoneMarkers(source.readiness().doneFile());
    this.markers =
        new RemoveMarkers(
            doneMarkers, remove, source.incoming(), (path, e) -> unreadable(path, e, true));
    this.candidates = new CopyCandidates(source, entries, ledger, doneMarkers, clock);
    this.watch = new CourierWatch(settings.pause(), tally::isStopped);
    this.finishCopied =
        new FinishCopied(source, entries, candidates, writer, remove, markers, tally);
  }

  /** Runs to the end. All that goes wrong is told to the tally. */
  void run() {
    try (writer) {
      if (prepare()) {
        copy();
        markers.end();
        Instant oldest = clock.instant().minus(settings.ledgerKeep());
        candidates.readiness().forgetBefore(entries.prefix(), oldest);
        ledger.commit();
      }
    } catch (IOException | UncheckedIOException e) {
      failed(Trouble.INPUT_OUTPUT, e);
    }
  }

  /** Folders, and what an earlier run left half done. */
  private boolean prepare() throws IOException {
    try {
      new Folders(source.incoming(), writer).createRoot();
      finishCopied.open();
    } catch (IOException e) {
      failed(Outcomes.ofCreating(e), e);
      return false;
    }
    new ForgetGone(source.incoming(), entries, writer, finishCopied::isHeld, this::unforced)
        .forget(source.deleteIncoming() ? markers::goneBefore : file -> {});
    return true;
  }

  /** The couriers that were started end, also when another could not be. */
  private void copy() throws IOException {
    List<Thread> threads = new ArrayList<>();
    try {
      source.destinations().forEach(destination -> threads.add(start(destination)));
      Set<Courier> behind = list(new HashSet<>(couriers), true);
      Set<Courier> idle = watch.awaitIdle(couriers, behind);
      while (!idle.isEmpty()) {
        behind.removeAll(idle);
        behind.addAll(list(idle, false));
        idle = watch.awaitIdle(couriers, behind);
      }
    } finally {
      couriers.forEach(Courier::end);
      threads.forEach(this::join);
    }
  }

  private Thread start(Destination destination) {
    FileWriter own = new FileWriter(ledger.isDurable());
    DeliverFiles deliver =
        new DeliverFiles(
            source.name(), destination, ledger, entries, own, resources.rooms(), tally);
    Courier courier =
        new Courier(
            destination,
            deliver,
            resources.filesAtOnce(),
            finishCopied::finish,
            this::brokenDestination,
            watch::progressed);
    couriers.add(courier);
    return Thread.ofPlatform()
        .daemon()
        .name("copy-" + source.name() + "-" + destination.name())
        .start(courier);
  }

  private void brokenDestination(Delivery.Failed failure) {
    tally.sourceFailed(source.name(), failure.trouble(), failure.reason());
  }

  /**
   * Waits for a courier's thread; one that hangs in the file system is left behind when the run is
   * to end.
   */
  private void join(Thread thread) {
    try {
      while (!tally.isStopped() && thread.isAlive()) {
        thread.join(LOOK_MILLIS);
      }
      thread.join(STOPPING_MILLIS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Hands out what is there.
   *
   * @param served the couriers that take part
   * @return those of them that could not take all
   */
  private Set<Courier> list(Set<Courier> served, boolean first) throws IOException {
    Set<Courier> behind = new HashSet<>();
    served.forEach(Courier::bePatient);
    new ListLocalFiles(source.incoming(), source.files(), source.recursive(), source.order())
        .list(
            file -> found(file, served, behind, first),
            (path, e) -> unreadable(path, e, first && !told.contains(path)),
            tally::isStopped);
    return behind;
  }

  /** Most often it cannot be read at all, which is told once. */
  private void unforced(Path folder, IOException e) {
    told.add(folder);
    unreadable(folder, e, true);
  }

  private void unreadable(Path path, IOException e, boolean first) {
    if (first) {
      tally.unreadable(source.name(), path, e);
    }
  }

  private void found(LocalFile file, Set<Courier> served, Set<Courier> behind, boolean first) {
    if (tally.isStopped() || candidates.markers().isMarker(file.relative())) {
      return;
    }
    List<Courier> missing = new ArrayList<>(couriers.size());
    for (Courier courier : couriers) {
      if (candidates.isMissing(file, courier.name())) {
        missing.add(courier);
      }
    }
    if (missing.isEmpty()) {
      if (first && source.deleteIncoming()) {
        finishAgain(file);
      }
      return;
    }
    missing.removeIf(c -> !served.contains(c) || (!first && c.isUnserved(file)));
    if (!missing.isEmpty()) {
      ready(file, first).ifPresent(verdict -> hand(file, verdict.marker(), missing, behind));
    }
  }

  /**
   * Removes a file that an earlier run brought to all destinations, but did not remove any more.
   */
  private void finishAgain(LocalFile file) {
    try {
      CopyItem item = new CopyItem(file, resources.reader(), 0);
      finishCopied.finish(List.of(new CopyTask(item, candidates.marker(file), 0)));
    } catch (IOException e) {
      unreadable(file.relative(), e, true);
    }
  }

  /** Empty: it has to wait, which is told. */
  private Optional<CopyCandidates.Verdict> ready(LocalFile file, boolean first) {
    try {
      CopyCandidates.Verdict verdict = candidates.judge(file);
      Optional<String> reason = verdict.waitsFor();
      if (reason.isPresent() && ledger.rebuilt() && isPerhapsDelivered(file)) {
        tally.unrecognised();
      }
      if (first && reason.isPresent()) {
        tally.ended(new Outcome.Skipped(source.name(), file.printable(), reason.get()));
      }
      return reason.isEmpty() ? Optional.of(verdict) : Optional.empty();
    } catch (IOException e) {
      unreadable(file.relative(), e, first);
      return Optional.empty();
    }
  }

  /**
   * Whether a destination has a file of its name and size: it may have been delivered before the
   * ledger was lost.
   */
  private boolean isPerhapsDelivered(LocalFile file) throws IOException {
    for (Destination destination : source.destinations()) {
      Path there = destination.dir().resolve(file.relative());
      if (LocalFile.look(there, file.relative()) instanceof LocalFile.Found.File(LocalFile found)
          && found.size() == file.size()) {
        return true;
      }
    }
    return false;
  }

  private void hand(
      LocalFile file, @Nullable LocalFile marker, List<Courier> takers, Set<Courier> behind) {
    List<Courier> ready = watch.awaitRoom(takers, couriers);
    if (ready.size() < takers.size()) {
      takers.stream().filter(c -> !ready.contains(c)).forEach(behind::add);
    }
    if (ready.isEmpty()) {
      return;
    }
    CopyItem item = new CopyItem(file, resources.reader(), ready.size());
    CopyTask task = new CopyTask(item, marker, ready.size());
    finishCopied.begin(task);
    tally.expected(file.size() * ready.size());
    ready.forEach(courier -> courier.add(task));
  }

  private void failed(Trouble trouble, Exception e) {
    tally.sourceFailed(source.name(), trouble, Reason.of(e));
  }
}
