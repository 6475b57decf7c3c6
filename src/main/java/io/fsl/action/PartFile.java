package io.fsl.action;

import io.fsl.action.FetchLedger.Transfer;
import io.fsl.sftp.Attributes;
import io.fsl.sftp.Remote;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a file that is being fetched, in its working folder, written in one or several
 * ranges at once. Now and then it is forced and the ledger is told how far each range is: from
 * there it is resumed, by a later run too. The file's length says nothing, as ranges are written
 * anywhere in it.
 */
public final class PartFile {
  /** Below so many bytes, a part is fetched again rather than resumed. */
  private static final long WORTH_RESUMING = 1 << 20;

  /** Bytes between two watermarks. */
  private static final long WATERMARK_STEP = 64 << 20;

  private final RemoteFile file;
  private final WorkFolder folder;
  private final FetchLedger ledger;
  private final LongConsumer progress;
  private final List<Lane> lanes;
  private @Nullable TempFile temp;
  private @Nullable PartCopy copy;
  private long sinceWatermark;
  private boolean unreliable;
  private final long expected;

  private PartFile(
      RemoteFile file,
      WorkFolder folder,
      FetchLedger ledger,
      LongConsumer progress,
      List<Range> ranges) {
    this.file = file;
    this.folder = folder;
    this.ledger = ledger;
    this.progress = progress;
    this.lanes = new ArrayList<>(ranges.size());
    ranges.forEach(range -> lanes.add(new Lane(range)));
    this.expected = left();
  }

  /**
   * The part of a file: the one that an earlier run left, as far as the ledger vouches for it, else
   * a new one. Nothing is created before the first byte comes.
   *
   * @param lanes into how many ranges a big file is split
   * @param progress is told how many bytes were written, from any thread
   */
  public static PartFile of(
      RemoteFile file, WorkFolder folder, FetchLedger ledger, int lanes, LongConsumer progress)
      throws IOException {
    List<Range> known = EarlierPart.ranges(file, folder, ledger);
    return known.isEmpty()
        ? new PartFile(file, folder, ledger, progress, Range.split(file.size(), lanes))
        : resume(new PartFile(file, folder, ledger, progress, known));
  }

  /** A complete part that an earlier run left, of which the ledger knows nothing. */
  static PartFile adopt(
      RemoteFile file, WorkFolder folder, FetchLedger ledger, LongConsumer progress)
      throws IOException {
    List<Range> whole = List.of(new Range(0, file.size(), file.size()));
    return resume(new PartFile(file, folder, ledger, progress, whole));
  }

  private static PartFile resume(PartFile part) throws IOException {
    part.temp = TempFile.resume(part.path());
    return part;
  }

  /** Has its bytes copied for the archive as they come, if that is worth it. */
  synchronized void archiveEarly(EarlyArchive archive) {
    copy = new PartCopy(this, archive);
  }

  /**
   * The copy that was begun early, once it has all bytes.
   *
   * @return to be verified, dressed and forced; empty: there is none
   */
  synchronized Optional<TempFile> completeCopy() {
    return copy == null ? Optional.empty() : copy.complete();
  }

  /** The copy that was begun early is of no use. */
  synchronized void discardCopy() {
    if (copy != null) {
      copy.discard();
    }
  }

  public RemoteFile file() {
    return file;
  }

  /** Where the bytes are; made anew each time, as very many parts are held in memory. */
  Path path() {
    return folder.resolve(file.partName());
  }

  /** The folder that it is in. */
  Path folder() {
    return folder.path();
  }

  /** The ranges, complete or not. */
  public List<Lane> lanes() {
    return lanes;
  }

  /** Bytes that are missing. */
  private long left() {
    long left = 0;
    for (Lane lane : lanes) {
      left += lane.left();
    }
    return left;
  }

  /** Bytes that are there, be it from an earlier run. */
  synchronized long arrived() {
    return file.size() - left();
  }

  /** Whether the server opened it once, or showed each opened file to be the listed version. */
  boolean isOfOneVersion() {
    return lanes.stream().allMatch(lane -> lane.ofOneVersion);
  }

  /** Bytes that were to be fetched when this part was opened. */
  public long expected() {
    return expected;
  }

  /**
   * The complete file, for its last steps.
   *
   * @throws IOException when not every range has all its bytes, or some may not be on disk
   */
  public synchronized TempFile complete() throws IOException {
    checkReliable();
    if (left() > 0) {
      throw new IOException(path() + ": " + left() + " bytes are missing");
    }
    return open();
  }

  /**
   * Leaves the part for a later run to resume, or removes it if that is not worth it.
   *
   * @param resumable whether the bytes are those of the listed version
   */
  public synchronized void putAside(boolean resumable) throws IOException {
    discardCopy();
    TempFile opened = temp;
    if (opened == null) {
      return;
    }
    boolean worthIt = resumable && arrived() >= WORTH_RESUMING;
    temp = null;
    try (opened) {
      if (worthIt) {
        watermark(opened);
        return;
      }
      ledger.forgetTransfer(file.path());
    }
    Files.deleteIfExists(path());
  }

  /** Leaves the complete part, which was forced and closed already, for a later run. */
  synchronized void keepForced() throws IOException {
    discardCopy();
    if (file.size() < WORTH_RESUMING) {
      Files.deleteIfExists(path());
    } else {
      record();
    }
    temp = null;
  }

  private synchronized TempFile open() throws IOException {
    if (temp == null) {
      temp = TempFile.createAnew(path());
    }
    return temp;
  }

  private synchronized void advanced(Lane lane, int length, ByteBuffer bytes) throws IOException {
    lane.at += length;
    sinceWatermark += length;
    if (copy != null && length == file.size()) {
      copy.cameWhole(bytes.slice(bytes.position() - length, length));
    }
    if (sinceWatermark >= WATERMARK_STEP && left() > 0) {
      watermark(open());
    }
  }

  /** Forces what was written, then has the ledger record how far each range is: never before. */
  private void watermark(TempFile opened) throws IOException {
    checkReliable();
    sinceWatermark = 0;
    unreliable = true;
    opened.force();
    unreliable = false;
    record();
    if (copy != null) {
      copy.follow();
    }
  }

  /**
   * Refuses to go on after a force failed: the system tells only once that bytes could not be
   * written, so that forcing them again proves nothing.
   */
  private void checkReliable() throws IOException {
    if (unreliable) {
      throw new IOException(path() + ": what was written before may not be on disk");
    }
  }

  private void record() throws IOException {
    ledger.putTransfer(
        new Transfer(file, Phase.LOADING, file.relative(), Optional.empty(), ranges()));
    ledger.commit();
  }

  /** The ranges as far as they have come; to be asked with this part's lock held. */
  List<Range> ranges() {
    return lanes.stream().map(l -> new Range(l.range.start(), l.at, l.range.end())).toList();
  }

  /** One range: takes its bytes in order. */
  public final class Lane implements Remote.Sink {
    private final Range range;
    private long at;

    private volatile boolean ofOneVersion;

    private Lane(Range range) {
      this.range = range;
      this.at = range.done();
    }

    /** Offset of the next byte. */
    public long at() {
      synchronized (PartFile.this) {
        return at;
      }
    }

    /** Where the next read of this range starts. */
    long begin() {
      ofOneVersion = left() == file.size();
      return at();
    }

    /** Hears what the file was, if that is known, from which all was read from that offset on. */
    void readFrom(long from, @Nullable Attributes opened) {
      boolean asListed = opened != null && opened.complete() && file.isSameVersion(opened);
      ofOneVersion = asListed && from == range.start();
    }

    @Override
    public void reopened() {
      ofOneVersion = false;
    }

    /** Bytes that are missing. */
    public long left() {
      return range.end() - at();
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      int length = bytes.remaining();
      if (length > left()) {
        throw new IOException(path() + ": more bytes than asked for");
      }
      open().write(bytes, at());
      advanced(this, length, bytes);
      progress.accept(length);
    }
  }
}
