package io.fsl.action;

import io.fsl.sftp.Attributes;
import io.fsl.sftp.Remote;
import io.fsl.sftp.RemoteException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Brings all bytes of a remote file into its part, and verifies them: the bytes written per range
 * add up to the listed size, and a STAT afterwards still shows the listed size and mtime. Ranges
 * that a lost connection interrupts go on where they were.
 */
public final class DownloadFile {
  private static final Logger LOG = Logger.getLogger("io.fsl.download");

  /** SSH_FX_EOF. */
  private static final int END_OF_FILE = 1;

  private final Remote remote;
  private final WorkFolder folder;
  private final FetchLedger ledger;
  private final Retries retries;
  private final @Nullable EarlyArchive archive;
  private final HasRoom hasRoom;

  /**
   * @param archive null: there is none
   * @param hasRoom whether there is room for a file
   */
  public DownloadFile(
      Remote remote,
      WorkFolder folder,
      FetchLedger ledger,
      Retries retries,
      @Nullable EarlyArchive archive,
      HasRoom hasRoom) {
    this.remote = remote;
    this.folder = folder;
    this.ledger = ledger;
    this.retries = retries;
    this.archive = archive;
    this.hasRoom = hasRoom;
  }

  /** Checks whether the disk has room for a file before it is fetched. */
  public interface HasRoom {
    /**
     * Whether there is room for a file.
     *
     * @param there bytes of it that are on disk already
     */
    boolean test(RemoteFile file, long there);
  }

  /**
   * Starts to fetch a file.
   *
   * @param progress is told of bytes written, from any thread
   * @return completes with the verified part; fails with a {@link ChangedException} when the file
   *     is not the listed version any more, else with what went wrong. A part that failed is put
   *     aside.
   */
  public CompletableFuture<PartFile> start(RemoteFile file, LongConsumer progress) {
    PartFile part;
    try {
      part = PartFile.of(file, folder, ledger, remote.lanes(), progress);
      if (part.expected() > 0 && !hasRoom.test(file, file.size() - part.expected())) {
        return refuse(part);
      }
      if (archive != null) {
        part.archiveEarly(archive);
      }
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
    return read(file, part.lanes())
        .handle(
            (shown, failure) -> new Read(shown, failure == null ? null : Outcomes.cause(failure)))
        .thenCompose(read -> verify(part, read))
        .handle((verified, failure) -> end(part, failure));
  }

  private CompletableFuture<PartFile> refuse(PartFile part) {
    IOException refusal = DiskFullException.noRoom(part.path(), part.expected());
    return CompletableFuture.<PartFile>failedFuture(refusal)
        .handle((none, failure) -> end(part, failure));
  }

  /**
   * How the reading ended.
   *
   * @param shown of the file after its last byte was read; null: it is still to be asked for
   */
  private record Read(@Nullable Attributes shown, @Nullable Throwable failure) {}

  /**
   * Reads the ranges; completes with what the server shows of the file after its last byte, or with
   * null if that is still to be asked for.
   */
  private CompletableFuture<@Nullable Attributes> read(RemoteFile file, List<PartFile.Lane> lanes) {
    return lanes.size() == 1
        ? read(file, lanes.getFirst())
        : CompletableFuture.allOf(
                lanes.stream().map(lane -> read(file, lane)).toArray(CompletableFuture[]::new))
            .thenApply(all -> null);
  }

  private CompletableFuture<@Nullable Attributes> read(RemoteFile file, PartFile.Lane lane) {
    if (lane.left() == 0 && file.size() > 0) {
      return CompletableFuture.completedFuture(null);
    }
    return retries.of(
        () -> file.name() + " from byte " + lane.at(),
        () -> {
          long from = lane.begin();
          return lane.left() == file.size()
              ? remote.readWhole(file.path(), lane.left(), lane)
              : readRest(file, lane, from);
        },
        lane::at);
  }

  /** What it shows is the opened file, not what has the path by now: that is still to be seen. */
  private CompletableFuture<@Nullable Attributes> readRest(
      RemoteFile file, PartFile.Lane lane, long from) {
    return remote
        .read(file.path(), from, lane.left(), lane)
        .thenApply(opened -> {
          lane.readFrom(from, opened);
          return null;
        });
  }

  /** Looks at the file once more, when all bytes have come or it ended too early. */
  private CompletableFuture<@Nullable Void> verify(PartFile part, Read read) {
    RemoteFile file = part.file();
    Throwable failure = read.failure();
    if (read.shown() != null) {
      return judge(file, read.shown(), failure);
    }
    boolean ended = failure instanceof RemoteException answer && answer.status() == END_OF_FILE;
    if (failure != null && !ended) {
      return CompletableFuture.failedFuture(failure);
    }
    CompletableFuture<@Nullable Attributes> shown =
        retries
            .of(file::name, () -> remote.stat(file.path()))
            .<@Nullable Attributes>thenApply(attributes -> attributes)
            .exceptionallyCompose(refused -> statOtherwise(part, Outcomes.cause(refused), ended));
    return shown.thenCompose(attributes -> judge(file, attributes, failure));
  }

  /**
   * What to compare the file with where STAT fails: what FSTAT shows, if the server refuses STAT
   * alone; null, if it refuses that too or the file is gone: then it is taken by its bytes, but if
   * it is gone only where they cannot be of several files.
   */
  private CompletableFuture<@Nullable Attributes> statOtherwise(
      PartFile part, Throwable refused, boolean ended) {
    RemoteFile file = part.file();
    if (!(refused instanceof RemoteException answer) || ended) {
      return CompletableFuture.failedFuture(refused);
    }
    if (answer.noSuchFile()) {
      if (!part.isOfOneVersion()) {
        return CompletableFuture.failedFuture(answer);
      }
      LOG.log(Level.WARNING, "{0}: gone from the server after all its bytes came", file.name());
      return CompletableFuture.completedFuture(null);
    }
    return retries
        .of(file::name, () -> remote.statOpened(file.path()))
        .<@Nullable Attributes>thenApply(attributes -> attributes)
        .exceptionallyCompose(again -> {
          if (!(Outcomes.cause(again) instanceof RemoteException)) {
            return CompletableFuture.failedFuture(again);
          }
          LOG.log(
              Level.WARNING,
              "{0}: the server does not tell its size and time again; taken by its bytes",
              file.name());
          return CompletableFuture.completedFuture(null);
        });
  }

  private static CompletableFuture<@Nullable Void> judge(
      RemoteFile file, @Nullable Attributes shown, @Nullable Throwable failure) {
    if (shown != null && !file.isSameVersion(shown)) {
      return CompletableFuture.failedFuture(
          new ChangedException("it changed while it was fetched"));
    }
    if (failure != null) {
      return CompletableFuture.failedFuture(
          new IOException("the file ends before its listed size of " + file.size() + " bytes"));
    }
    return CompletableFuture.completedFuture(null);
  }

  private PartFile end(PartFile part, @Nullable Throwable failure) {
    if (failure == null) {
      return part;
    }
    Throwable cause = vanished(part, Outcomes.cause(failure));
    try {
      putAside(part, cause);
    } catch (IOException | UncheckedIOException e) {
      cause.addSuppressed(e);
    }
    throw new CompletionException(cause);
  }

  /**
   * The failure of a file that vanished from the server: an error if bytes of it had come, as it
   * may be lost; the plain answer if none had.
   */
  private static Throwable vanished(PartFile part, Throwable cause) {
    long arrived = part.arrived();
    return arrived > 0 && cause instanceof RemoteException answer && answer.noSuchFile()
        ? new IOException(
            "it vanished from the server when "
                + arrived
                + " of its "
                + part.file().size()
                + " bytes had come"
                + (arrived == part.file().size() ? ", in pieces that may be of several files" : ""),
            answer)
        : cause;
  }

  private void putAside(PartFile part, Throwable cause) throws IOException {
    if (cause instanceof DiskFullException full) {
      putAsideOnFullDisk(part, full.isQuota());
    } else {
      part.putAside(!(cause instanceof ChangedException));
    }
  }

  /**
   * Synchronised, so that parts are put aside one by one: what one gives back may be enough for the
   * next.
   */
  private synchronized void putAsideOnFullDisk(PartFile part, boolean quota) throws IOException {
    part.putAside(!isHopeless(part, quota));
  }

  /**
   * Whether the rest of a part has no room on the full disk: parts of which none can be completed
   * might fill it for ever. Of a quota nobody tells how much is left.
   */
  private static boolean isHopeless(PartFile part, boolean quota) {
    try {
      long missing = part.file().size() - part.arrived();
      return quota || new FreeSpace().measure(part.path()).available() < missing;
    } catch (IOException e) {
      LOG.log(Level.FINE, e, () -> part.path() + ": its part stays, as the room is not known");
      return false;
    }
  }
}
