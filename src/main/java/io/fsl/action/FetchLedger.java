package io.fsl.action;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fsl.linux.PathBytes;
import io.fsl.sftp.RemotePath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the files of one fetch source. Tables: <i>fetched</i> has the version that was
 * published last, <i>parts</i> the transfers under way, <i>moves</i> what is being renamed on the
 * server, <i>gone</i> the files that left done files there. Keys are the source's name and the
 * file's path on the server.
 */
public final class FetchLedger {
  private static final String TRANSFERS = "parts";
  private static final Duration SEEN_STEP_MAX = Duration.ofDays(1);

  private final Ledger ledger;
  private final Ledger.Table fetched;
  private final Ledger.Table transfers;
  private final Ledger.Table prunings;
  private final Ledger.Table moves;
  private final Ledger.Table gone;
  private final byte[] prefix;
  private final String source;

  public FetchLedger(Ledger ledger, String source) {
    this.ledger = ledger;
    this.source = source;
    this.fetched = ledger.table("fetched");
    this.transfers = ledger.table(TRANSFERS);
    this.prunings = ledger.table("prunings");
    this.moves = ledger.table("moves");
    this.gone = ledger.table("gone");
    this.prefix = (source + "\0").getBytes(UTF_8);
  }

  /**
   * A transfer under way: a file from its first byte on disk until its remote file is dealt with.
   *
   * @param target its final name, relative to incoming; while loading, its own name
   * @param archived its name relative to the archive; empty: none
   * @param ranges while loading, what is on disk
   */
  public record Transfer(
      RemoteFile file, Phase phase, Path target, Optional<Path> archived, List<Range> ranges) {
    public Transfer {
      ranges = List.copyOf(ranges);
    }

    Transfer in(Phase other) {
      return new Transfer(file, other, target, archived, ranges);
    }
  }

  /**
   * A file that is gone from the server, and whose done file, which others may share, is still to
   * be looked after.
   *
   * @param path on the server
   * @param relative below the source's folder
   */
  record Gone(RemotePath path, Path relative) {
    Path name() {
      return relative.getFileName();
    }
  }

  /** What was published last of this path, if anything was. */
  public Optional<Fetched> fetched(RemotePath path) {
    return Optional.ofNullable(fetched.get(key(path))).map(FetchEntries::fetched);
  }

  /** The transfer of this path that is under way, if there is one. */
  public Optional<Transfer> transfer(RemotePath path) {
    return Optional.ofNullable(transfers.get(key(path)))
        .map(value -> FetchEntries.transfer(source, path, value));
  }

  /**
   * All transfers of this source that have come that far, in the order of the paths. Those that are
   * published may be very many: they are better asked for a few at a time.
   */
  public List<Transfer> transfers(Phase phase) {
    return transfers(phase, null, Integer.MAX_VALUE);
  }

  /**
   * The next of them.
   *
   * @param after the path of the last one before; null: from the first
   * @param most so many, at least 1; fewer: those are the last
   */
  public List<Transfer> transfers(Phase phase, @Nullable RemotePath after, int most) {
    List<Transfer> some = new ArrayList<>();
    transfers.forEach(
        prefix,
        after == null ? prefix : behind(key(after)),
        (key, value) -> {
          if (FetchEntries.phase(value) == phase) {
            some.add(FetchEntries.transfer(source, pathOf(key), value));
          }
          return some.size() < most;
        });
    return some;
  }

  /** The least key that is greater. */
  private static byte[] behind(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }

  /** All transfers of all sources: also of one that is not in the configuration at present. */
  public static void forEachTransfer(Ledger ledger, Consumer<Transfer> each) {
    ledger
        .table(TRANSFERS)
        .forEach(
            new byte[0],
            (key, value) -> {
              int end = 0;
              while (key[end] != 0) {
                end++;
              }
              String source = new String(key, 0, end, UTF_8);
              RemotePath path = RemotePath.of(Arrays.copyOfRange(key, end + 1, key.length));
              each.accept(FetchEntries.transfer(source, path, value));
            });
  }

  public void putTransfer(Transfer transfer) {
    transfers.put(key(transfer.file().path()), FetchEntries.encode(transfer));
  }

  public void removeTransfer(RemotePath path) {
    transfers.remove(key(path));
  }

  /** Durably, before a part of that name is begun anew, for which the ledger must not vouch. */
  void forgetTransfer(RemotePath path) throws IOException {
    boolean known = transfer(path).isPresent();
    removeTransfer(path);
    if (known) {
      commit();
    }
  }

  public void putFetched(RemotePath path, Fetched entry) {
    fetched.put(key(path), FetchEntries.encode(entry));
  }

  /** The remote file was removed or moved: any file of its name is a new one. */
  public void finished(Transfer transfer) {
    RemoteFile file = transfer.file();
    fetched(file.path()).ifPresent(last -> putFetched(file.path(), last.andGone()));
    kept(transfer);
  }

  /** The remote file stays, though an earlier run may have been about to rename it. */
  public void kept(Transfer transfer) {
    RemotePath path = transfer.file().path();
    if (moving(path) != null) {
      removeMoving(path);
    }
    removeTransfer(path);
  }

  /**
   * What a file on the server was, or is, being renamed to that was the version that was fetched
   * just before; null: it is not known that any was.
   */
  @Nullable RemotePath moving(RemotePath path) {
    byte[] name = moves.get(key(path));
    return name == null ? null : RemotePath.of(name);
  }

  /** Whether it is known that such a file was, or is, being renamed to that. */
  boolean isMoving(RemotePath path, RemotePath name) {
    RemotePath known = moving(path);
    return known != null && known.equals(name);
  }

  /**
   * A file is being renamed on the server. It becomes durable with the next commit: if a crash
   * comes before, a server that gives renamed files new times may have it fetched again.
   */
  void putMoving(RemotePath path, RemotePath name) {
    moves.put(key(path), name.bytes());
  }

  void removeMoving(RemotePath path) {
    moves.remove(key(path));
  }

  /** All such files of this source. */
  List<Gone> gone() {
    List<Gone> all = new ArrayList<>();
    gone.forEach(
        prefix, (key, relative) -> all.add(new Gone(pathOf(key), PathBytes.path(relative))));
    return all;
  }

  /** Becomes durable with the commit by which its file is finished. */
  void putGone(Gone file) {
    gone.put(key(file.path()), PathBytes.of(file.relative()));
  }

  void removeGone(Gone file) {
    gone.remove(key(file.path()));
  }

  /** Makes the changes so far durable. */
  public void commit() throws IOException {
    ledger.commit();
  }

  /**
   * Whether a version that is listed was published before and is nothing new. If so, it is noted
   * that a listing has it; only now and then, as that is exact enough.
   *
   * @param keep how long a file is remembered that no listing has
   */
  public boolean isFetched(RemoteFile file, Instant now, Duration keep) {
    byte[] key = key(file.path());
    byte[] entry = fetched.get(key);
    if (entry == null) {
      return false;
    }
    boolean same = FetchEntries.is(entry, file);
    if (same && isDue(FetchEntries.seen(entry), now.getEpochSecond(), step(keep))) {
      fetched.put(key, FetchEntries.seen(entry, now));
    }
    return same;
  }

  private static boolean isDue(long seen, long now, Duration step) {
    return seen + step.toSeconds() < now || seen > now;
  }

  /** After a complete listing: forgets what no listing has had for so long. */
  public void prune(Instant now, Duration keep) {
    byte[] last = prunings.get(prefix);
    if (last != null && !isDue(Instant.ofEpochSecond(ByteBuffer.wrap(last).getLong()), now, keep)) {
      return;
    }
    prunings.put(prefix, ByteBuffer.allocate(Long.BYTES).putLong(now.getEpochSecond()).array());
    Instant oldest = now.minus(keep).minus(step(keep));
    fetched.forEach(
        prefix,
        (key, value) -> {
          if (Instant.ofEpochSecond(FetchEntries.seen(value)).isBefore(oldest)) {
            fetched.remove(key);
          }
        });
  }

  private static boolean isDue(Instant last, Instant now, Duration keep) {
    return last.isAfter(now) || !last.plus(step(keep)).isAfter(now);
  }

  /**
   * How much later than recorded a file must be seen for that to be recorded: not every loop is to
   * write an entry for every file.
   */
  private static Duration step(Duration keep) {
    return Duration.ofSeconds(Math.min(keep.toSeconds() / 8, SEEN_STEP_MAX.toSeconds()));
  }

  // --- keys

  /** The start of all keys of this source. */
  public byte[] prefix() {
    return prefix.clone();
  }

  /** The key of a file: the source's name and the path. */
  public byte[] key(RemotePath path) {
    byte[] key = Arrays.copyOf(prefix, prefix.length + path.length());
    path.copyTo(key, prefix.length);
    return key;
  }

  private RemotePath pathOf(byte[] key) {
    return RemotePath.of(Arrays.copyOfRange(key, prefix.length, key.length));
  }
}
