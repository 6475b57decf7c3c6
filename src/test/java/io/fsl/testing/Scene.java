package io.fsl.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** Something for the program to do over and over, with books kept on what comes of it. */
public interface Scene {
  /** The folder with the configuration: the program is started there. */
  Path folder();

  /** What the program is asked for. */
  String command();

  /** Puts a few new files where they are to be taken from, each under its final name at once. */
  void offer(Random random) throws IOException;

  Deliveries deliveries();

  /** Where files come out, by the name of the place. */
  Map<String, Path> outlets();

  /** Where more copies are kept until the end. */
  Map<String, Path> stores();

  /** Folders in which nothing may be left at the end but what is in {@link #stores()}. */
  List<Path> roots();

  /** The file with what the program remembers. */
  Path ledger();

  /** Files that are still to come out. */
  default long missing() {
    return outlets().keySet().stream().mapToLong(deliveries()::missing).sum();
  }

  /** Files of the program's own that should not be there any more. */
  default List<Path> leftovers() throws IOException {
    try (Stream<Path> all = roots().stream().flatMap(Scene::walk)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> file.toString().contains(".fsl") && !file.endsWith("marker"))
          .toList();
    }
  }

  /** To be closed by who gets it. */
  @SuppressWarnings("StreamResourceLeak")
  private static Stream<Path> walk(Path root) {
    try {
      return Files.walk(root);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Bytes that no other file has. */
  static byte[] content(Random random, int serial) {
    int size = Integer.BYTES + serial % 1000 + 1000 * (random.nextInt(20) * random.nextInt(20));
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    ByteBuffer.wrap(bytes).putInt(serial);
    return bytes;
  }

  /** A whole file at once, as a careful producer does it. */
  static void put(byte[] content, Path file, Path temp) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(temp, content);
    Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
