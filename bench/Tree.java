package bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Files to work with: so many of the same size, in one folder or in each of several.
 *
 * @param n the quantity that grows where there are several trees
 * @param folders 0: the files are at the top
 */
record Tree(long n, int folders, int files, long bytes) {
  static final long KIB = 1 << 10;
  static final long MIB = 1 << 20;
  static final long GIB = 1 << 30;

  private static final long PAGE = 4 * KIB;
  private static final String NAME = "file-%07d.bin";

  /** The name of the first file in a folder. */
  static final String FIRST = NAME.formatted(1);

  /** All in one folder. */
  static Tree files(int files, long bytes) {
    return new Tree(files, 0, files, bytes);
  }

  static Tree file(long bytes) {
    return new Tree(bytes, 0, 1, bytes);
  }

  /** So many in each of some folders. */
  static Tree folders(int folders, int files, long bytes) {
    return new Tree(folders, folders, files, bytes);
  }

  /** The same with fewer files, or a smaller one. */
  Tree scaled(double scale) {
    if (files > 1) {
      int fewer = Math.max(1, (int) (files * scale));
      return new Tree(n == files ? fewer : n, folders, fewer, bytes);
    }
    long smaller = Math.max(1, (long) (bytes * scale));
    return new Tree(n == bytes ? smaller : n, folders, files, smaller);
  }

  /** What it takes up in memory, with what the kernel has to remember of each file. */
  long room() {
    long pages = Math.ceilDiv(bytes, PAGE) * PAGE;
    return count() * (pages + KIB);
  }

  long count() {
    return (long) files * Math.max(1, folders);
  }

  /** Where a folder of them is, counted from 1. */
  static String folder(int number) {
    return "folder-%02d".formatted(number);
  }

  /** Makes them, with random bytes: no two are alike, and the same in each run. */
  void create(Path root) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    List<Path> places =
        folders == 0
            ? List.of(root)
            : IntStream.rangeClosed(1, folders).mapToObj(i -> root.resolve(folder(i))).toList();
    for (Path place : places) {
      Files.createDirectories(place);
      for (int i = 1; i <= files; i++) {
        write(place.resolve(NAME.formatted(i)), random);
      }
    }
  }

  private void write(Path file, SplittableRandom random) throws IOException {
    byte[] chunk = new byte[(int) Math.min(bytes, MIB)];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long left = bytes; left > 0; left -= chunk.length) {
        random.nextBytes(chunk);
        out.write(chunk, 0, (int) Math.min(left, chunk.length));
      }
    }
  }
}
