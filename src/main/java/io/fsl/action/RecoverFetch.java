package io.fsl.action;

import io.fsl.action.FetchLedger.Part;
import io.fsl.action.FetchLedger.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
 *       else it is fetched again
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

  /**
   * Mends everything of this source.
   *
   * @param known whether the working folder is the one that the ledger knew
   */
  public void run(boolean known) throws IOException {
    for (Part part : ledger.parts()) {
      try {
        mend(part, known);
      } catch (IOException e) {
        outcomes.accept(Outcomes.of(part.file(), e));
      }
    }
    ledger.commit();
  }

  private void mend(Part part, boolean known) throws IOException {
    Path file = folder.resolve(part.file().partName());
    switch (part.phase()) {
      case LOADING -> {
        if (!known) {
          ledger.removePart(part.file().path());
        }
      }
      case ARCHIVED -> {
        if (!known) {
          restore(part, file);
        } else if (LocalFile.isThere(file)) {
          publishNow(part, file);
        } else {
          publish.recordPublished(part);
          tellDone(part);
        }
      }
      case PUBLISHED -> {
        // the remote file is dealt with when there is a connection
      }
    }
  }

  private void publishNow(Part part, Path file) throws IOException {
    tellDone(publish.publishArchived(part, file));
  }

  private void restore(Part part, Path file) throws IOException {
    RemoteFile version = part.file();
    Path copy = archive == null ? null : part.archived().map(archive::resolve).orElse(null);
    if (copy == null || !PlaceFile.hasVersion(copy, version.size(), version.mtime())) {
      ledger.removePart(version.path());
      outcomes.accept(lost(version, "its working folder is gone; it is fetched again"));
      return;
    }
    Files.deleteIfExists(file);
    writer.copy(copy, file);
    publishNow(part, file);
    outcomes.accept(lost(version, "its working folder is gone; it was restored from the archive"));
  }

  private static Outcome lost(RemoteFile file, String reason) {
    LOG.log(Level.WARNING, "{0}: {1}", new Object[] {file.name(), reason});
    return new Outcome.Failed(file.source(), file.name(), Trouble.LEDGER, reason);
  }

  /**
   * An earlier run fetched it and it is in incoming now; done, unless the server's file remains.
   */
  private void tellDone(Part part) {
    RemoteFile file = part.file();
    if (ledger.part(file.path()).isEmpty()) {
      String target = PathBytes.printable(folder.target().resolve(part.target()));
      outcomes.accept(new Outcome.Done(file.source(), file.name(), target, 0));
    }
  }

  /** Whether there is something to finish on the server. */
  public static boolean isUnfinished(Part part) {
    return part.phase() == Phase.PUBLISHED;
  }
}
