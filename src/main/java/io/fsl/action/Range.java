package io.fsl.action;

import java.util.ArrayList;
import java.util.List;

/**
 * A range of a file that is being fetched.
 *
 * @param start offset of its first byte
 * @param done offset up to which its bytes are known to be on disk
 * @param end offset behind its last byte
 */
public record Range(long start, long done, long end) {
  /** The smallest range that a file is split into, in bytes. */
  private static final long MIN = 8 << 20;

  /** Ranges start at a multiple of it: file systems share whole blocks between files. */
  private static final long UNIT = 1 << 20;

  public Range {
    if (start < 0 || done < start || end < done) {
      throw new IllegalArgumentException(start + " to " + done + " to " + end);
    }
  }

  /** Whether a file of so many bytes may be fetched in several ranges at once. */
  static boolean isSplit(long size) {
    return split(size, 2).size() > 1;
  }

  /** A file of so many bytes in at most so many ranges, of which nothing is there. */
  static List<Range> split(long size, int most) {
    int count = Math.clamp(size / MIN, 1, most);
    long length = size / count & -UNIT;
    List<Range> ranges = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      long start = length * i;
      ranges.add(new Range(start, start, i == count - 1 ? size : start + length));
    }
    return ranges;
  }
}
