package io.fsl.controller;

import io.fsl.linux.PathBytes;
import java.nio.file.Path;

/**
 * Very many paths, in 10 to 22 bytes of memory each. Of a path only a hash of 64 bits is kept, so
 * that one of billions may seem to be there that is not. For one thread at a time.
 */
final class PathSet {
  private static final int FIRST_LENGTH = 16;

  /** Spreads the bits of a hash: 2 to the 64th, divided by the golden ratio. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  /** Hashes, each at the first free place from its own on; 0: free. A power of two long. */
  private long[] table = new long[FIRST_LENGTH];

  private int size;

  void add(Path path) {
    if ((size + 1) * 4L > table.length * 3L) {
      grow();
    }
    if (put(hash(path))) {
      size++;
    }
  }

  boolean contains(Path path) {
    long hash = hash(path);
    return table[place(hash)] == hash;
  }

  /** FNV-1a. */
  private static long hash(Path path) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : PathBytes.of(path)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return hash == 0 ? 1 : hash;
  }

  /** Where a hash is, or would be. */
  private int place(long hash) {
    int at = (int) ((hash * SPREAD) >>> Integer.SIZE) & (table.length - 1);
    while (table[at] != 0 && table[at] != hash) {
      at = (at + 1) & (table.length - 1);
    }
    return at;
  }

  /** Whether it was not there yet. */
  private boolean put(long hash) {
    int at = place(hash);
    boolean isNew = table[at] == 0;
    table[at] = hash;
    return isNew;
  }

  private void grow() {
    long[] old = table;
    table = new long[2 * old.length];
    for (long hash : old) {
      if (hash != 0) {
        boolean _ = put(hash);
      }
    }
  }
}
