package io.fsl.action;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.fsl.action.CopyLedger.Entry;
import io.fsl.action.CopyLedger.Phase;
import io.fsl.config.Destination;
import io.fsl.config.OnConflict;
import io.fsl.config.OnFull;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Delivers files to one destination, many at a time:
 *
 * <ol>
 *   <li>each is copied to a temp in the working folder; the forces overlap
 *   <li>the working folder is forced, and the ledger records durably which temps are ready
 *   <li>each temp is renamed
 *   <li>the folders are forced, and the ledger records durably what is delivered
 * </ol>
 *
 * A ready temp that is gone was renamed, so an entry goes from the ledger before its temp goes from
 * the disk. One thread uses it.
 */
public final class DeliverFiles implements Closeable {
  /** Temps open at once, being forced. */
  private static final int OPEN_MAX = 32;

  private final Destination destination;
  private final Ledger ledger;
  private final CopyLedger entries;
  private final CopyControl control;
  private final FileWriter writer;
  private final Folders folders;
  private final WorkFolder work;
  private final CopyFile copyFile;
  private final String tempPrefix =
      "copy-" + Long.toHexString(UUID.randomUUID().getMostSignificantBits()) + "-";
  private long temps;
  private @Nullable Room room;

  public DeliverFiles(
      String source,
      Destination destination,
      Ledger ledger,
      CopyLedger entries,
      FileWriter writer,
      CopyControl control) {
    this.destination = destination;
    this.ledger = ledger;
    this.entries = entries;
    this.control = control;
    this.writer = writer;
    this.folders = new Folders(destination.dir(), writer);
    this.work =
        new WorkFolder(destination.dir(), ledger, source + "/" + destination.name(), writer);
    this.copyFile = new CopyFile(destination, writer, control);
  }

  /** One file on its way through a batch. */
  private static final class Step {
    final CopyItem item;
    final String temp;
    final long replacedBytes;
    Path target;
    @Nullable Future<?> force;
    boolean isPublished;
    boolean isRecorded;
    @Nullable Delivery delivery;

    Step(CopyItem item, String temp, Path target, long replacedBytes) {
      this.item = item;
      this.temp = temp;
      this.target = target;
      this.replacedBytes = replacedBytes;
    }

    Entry entry(Phase phase) {
      return new Entry(phase, item.file().identity(), phase == Phase.READY ? temp : "", target);
    }
  }

  /** Makes ready to deliver: folders, what an earlier run left, and how much room there is. */
  public void open() throws IOException {
    folders.createRoot();
    if (!work.isKnown()) {
      // What was ready there cannot be told from what was delivered: it is copied again.
      forgetReady();
    }
    work.create();
    Set<String> ready = new HashSet<>();
    forEachReady((file, entry) -> ready.add(entry.temp()));
    work.sweep(ready::contains);
    room = Room.of(destination.dir(), destination.quota());
  }

  /** Told of each entry that is ready here. */
  private interface ReadyVisitor {
    void visit(Path file, Entry entry);
  }

  private void forEachReady(ReadyVisitor visitor) {
    entries.forEach((file, name, entry) -> {
      if (name.equals(destination.name()) && entry.phase() == Phase.READY) {
        visitor.visit(file, entry);
      }
    });
  }

  private void forgetReady() throws IOException {
    List<Path> ready = new ArrayList<>();
    forEachReady((file, entry) -> ready.add(file));
    ready.forEach(file -> entries.remove(file, destination.name()));
    entries.commit();
  }

  /**
   * Delivers.
   *
   * @return in the order of the items
   */
  public List<Delivery> deliver(List<CopyItem> items) {
    List<Delivery> deliveries = new ArrayList<>();
    List<Step> steps = stage(items);
    try {
      record(steps);
      publish(steps);
      finish(steps);
    } catch (IOException | UncheckedIOException e) {
      // What became of the ledger is not known, so the temps stay, and so do ready entries.
      steps.stream().filter(s -> s.delivery == null).forEach(s -> s.delivery = failed(e));
    }
    steps.forEach(s -> deliveries.add(s.delivery == null ? new Delivery.Stopped() : s.delivery));
    return deliveries;
  }

  // --- 1: temps

  private List<Step> stage(List<CopyItem> items) {
    List<Step> steps = new ArrayList<>();
    Deque<Step> forcing = new ArrayDeque<>();
    for (CopyItem item : items) {
      Step step = stage(item);
      steps.add(step);
      if (step.force != null) {
        forcing.add(step);
      }
      if (forcing.size() >= OPEN_MAX) {
        await(forcing.remove());
      }
    }
    forcing.forEach(this::await);
    return steps;
  }

  private Step stage(CopyItem item) {
    Path file = item.file().relative();
    String temp = tempPrefix + temps++;
    try {
      if (control.isStopped()) {
        return decided(item, new Delivery.Stopped());
      }
      Optional<Entry> known = entries.any(file, destination.name());
      if (known.isPresent()) {
        if (!known.get().identity().matches(item.file().identity())) {
          drop(file, known.get());
        } else if (known.get().isDecided()) {
          return decided(item, new Delivery.Decided());
        } else {
          return resume(item, known.get());
        }
      }
      return choose(item, temp);
    } catch (IOException | UncheckedIOException e) {
      return decided(item, failed(item, e));
    }
  }

  private static Step decided(CopyItem item, Delivery delivery) {
    Step step = new Step(item, "", item.file().relative(), 0);
    step.delivery = delivery;
    return step;
  }

  /** An earlier version: its entry goes first. */
  private void drop(Path file, Entry entry) throws IOException {
    entries.remove(file, destination.name());
    if (entry.phase() == Phase.READY) {
      entries.commit();
      Files.deleteIfExists(work.resolve(entry.temp()));
    }
  }

  /** An earlier run ended after it had recorded that the temp is ready. */
  private Step resume(CopyItem item, Entry entry) {
    Step step = new Step(item, entry.temp(), entry.target(), 0);
    step.isRecorded = true;
    step.isPublished = !Files.exists(work.resolve(entry.temp()), NOFOLLOW_LINKS);
    return step;
  }

  /** Decides on the name, and copies if there is room. */
  private Step choose(CopyItem item, String temp) throws IOException {
    Path file = item.file().relative();
    Path target = folders.parent(file).resolve(file.getFileName());
    if (!Files.exists(target, NOFOLLOW_LINKS)) {
      return copy(new Step(item, temp, file, 0));
    }
    if (Files.isDirectory(target, NOFOLLOW_LINKS)) {
      return decided(item, new Delivery.Failed(Trouble.FILE, target + ": is a folder"));
    }
    if (ledger.rebuilt() && isSame(item.file(), target)) {
      Step step = new Step(item, temp, file, 0);
      step.isPublished = true;
      return step;
    }
    return switch (destination.onConflict()) {
      case REPLACE -> copy(new Step(item, temp, file, replacedBytes(target)));
      case KEEP_BOTH -> copy(new Step(item, temp, freeName(file), 0));
      case SKIP -> omit(item, target + ": is there already");
      case FAIL ->
          decided(item, new Delivery.Failed(Trouble.FILE, target + ": another file is there"));
    };
  }

  /** After the ledger was lost: a copy that is there already need not come twice. */
  private static boolean isSame(LocalFile file, Path target) throws IOException {
    if (!Files.isRegularFile(target, NOFOLLOW_LINKS)
        || Files.size(target) != file.size()
        || Files.mismatch(file.path(), target) != -1
        || !file.isUnchanged()) {
      return false;
    }
    FileWriter.forceFolder(target);
    return true;
  }

  private static long replacedBytes(Path target) throws IOException {
    return Files.isRegularFile(target, NOFOLLOW_LINKS) ? Files.size(target) : 0;
  }

  private Path freeName(Path file) throws IOException {
    Path folder = folders.parent(file);
    for (int n = 2; ; n++) {
      Path name = KeepBoth.name(file, n);
      if (!Files.exists(folder.resolve(name.getFileName()), NOFOLLOW_LINKS)) {
        return name;
      }
    }
  }

  private Step omit(CopyItem item, String reason) {
    Step step = decided(item, new Delivery.Omitted(reason));
    entries.put(item.file().relative(), destination.name(), step.entry(Phase.SKIPPED));
    return step;
  }

  private Step copy(Step step) throws IOException {
    long size = step.item.file().size();
    if (room == null || !room.reserve(size, step.replacedBytes)) {
      String reason = destination.dir() + ": the quota has no room for it";
      return destination.onFull() == OnFull.SKIP
          ? omit(step.item, reason)
          : decided(step.item, new Delivery.Failed(Trouble.SPACE, reason));
    }
    try {
      step.force = copyFile.copy(step.item, work.resolve(step.temp));
      return step;
    } catch (IOException e) {
      room.release(size, step.replacedBytes);
      throw e;
    }
  }

  private void await(Step step) {
    try {
      if (step.force != null) {
        FileWriter.await(step.force);
      }
    } catch (IOException e) {
      step.delivery = failed(step.item, e);
      discard(step);
    }
  }

  private void discard(Step step) {
    if (room != null) {
      room.release(step.item.file().size(), step.replacedBytes);
    }
    try {
      Files.deleteIfExists(work.resolve(step.temp));
    } catch (IOException _) {
      // It is swept by the next loop.
      return;
    }
  }

  // --- 2: ready

  private void record(List<Step> steps) throws IOException {
    boolean any = false;
    for (Step step : steps) {
      if (step.delivery == null && !step.isRecorded && !step.isPublished) {
        entries.put(step.item.file().relative(), destination.name(), step.entry(Phase.READY));
        any = true;
      }
    }
    if (any) {
      writer.forceFolders(List.of(work.resolve("")));
      entries.commit();
    }
  }

  // --- 3: names

  private void publish(List<Step> steps) throws IOException {
    List<Step> failed = new ArrayList<>();
    for (Step step : steps) {
      if (step.delivery == null && !step.isPublished) {
        try {
          publish(step);
          step.isPublished = true;
        } catch (IOException e) {
          step.delivery = failed(step.item, e);
          failed.add(step);
        }
      }
    }
    if (!failed.isEmpty()) {
      failed.forEach(step -> entries.remove(step.item.file().relative(), destination.name()));
      entries.commit();
      failed.forEach(this::discard);
    }
  }

  private void publish(Step step) throws IOException {
    Path temp = work.resolve(step.temp);
    Path file = step.target;
    Path folder = folders.parent(file);
    Path target = folder.resolve(file.getFileName());
    if (step.isRecorded && isOneFile(temp, target)) {
      Files.delete(temp);
    } else if (destination.onConflict() == OnConflict.REPLACE) {
      writer.publish(temp, target);
    } else if (!writer.publishNew(temp, target)) {
      publishBeside(step, temp);
    }
  }

  /** A crash came between the two halves of a publication that replaces nothing. */
  private static boolean isOneFile(Path temp, Path target) throws IOException {
    FileIdentity one = LocalFile.identityAt(temp, NOFOLLOW_LINKS);
    FileIdentity other = LocalFile.identityAt(target, NOFOLLOW_LINKS);
    return one != null && other != null && one.matches(other);
  }

  /** The name was taken meanwhile. The ledger knows the next one before the file gets it. */
  private void publishBeside(Step step, Path temp) throws IOException {
    if (destination.onConflict() != OnConflict.KEEP_BOTH) {
      throw new IOException(destination.dir().resolve(step.target) + ": another file is there");
    }
    do {
      step.target = freeName(step.item.file().relative());
      entries.put(step.item.file().relative(), destination.name(), step.entry(Phase.READY));
      entries.commit();
    } while (!writer.publishNew(temp, destination.dir().resolve(step.target)));
  }

  // --- 4: delivered

  private void finish(List<Step> steps) throws IOException {
    Set<Path> changed = new HashSet<>();
    for (Step step : steps) {
      if (step.delivery == null) {
        changed.add(folders.parent(step.target));
      }
    }
    writer.forceFolders(changed);
    for (Step step : steps) {
      if (step.delivery == null) {
        entries.put(step.item.file().relative(), destination.name(), step.entry(Phase.DELIVERED));
      }
    }
    entries.commit();
    for (Step step : steps) {
      if (step.delivery == null) {
        step.delivery = new Delivery.Delivered(destination.dir().resolve(step.target));
      }
    }
  }

  // --- failures

  private Delivery failed(CopyItem item, Exception e) {
    return switch (e) {
      case CopyFile.ChangedException changed ->
          new Delivery.Waiting("it changed while it was copied");
      case CopyFile.StoppedException stopped -> new Delivery.Stopped();
      case NoSuchFileException gone when Files.notExists(item.file().path()) ->
          new Delivery.Waiting("it vanished");
      case DiskFullException full -> new Delivery.Failed(Trouble.SPACE, Reason.of(full));
      case UncheckedIOException ledgerFailed -> failed(ledgerFailed);
      default -> new Delivery.Failed(Trouble.FILE, Reason.of(e));
    };
  }

  /** The ledger or the destination as a whole failed. */
  private static Delivery failed(Exception e) {
    return new Delivery.Failed(Trouble.INPUT_OUTPUT, Reason.of(e));
  }

  @Override
  public void close() {
    writer.close();
  }
}
