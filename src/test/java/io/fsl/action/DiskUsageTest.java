package io.fsl.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.Commands;
import io.fsl.testing.Tool;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The numbers are those of du(1). */
class DiskUsageTest {
  @TempDir Path folder;

  @Test
  void anEmptyFolderCountsItself() throws Exception {
    assertAsDu(folder);
  }

  @Test
  void filesCountByWhatIsAllocated() throws Exception {
    write("one", 1);
    write("page", 4096);
    write("page and one", 4097);
    write("sub/deep/large", 1 << 20);
    assertAsDu(folder);
  }

  @Test
  void holesCountNothing() throws Exception {
    try (RandomAccessFile sparse = new RandomAccessFile(folder.resolve("sparse").toFile(), "rw")) {
      sparse.setLength(1L << 33);
      sparse.seek(1L << 32);
      sparse.write(new byte[10_000]);
    }
    assertAsDu(folder);
    assertTrue(new DiskUsage().measure(folder).allocatedBytes() < 1 << 20);
  }

  @Test
  void aFileOfSeveralNamesCountsOnce() throws Exception {
    write("first", 100_000);
    Files.createDirectories(folder.resolve("sub"));
    Files.createLink(folder.resolve("second"), folder.resolve("first"));
    Files.createLink(folder.resolve("sub/third"), folder.resolve("first"));
    assertAsDu(folder);
  }

  @Test
  void aFileOfSeveralTreesCountsInTheFirst() throws Exception {
    Path one = write("one/first", 100_000).getParent();
    Path two = write("two/file", 10).getParent();
    Files.createLink(two.resolve("second"), one.resolve("first"));
    DiskUsage both = new DiskUsage();
    long sum = both.measure(one).allocatedBytes() + both.measure(two).allocatedBytes();
    String[] du = {"du", "-s", "-c", "-B1", one.toString(), two.toString()};
    assertEquals(Commands.run(du).lines().toList().getLast(), sum + "\ttotal");
  }

  @Test
  void linksAreNotFollowed() throws Exception {
    write("tree/file", 100_000);
    Files.createSymbolicLink(folder.resolve("to-file"), folder.resolve("tree/file"));
    Files.createSymbolicLink(folder.resolve("tree/up"), folder);
    Files.createSymbolicLink(folder.resolve("dangling"), Path.of("nowhere"));
    assertAsDu(folder);
  }

  @Test
  void namesAreBytes() throws Exception {
    write("ünïcode 文件", 5000);
    Commands.run(
        "bash", "-c", "cd '" + folder + "' && head -c 9000 /dev/zero > $'latin-\\xe9\\n' || echo");
    Commands.run(
        "bash", "-c", "cd '" + folder + "' && mkdir $'\\xff' && echo a > $'\\xff/\\xfe'; echo");
    assertAsDu(folder);
    assertEquals(List.of(), new DiskUsage().measure(folder).unreadable());
  }

  @Tag("slow")
  @Test
  void aHugeFolderAndManySmallOnes() throws Exception {
    for (int i = 0; i < 3000; i++) {
      write("flat/" + i, i % 5000);
      write("wide/" + i % 300 + "/" + i, 1);
    }
    assertAsDu(folder);
  }

  /** Deeper than a path may be long: what cannot be looked at is left out, and said. */
  @Test
  void whatCannotBeReachedIsTold() throws Exception {
    String name = "d".repeat(250);
    write("file", 10_000);
    Commands.run(
        "bash",
        "-c",
        "cd '"
            + folder
            + "' && for i in {1..20}; do mkdir "
            + name
            + " && cd -P "
            + name
            + "; done");
    try {
      DiskUsage.Usage usage = new DiskUsage().measure(folder);
      assertEquals(1, usage.unreadable().size());
      Path left = usage.unreadable().getFirst().path();
      assertTrue(left.endsWith(name) && left.startsWith(folder), left::toString);
      assertTrue(usage.allocatedBytes() > 10_000);
    } finally {
      Commands.run("rm", "-rf", folder.resolve(name).toString());
    }
  }

  @Test
  void aSingleFile() throws Exception {
    assertAsDu(write("file", 12_345));
  }

  @Test
  void theRootMayBeALink() throws Exception {
    write("tree/file", 100_000);
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("tree"));
    assertEquals(new DiskUsage().measure(folder.resolve("tree")), new DiskUsage().measure(link));
  }

  @Test
  void aMissingRootIsAnError() {
    assertThrows(
        NoSuchFileException.class, () -> new DiskUsage().measure(folder.resolve("missing")));
  }

  private Path write(String name, int size) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, new byte[size]);
  }

  private static void assertAsDu(Path path) throws Exception {
    DiskUsage.Usage usage = new DiskUsage().measure(path);
    assertEquals(Tool.number("du", "-s", "-B1", path.toString()), usage.allocatedBytes());
    assertEquals(Tool.number("du", "-sb", path.toString()), usage.apparentBytes());
  }
}
