package io.fsl.linux;

import java.nio.ByteBuffer;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

/**
 * What the file system knows of a file: its type, its version, and who may do what with it.
 *
 * @param mode its type and permissions, as {@code st_mode}
 */
public record FileStatus(int mode, FileTime mtime, FileIdentity identity) {
  private static final int TYPE = 0xf000;
  private static final int FOLDER = 0x4000;
  private static final int REGULAR = 0x8000;
  private static final int LINK = 0xa000;
  private static final int READ_BY_OWNER = 0400;

  /** {@code STATX_BTIME}. */
  private static final int BORN = 0x800;

  /** Reads {@code struct statx}, whose layout is the same on every architecture of Linux. */
  static FileStatus of(ByteBuffer statx) {
    FileTime mtime = time(statx, 112);
    FileTime born = (statx.getInt(0) & BORN) == 0 ? mtime : time(statx, 80);
    FileIdentity identity = FileIdentity.of(statx.getLong(32), born, statx.getLong(40), mtime);
    return new FileStatus(Short.toUnsignedInt(statx.getShort(28)), mtime, identity);
  }

  private static FileTime time(ByteBuffer statx, int at) {
    return FileTime.from(Instant.ofEpochSecond(statx.getLong(at), statx.getInt(at + 8)));
  }

  /** Whether it is a folder. */
  public boolean isFolder() {
    return (mode & TYPE) == FOLDER;
  }

  /** Whether it is a file with bytes. */
  public boolean isRegularFile() {
    return (mode & TYPE) == REGULAR;
  }

  /** Whether it is a symbolic link; so only of a look that follows none. */
  public boolean isLink() {
    return (mode & TYPE) == LINK;
  }

  /** The last nine bits of its mode. */
  public Set<PosixFilePermission> permissions() {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] all = PosixFilePermission.values();
    for (int i = 0; i < all.length; i++) {
      if ((mode & READ_BY_OWNER >> i) != 0) {
        permissions.add(all[i]);
      }
    }
    return permissions;
  }
}
