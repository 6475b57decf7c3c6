package io.fsl.action;

import io.fsl.action.FetchLedger.Part;
import io.fsl.action.FetchLedger.Phase;
import io.fsl.sftp.RemotePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
 *       else it is fetched again. The new folder is remembered when that is done for all files:
 *       until then, that a part is not there says nothing
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
    Set<RemotePath> missing = folder.isKnown() ? Set.of() : restoreAll();
    for (Part part : ledger.parts()) {
      if (part.phase() == Phase.ARCHIVED && !missing.contains(part.file().path())) {
        tryFor(part, this::publish);
      }
    }
    ledger.commit();
  }

  /** Something that is done for one file. */
  private interface Mending {
    void mend(Part part) throws IOException;
  }

  /** Whether it worked. */
  private boolean tryFor(Part part, Mending mending) {
    try {
      mending.mend(part);
      return true;
    } catch (IOException e) {
      outcomes.accept(Outcomes.of(part.file(), e));
      return false;
    }
  }

  private void publish(Part part) throws IOException {
    Path file = folder.resolve(part.file().partName());
    if (LocalFile.isThere(file)) {
      tellDone(publish.publishArchived(part, file));
    } else {
      // Whoever published it may not have come to force that.
      writer.forceFolders(List.of(folder.target().resolve(part.target()).resolveSibling("")));
      publish.recordPublished(part);
      tellDone(part);
    }
  }

  /**
   * Brings back what was in another working folder.
   *
   * @return the files with which that did not work
   */
  private Set<RemotePath> restoreAll() throws IOException {
    Set<RemotePath> missing = new HashSet<>();
    for (Part part : ledger.parts()) {
      switch (part.phase()) {
        case LOADING -> ledger.removePart(part.file().path());
        case ARCHIVED -> {
          if (!tryFor(part, this::restore)) {
            missing.add(part.file().path());
          }
        }
        case PUBLISHED -> {
          // the remote file is dealt with when there is a connection
        }
      }
    }
    if (missing.isEmpty()) {
      folder.create();
    }
    return missing;
  }

  private void restore(Part part) throws IOException {
    RemoteFile version = part.file();
    Path file = folder.resolve(version.partName());
    Path copy = archive == null ? null : part.archived().map(archive::resolve).orElse(null);
    if (copy == null || !PlaceFile.hasVersion(copy, version.size(), version.mtime())) {
      ledger.removePart(version.path());
      outcomes.accept(lost(version, "its working folder is gone; it is fetched again"));
      return;
    }
    Files.deleteIfExists(file);
    writer.copy(copy, file);
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
