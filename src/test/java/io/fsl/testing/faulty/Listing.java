package io.fsl.testing.faulty;

import io.fsl.testing.faulty.Output.Packet;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What a folder shows: the names that are there, and names that are made up. */
final class Listing {
  /** What a made-up file with a hostile name has in it. */
  static final byte[] TEXT = "pwned".getBytes(StandardCharsets.US_ASCII);

  private static final String EMPTY = "made-up-";
  private static final int PER_REPLY = 100;
  private static final long MADE_UP_TIME = 1_700_000_000;

  private final Path folder;
  private final Faults faults;
  private final List<byte[]> names = new ArrayList<>();
  private final long madeUp;
  private long at;

  Listing(Path folder, Faults faults) throws IOException {
    this.folder = folder;
    this.faults = faults;
    this.madeUp = faults.number(Fault.ENTRIES, 0);
    try (Stream<Path> entries = Files.list(folder)) {
      entries.map(Listing::nameOf).sorted(Arrays::compare).forEach(names::add);
    }
    if (faults.has(Fault.NAMES)) {
      for (String name : faults.text(Fault.NAMES).split(" ", -1)) {
        String decoded = URLDecoder.decode(name, StandardCharsets.ISO_8859_1);
        names.add(decoded.getBytes(StandardCharsets.ISO_8859_1));
      }
    }
  }

  private static byte[] nameOf(Path path) {
    return path.getFileName().toString().getBytes(StandardCharsets.UTF_8);
  }

  boolean isAtEnd() {
    return at >= names.size() + madeUp;
  }

  boolean isBroken() {
    return at >= faults.number(Fault.LIST_FAILS, Long.MAX_VALUE);
  }

  Packet next(Packet to) throws IOException {
    long end = Math.min(at + PER_REPLY, names.size() + madeUp);
    end = Math.min(end, faults.number(Fault.LIST_FAILS, Long.MAX_VALUE));
    to.number(end - at);
    for (; at < end; at++) {
      byte[] name =
          at < names.size()
              ? names.get((int) at)
              : (EMPTY + (at - names.size())).getBytes(StandardCharsets.US_ASCII);
      to.string(name).string(name);
      entry(to, name);
    }
    return to;
  }

  private void entry(Packet to, byte[] name) throws IOException {
    try {
      String text = new String(name, StandardCharsets.UTF_8);
      attributes(to, folder.resolve(text), faults.number(Fault.SIZE_PLUS, 0));
    } catch (NoSuchFileException | InvalidPathException e) {
      attributes(to, TEXT.length, MADE_UP_TIME, 0100644);
    }
  }

  /** Whether a file is in listings alone. */
  static boolean isMadeUp(Path path) {
    return isEmpty(path) || !Files.exists(path) && isHostile(path);
  }

  private static boolean isEmpty(Path path) {
    return path.getFileName() != null && path.getFileName().toString().startsWith(EMPTY);
  }

  /** Hostile names all have this in them, so that asking for one of them shows. */
  private static boolean isHostile(Path path) {
    return path.toString().contains("evil");
  }

  static long size(Path path) {
    return isEmpty(path) ? 0 : TEXT.length;
  }

  static Packet attributes(Packet to, Path path, long sizePlus) throws IOException {
    if (isMadeUp(path)) {
      return attributes(to, size(path), MADE_UP_TIME, 0100644);
    }
    long mtime = Files.getLastModifiedTime(path).toMillis() / 1000;
    boolean folder = Files.isDirectory(path);
    long size = Files.size(path) + (folder ? 0 : sizePlus);
    return attributes(to, size, mtime, folder ? 040755 : 0100644);
  }

  private static Packet attributes(Packet to, long size, long mtime, int mode) throws IOException {
    return to.number(1 | 4 | 8).large(size).number(mode).number(mtime).number(mtime);
  }
}
