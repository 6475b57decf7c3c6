package bench;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/** Sees whether a run did what it was to do. */
interface Check {
  void check(Run run) throws IOException;

  /** Each of these folders has the files of the source, byte for byte, and no others. */
  static Check same(String... folders) {
    return run -> {
      for (String folder : folders) {
        compare(run.source(), run.folder().resolve(folder), run.tree().count());
      }
    };
  }

  /** There are no files left in a folder. */
  static Check empty(String folder) {
    return run -> demand(count(run.folder().resolve(folder)) == 0, folder + " is not empty");
  }

  /** It printed the size of the source: that of all files and folders. */
  static Check size() {
    return run -> {
      try (Stream<Path> all = Files.walk(run.source())) {
        long size = all.mapToLong(path -> path.toFile().length()).sum();
        List<String> lines = Files.readAllLines(run.output());
        demand(
            lines.size() == 1 && lines.get(0).startsWith(size + "\t"),
            size + " bytes were expected, and it printed " + lines);
      }
    };
  }

  default Check and(Check other) {
    return run -> {
      check(run);
      other.check(run);
    };
  }

  private static void compare(Path source, Path copy, long count) throws IOException {
    Files.walkFileTree(
        source,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path other = copy.resolve(source.relativize(file));
            demand(isSame(file, attributes.size(), other), other + " differs from its source");
            return FileVisitResult.CONTINUE;
          }
        });
    long found = count(copy);
    demand(found == count, "%s has %d files instead of %d".formatted(copy, found, count));
  }

  private static boolean isSame(Path file, long size, Path other) throws IOException {
    return Files.isRegularFile(other)
        && Files.size(other) == size
        && (size == 0 || Files.mismatch(file, other) < 0);
  }

  /** Without those in fsl's working folders. */
  private static long count(Path folder) throws IOException {
    long[] files = {0};
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
            return path.endsWith(".fsl") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
            files[0]++;
            return FileVisitResult.CONTINUE;
          }
        });
    return files[0];
  }

  private static void demand(boolean right, String otherwise) {
    if (!right) {
      throw new Failure("wrong result: " + otherwise);
    }
  }
}
