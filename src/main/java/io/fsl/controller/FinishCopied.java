package io.fsl.controller;

import io.fsl.action.CopyLedger;
import io.fsl.action.Delivery;
import io.fsl.action.FileWriter;
import io.fsl.action.LocalFile;
import io.fsl.action.Outcome;
import io.fsl.action.RemoveIncoming;
import io.fsl.action.Trouble;
import io.fsl.config.CopySource;
import io.fsl.config.Destination;
import io.fsl.linux.PathBytes;
import io.fsl.text.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What follows when the destinations are done with a file: it is removed from incoming if all have
 * it, forgotten once that is durable, and its outcome told.
 */
final class FinishCopied {
  private final CopySource source;
  private final CopyLedger entries;
  private final CopyCandidates candidates;
  private final FileWriter writer;
  private final RemoveIncoming removeIncoming;
  private final RemoveMarkers markers;
  private final Tally tally;

  /** Tasks under way, by path below incoming: a file may have one for each destination. */
  private final Map<Path, Integer> underWay = new HashMap<>();

  FinishCopied(
      CopySource source,
      CopyLedger entries,
      CopyCandidates candidates,
      FileWriter writer,
      RemoveIncoming removeIncoming,
      RemoveMarkers markers,
      Tally tally) {
    this.source = source;
    this.entries = entries;
    this.candidates = candidates;
    this.writer = writer;
    this.removeIncoming = removeIncoming;
    this.markers = markers;
    this.tally = tally;
  }

  /**
   * Deals with what a crash left half removed, also if files are kept by now. What cannot be dealt
   * with stops nothing else.
   */
  void open() throws IOException {
    if (source.deleteIncoming() || removeIncoming.isUsed()) {
      removeIncoming.open(this::isComplete, (path, e) -> tally.unreadable(source.name(), path, e));
    }
  }

  /** Whether a file that is not in incoming is still where a crash left it. */
  boolean isHeld(Path file) {
    return removeIncoming.isLeft(file);
  }

  private boolean isComplete(LocalFile file) {
    return source.destinations().stream().allMatch(d -> entries.isDecided(file, d.name()))
        && isTaken(file);
  }

  private boolean isTaken(LocalFile file) {
    return source.destinations().stream().anyMatch(d -> entries.isDelivered(file, d.name()));
  }

  /** To be called before a task is handed to couriers; {@link #finish} is its end. */
  void begin(CopyTask task) {
    synchronized (underWay) {
      underWay.merge(task.file().relative(), 1, Integer::sum);
    }
  }

  /**
   * Whether no other task of its file is under way. What they brought is in the ledger by then, so
   * this one, and no other, concludes what becomes of the file.
   */
  private boolean isLast(CopyTask task) {
    synchronized (underWay) {
      return underWay.computeIfPresent(task.file().relative(), (path, n) -> n == 1 ? null : n - 1)
          == null;
    }
  }

  /** Finishes files together: their folders are forced once. Called from any thread. */
  void finish(List<CopyTask> tasks) {
    Map<CopyTask, Outcome> outcomes = new LinkedHashMap<>();
    List<CopyTask> removed = new ArrayList<>();
    for (CopyTask task : tasks) {
      task.item().release();
      conclude(task, removed).ifPresent(outcome -> outcomes.put(task, outcome));
    }
    try {
      forget(removed);
    } catch (IOException | UncheckedIOException e) {
      outcomes.replaceAll((task, outcome) -> failed(task.file(), Trouble.INPUT_OUTPUT, e));
    }
    tally.allEnded(List.copyOf(outcomes.values()));
  }

  private Optional<Outcome> conclude(CopyTask task, List<CopyTask> removed) {
    try {
      return concludeUnlessFailing(task, removed);
    } catch (IOException | UncheckedIOException e) {
      return Optional.of(failed(task.file(), Trouble.INPUT_OUTPUT, e));
    } catch (RuntimeException e) {
      return Optional.of(failed(task.file(), Trouble.INTERNAL, e));
    }
  }

  private Optional<Outcome> concludeUnlessFailing(CopyTask task, List<CopyTask> removed)
      throws IOException {
    LocalFile file = task.file();
    boolean isLast = isLast(task);
    Optional<Outcome> open = Optional.empty();
    for (CopyTask.Told each : task.told()) {
      open = together(open, outcome(file, each.destination(), each.delivery()));
    }
    if (open.isPresent() || !isLast || !isDecided(task)) {
      return open;
    }
    if (!isTaken(task)) {
      source.destinations().forEach(d -> entries.remove(file.relative(), d.name()));
      return Optional.of(failed(file, Trouble.FILE, "no destination took it"));
    }
    Outcome.Done done = done(task);
    if (source.deleteIncoming()) {
      if (!isRemoved(file)) {
        return Optional.of(skipped(file, "it changed after it was copied"));
      }
      removed.add(task);
    }
    return Optional.of(done);
  }

  /** A file that cannot be removed was copied nevertheless. */
  private boolean isRemoved(LocalFile file) throws IOException {
    try {
      return removeIncoming.remove(file);
    } catch (IOException e) {
      throw new IOException("copied, but not removed: " + Reason.of(e), e);
    }
  }

  /**
   * Whether every destination has the file or goes without it; the ledger is asked only about those
   * that were not served just now.
   */
  private boolean isDecided(CopyTask task) {
    for (Destination destination : source.destinations()) {
      if (!(task.delivery(destination.name()) instanceof Delivery.Delivered)
          && !entries.isDecided(task.file(), destination.name())) {
        return false;
      }
    }
    return true;
  }

  private boolean isTaken(CopyTask task) {
    for (CopyTask.Told each : task.told()) {
      if (each.delivery() instanceof Delivery.Delivered) {
        return true;
      }
    }
    return isTaken(task.file());
  }

  /**
   * The outcome of a file that cannot be finished because of one destination; empty: that one is
   * done with it. That it goes without the file is told at once.
   */
  private Optional<Outcome> outcome(LocalFile file, String destination, Delivery delivery) {
    return switch (delivery) {
      case Delivery.Delivered _, Delivery.Decided _, Delivery.Stopped _ -> Optional.empty();
      case Delivery.Omitted(String reason) -> {
        tally.ended(skipped(file, destination + ": " + reason));
        yield Optional.empty();
      }
      case Delivery.Waiting(String reason) -> {
        tally.unrecognised();
        yield Optional.of(skipped(file, reason));
      }
      case Delivery.Failed(Trouble trouble, String reason) ->
          Optional.of(failed(file, trouble, destination + ": " + reason));
    };
  }

  /**
   * One outcome for two destinations: if both failed, it has both reasons, and each counts for the
   * exit status.
   */
  private Optional<Outcome> together(Optional<Outcome> one, Optional<Outcome> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.or(() -> other);
    }
    if (!(one.get() instanceof Outcome.Failed failed)) {
      return other;
    }
    if (!(other.get() instanceof Outcome.Failed further)) {
      return one;
    }
    tally.trouble(failed.trouble());
    tally.trouble(further.trouble());
    boolean full = failed.trouble() == Trouble.SPACE;
    return Optional.of(
        new Outcome.Failed(
            failed.source(),
            failed.file(),
            full ? further.trouble() : failed.trouble(),
            failed.reason() + "; " + further.reason()));
  }

  private Outcome.Done done(CopyTask task) {
    List<String> targets = new ArrayList<>();
    long bytes = 0;
    for (Destination destination : source.destinations()) {
      if (task.delivery(destination.name()) instanceof Delivery.Delivered(Path target)) {
        targets.add(PathBytes.printable(target));
        bytes += task.file().size();
      } else {
        entries
            .target(task.file(), destination.name())
            .ifPresent(
                target -> targets.add(PathBytes.printable(destination.dir().resolve(target))));
      }
    }
    return new Outcome.Done(source.name(), task.file().printable(), targets, bytes);
  }

  /**
   * Forgets files that were removed. An entry goes only once the removal cannot be undone by a
   * power cut. That of a file with a done file that others may have goes with the next loop: if
   * this one is killed, it tells of the done file.
   */
  private void forget(List<CopyTask> removed) throws IOException {
    Set<Path> folders = new LinkedHashSet<>();
    for (CopyTask task : removed) {
      folders.add(task.file().path().resolveSibling(""));
      folders.add(removeIncoming.passage(task.file()));
    }
    writer.forceFolders(folders);
    for (CopyTask task : removed) {
      LocalFile file = task.file();
      candidates.readiness().forget(entries.key(file.relative()));
      markers.removed(file, task.marker());
      if (!candidates.markers().isShared()) {
        source.destinations().forEach(d -> entries.forget(file, d.name()));
      }
    }
  }

  private Outcome skipped(LocalFile file, String reason) {
    return new Outcome.Skipped(source.name(), file.printable(), reason);
  }

  private Outcome failed(LocalFile file, Trouble trouble, Exception e) {
    return failed(file, trouble, Reason.of(e));
  }

  private Outcome failed(LocalFile file, Trouble trouble, String reason) {
    return new Outcome.Failed(source.name(), file.printable(), trouble, reason);
  }
}
