package io.fsl.linux;

import java.nio.ByteBuffer;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;

/**
 * Which file, and which version of it, has a local name.
 *
 * @param birthNanos since 1970; 0 where the file system or the program cannot tell
 */
public record FileIdentity(long inode, long birthNanos, long size, long mtimeNanos) {
  /** How many bytes {@link #put} writes. */
  public static final int BYTES = 4 * Long.BYTES;

  /** The identity of a file. A birth time that equals the mtime counts as unknown. */
  public static FileIdentity of(long inode, FileTime birth, long size, FileTime mtime) {
    long born = birth.equals(mtime) ? 0 : birth.to(TimeUnit.NANOSECONDS);
    return new FileIdentity(inode, born, size, mtime.to(TimeUnit.NANOSECONDS));
  }

  /** Whether it is the same version of the same file, as far as can be told. */
  public boolean matches(FileIdentity other) {
    return inode == other.inode
        && size == other.size
        && mtimeNanos == other.mtimeNanos
        && (birthNanos == 0 || other.birthNanos == 0 || birthNanos == other.birthNanos);
  }

  /** The same, with the birth time taken for unknown. */
  public FileIdentity withoutBirth() {
    return new FileIdentity(inode, 0, size, mtimeNanos);
  }

  /** Writes it as four numbers of 64 bits. */
  public void put(ByteBuffer out) {
    out.putLong(inode).putLong(birthNanos).putLong(size).putLong(mtimeNanos);
  }

  /** Reads what {@link #put} wrote. */
  public static FileIdentity get(ByteBuffer in) {
    return new FileIdentity(in.getLong(), in.getLong(), in.getLong(), in.getLong());
  }
}
