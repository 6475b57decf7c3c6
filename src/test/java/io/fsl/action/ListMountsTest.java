package io.fsl.action;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fsl.testing.Tool;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which file systems are shown, with df(1) as the oracle. */
class ListMountsTest {
  @TempDir Path folder;

  @Test
  void eachWithSpaceIsListedOnce() throws Exception {
    assertEquals(new TreeSet<>(ofDf()), new TreeSet<>(new ListMounts().list()));
    assertEquals(ofDf().size(), new ListMounts().list().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b\\c\\040d", "a\rb", "a\nb"})
  void aFolderMayHaveBlanksAndBackslashes(String name) throws Exception {
    Path strange = folder.resolve(name);
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
