package io.fsl.linux;

import java.nio.ByteBuffer;

/**
 * What the file system knows of a file itself, links not followed.
 *
 * @param device the file system's number
 * @param number unique on the device
 * @param links how many names it has
 * @param size the length that a reader sees, in bytes
 * @param allocated what it occupies, in bytes
 */
public record Inode(
    long device, long number, long links, boolean folder, long size, long allocated) {
  /** The bytes in a unit of {@code stx_blocks}, whatever the file system's own block. */
  private static final int BLOCK = 512;

  private static final int FILE_TYPE = 0xf000;
  private static final int FOLDER = 0x4000;

  /** Reads {@code struct statx}, whose layout is the same on every architecture of Linux. */
  static Inode of(ByteBuffer statx) {
    return new Inode(
        (long) statx.getInt(136) << 32 | Integer.toUnsignedLong(statx.getInt(140)),
        statx.getLong(32),
        Integer.toUnsignedLong(statx.getInt(16)),
        (statx.getShort(28) & FILE_TYPE) == FOLDER,
        Math.max(0, statx.getLong(40)),
        statx.getLong(48) * BLOCK);
  }

  /** Whether other names may lead to the same bytes. */
  public boolean shared() {
    return links > 1 && !folder;
  }
}
