package io.fsl.action;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fsl.testing.Tool;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which file systems are shown, with df(1) as the oracle. */
class ListMountsTest {
  @TempDir Path folder;

  @Test
  void eachWithSpaceIsListedOnce() throws Exception {
    assertEquals(new TreeSet<>(ofDf()), new TreeSet<>(new ListMounts().list()));
    assertEquals(ofDf().size(), new ListMounts().list().size());
  }

  @Test
  void aFolderMayHaveBlanksAndBackslashes() throws Exception {
    Path strange = folder.resolve("a b\\c\\040d");
    try (SmallDisk disk = SmallDisk.mount(strange, "64k")) {
      assertEquals(
          List.of(disk.folder()),
          new ListMounts().list().stream().filter(each -> each.startsWith(folder)).toList());
    }
  }

  private static List<Path> ofDf() throws Exception {
    List<String> words = Tool.words("df", "--output=target");
    return words.stream().filter(word -> word.startsWith("/")).map(Path::of).toList();
  }
}
