package io.fsl.action;

import io.fsl.action.FetchLedger.Transfer;
import io.fsl.linux.PathBytes;
import io.fsl.sftp.RemotePath;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The entries of a {@link FetchLedger} as bytes. */
final class FetchEntries {
  // Where the fields of what was fetched are.
  private static final int SIZE_AT = 0;
  private static final int MTIME_AT = 8;
  private static final int FLAGS_AT = 16;
  private static final int SEEN_AT = 17;

  /** Of the target; with {@link #HAS_INODE}, the inode and the birth come before it. */
  private static final int TARGET_AT = 25;

  // Flags of what was fetched.
  private static final int GONE = 1;
  private static final int HAS_INODE = 2;

  private FetchEntries() {}

  /** Whether what was fetched is this version, which the server still has. */
  static boolean is(byte[] fetched, RemoteFile file) {
    ByteBuffer in = ByteBuffer.wrap(fetched);
    return in.getLong(SIZE_AT) == file.size()
        && in.getLong(MTIME_AT) == file.mtime()
        && (in.get(FLAGS_AT) & GONE) == 0;
  }

  /** When a listing last had what was fetched, in seconds since 1970. */
  static long seen(byte[] fetched) {
    return ByteBuffer.wrap(fetched).getLong(SEEN_AT);
  }

  /** The same entry, with another time at which the file was seen. */
  static byte[] seen(byte[] fetched, Instant now) {
    byte[] entry = fetched.clone();
    ByteBuffer.wrap(entry).putLong(SEEN_AT, now.getEpochSecond());
    return entry;
  }

  static byte[] encode(Fetched entry) {
    byte[] target = PathBytes.of(entry.target());
    boolean known = entry.inode() != 0;
    int more = known ? 2 * Long.BYTES : 0;
    ByteBuffer out =
        ByteBuffer.allocate(TARGET_AT + more + target.length)
            .putLong(entry.size())
            .putLong(entry.mtime())
            .put((byte) ((entry.gone() ? GONE : 0) | (known ? HAS_INODE : 0)))
            .putLong(entry.seen().getEpochSecond());
    if (known) {
      out.putLong(entry.inode()).putLong(entry.birthNanos());
    }
    return out.put(target).array();
  }

  static Fetched fetched(byte[] value) {
    ByteBuffer in = ByteBuffer.wrap(value);
    long size = in.getLong();
    long mtime = in.getLong();
    byte flags = in.get();
    boolean gone = (flags & GONE) != 0;
    Instant seen = Instant.ofEpochSecond(in.getLong());
    boolean known = (flags & HAS_INODE) != 0;
    long inode = known ? in.getLong() : 0;
    long birth = known ? in.getLong() : 0;
    byte[] target = new byte[in.remaining()];
    in.get(target);
    return new Fetched(size, mtime, PathBytes.path(target), gone, seen, inode, birth);
  }

  static byte[] encode(Transfer transfer) {
    byte[] name = PathBytes.of(transfer.file().relative());
    byte[] target = PathBytes.of(transfer.target());
    byte[] archived = transfer.archived().map(PathBytes::of).orElse(new byte[0]);
    ByteBuffer out =
        ByteBuffer.allocate(
                33 + name.length + target.length + archived.length + 24 * transfer.ranges().size())
            .put(transfer.phase().code)
            .putLong(transfer.file().size())
            .putLong(transfer.file().mtime());
    putString(out, name);
    putString(out, target);
    putString(out, archived);
    out.putInt(transfer.ranges().size());
    transfer
        .ranges()
        .forEach(range -> out.putLong(range.start()).putLong(range.done()).putLong(range.end()));
    return out.array();
  }

  /** How far a transfer has come. */
  static Phase phase(byte[] transfer) {
    return Phase.of(transfer[0]);
  }

  static Transfer transfer(String source, RemotePath path, byte[] value) {
    ByteBuffer in = ByteBuffer.wrap(value);
    Phase phase = Phase.of(in.get());
    long size = in.getLong();
    long mtime = in.getLong();
    Path name = PathBytes.path(string(in));
    Path target = PathBytes.path(string(in));
    byte[] archived = string(in);
    List<Range> ranges = new ArrayList<>();
    for (int left = in.getInt(); left > 0; left--) {
      ranges.add(new Range(in.getLong(), in.getLong(), in.getLong()));
    }
    return new Transfer(
        new RemoteFile(source, path, name, size, mtime),
        phase,
        target,
        archived.length == 0 ? Optional.empty() : Optional.of(PathBytes.path(archived)),
        ranges);
  }

  private static void putString(ByteBuffer out, byte[] value) {
    out.putInt(value.length).put(value);
  }

  private static byte[] string(ByteBuffer in) {
    byte[] value = new byte[in.getInt()];
    in.get(value);
    return value;
  }
}
