package io.fsl.action;

import io.fsl.action.FetchLedger.Transfer;
import io.fsl.linux.PathBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Mends what an earlier run left half-way, at the start of a loop, with nothing but the local disk:
 *
 * <ul>
 *   <li>archived, and its part is there: it is published now
 *   <li>archived, its part gone from the working folder that the ledger knows: it was published
 *   <li>archived, and the working folder is gone or another: its part is restored from the archive,
 *       else it is fetched again. The new folder is remembered at once, and with it, durably, which
 *       parts are lost: that one of these is not there says nothing
 * </ul>
 */
public final class RecoverFetch {
  private static final Logger LOG = Logger.getLogger("io.fsl.recover");

  private final WorkFolder folder;
  private final FetchLedger ledger;
  private final @Nullable ArchiveFile archive;
  private final PublishFiles publish;
  private final FileWriter writer;
  private final Consumer<Outcome> outcomes;

  public RecoverFetch(
      WorkFolder folder,
      FetchLedger ledger,
      @Nullable ArchiveFile archive,
      PublishFiles publish,
      FileWriter writer,
      Consumer<Outcome> outcomes) {
    this.folder = folder;
    this.ledger = ledger;
    this.archive = archive;
    this.publish = publish;
    this.writer = writer;
    this.outcomes = outcomes;
  }

  /** Mends everything of this source. The working folder is there. */
  public void run() throws IOException {
    if (!folder.isKnown()) {
      takeOver();
    }
    restoreLost();
    for (Transfer transfer : ledger.transfers(Phase.ARCHIVED)) {
      tryFor(transfer, this::publish);
    }
    ledger.commit();
  }

  /** A repair of one transfer, which may fail. */
  private interface Mending {
    void mend(Transfer transfer) throws IOException;
  }

  /** Tries a repair; whether it worked. A failure is told. */
  private boolean tryFor(Transfer transfer, Mending mending) {
    try {
      mending.mend(transfer);
      return true;
    } catch (IOException e) {
      outcomes.accept(Outcomes.of(transfer.file(), e));
      return false;
    }
  }

  private void publish(Transfer transfer) throws IOException {
    Path file = folder.resolve(transfer.file().partName());
    if (LocalNames.isThere(file)) {
      tellDone(publish.publishArchived(transfer, file));
    } else {
      folder.mustBeKnown();
      // Whoever published it may not have come to force that.
      writer.forceFolders(List.of(folder.target().resolve(transfer.target()).resolveSibling("")));
      publish.recordPublished(transfer);
      tellDone(transfer);
    }
  }

  /**
   * Gives up the parts of all transfers, as they were in a working folder that is gone: what was
   * archived is to be restored, the rest fetched again.
   */
  private void takeOver() throws IOException {
    for (Transfer transfer : ledger.transfers(Phase.LOADING)) {
      ledger.removeTransfer(transfer.file().path());
    }
    for (Transfer transfer : ledger.transfers(Phase.ARCHIVED)) {
      ledger.putTransfer(transfer.in(Phase.LOST));
    }
    folder.create();
  }

  /** Brings back what was in another working folder; where that does not work, the next loop. */
  private void restoreLost() throws IOException {
    List<Transfer> restored = new ArrayList<>();
    for (Transfer transfer : ledger.transfers(Phase.LOST)) {
      if (tryFor(transfer, this::restore)) {
        restored.add(transfer);
      }
    }
    restored.removeIf(transfer -> ledger.transfer(transfer.file().path()).isEmpty());
    if (!restored.isEmpty()) {
      writer.forceFolders(List.of(folder.path()));
      restored.forEach(transfer -> ledger.putTransfer(transfer.in(Phase.ARCHIVED)));
      ledger.commit();
    }
  }

  private void restore(Transfer transfer) throws IOException {
    RemoteFile version = transfer.file();
    Path file = folder.resolve(version.partName());
    Path copy = archive == null ? null : transfer.archived().map(archive::resolve).orElse(null);
    if (copy == null || !PlaceFile.hasVersion(copy, version.size(), version.mtime())) {
      ledger.removeTransfer(version.path());
      outcomes.accept(lost(version, "its working folder is gone; it is fetched again"));
      return;
    }
    Files.deleteIfExists(file);
    Path target = folder.target().resolve(transfer.target());
    writer.copy(copy, file, FileMetadata.ofNewFile(version, target.resolveSibling("")));
    outcomes.accept(lost(version, "its working folder is gone; it was restored from the archive"));
  }

  private static Outcome lost(RemoteFile file, String reason) {
    LOG.log(Level.WARNING, "{0}: {1}", new Object[] {file.name(), reason});
    return new Outcome.Failed(file.source(), file.name(), Trouble.LEDGER, reason);
  }

  /**
   * An earlier run fetched it and it is in incoming now; done, unless the server's file remains.
   */
  private void tellDone(Transfer transfer) {
    RemoteFile file = transfer.file();
    if (ledger.transfer(file.path()).isEmpty()) {
      String target = PathBytes.printable(folder.target().resolve(transfer.target()));
      outcomes.accept(new Outcome.Done(file.source(), file.name(), List.of(target), 0));
    }
  }
}
