package io.fsl.action;

import io.fsl.action.FetchLedger.Transfer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a ledger that was lost knew about a listed file. A complete part of it is
 * published; else a file of its name, size and mtime in the archive, or in incoming, says that it
 * was published: but only where nothing is lost by that. Otherwise it is fetched again, and comes
 * twice at worst.
 */
public final class RebuildFetch {
  private final Path incoming;
  private final WorkFolder folder;
  private final FetchLedger ledger;
  private final @Nullable ArchiveFile archive;
  private final PublishFiles publish;
  private final boolean isProof;
  private final LongConsumer progress;

  /**
   * @param isProof whether a name, a size and an mtime tell that a file was published: no other
   *     source puts files there, and it is not removed from the server, where it may be all that is
   *     left of another version
   */
  public RebuildFetch(
      Path incoming,
      WorkFolder folder,
      FetchLedger ledger,
      @Nullable ArchiveFile archive,
      PublishFiles publish,
      boolean isProof,
      LongConsumer progress) {
    this.incoming = incoming;
    this.folder = folder;
    this.ledger = ledger;
    this.archive = archive;
    this.publish = publish;
    this.isProof = isProof;
    this.progress = progress;
  }

  /**
   * The complete part of a file; only verified parts have their final mtime. One that was written
   * in several ranges is fetched again: it got its size with the last range's first bytes and its
   * mtime before it was forced, and after a power cut bytes between may be missing.
   */
  public Optional<PartFile> part(RemoteFile file) throws IOException {
    Path part = folder.resolve(file.partName());
    return !Range.isSplit(file.size()) && PlaceFile.hasVersion(part, file.size(), file.mtime())
        ? Optional.of(PartFile.adopt(file, folder, ledger, progress))
        : Optional.empty();
  }

  /** Whether it was published; that is recorded then, for the caller to commit. */
  public boolean wasPublished(RemoteFile file) throws IOException {
    if (!isProof) {
      return false;
    }
    Optional<Path> archived = archive == null ? Optional.empty() : archive.find(file);
    boolean there =
        PlaceFile.hasVersion(incoming.resolve(file.relative()), file.size(), file.mtime());
    if (archived.isEmpty() && !there) {
      return false;
    }
    publish.recordPublished(
        new Transfer(file, Phase.PUBLISHED, file.relative(), archived, List.of()));
    return true;
  }
}
