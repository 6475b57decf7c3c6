package io.fsl.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fsl.linux.FileIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found under a name. */
class LocalNamesTest {
  @TempDir Path folder;

  private Path make(String what) throws IOException {
    Path path = folder.resolve("nämé");
    return switch (what) {
      case "nothing" -> path;
      case "file" -> Files.createFile(path);
      case "folder" -> Files.createDirectory(path);
      case "link to a file" ->
          Files.createSymbolicLink(path, Files.createFile(folder.resolve("aim")));
      case "link to nothing" -> Files.createSymbolicLink(path, folder.resolve("aim"));
      default -> throw new IllegalArgumentException(what);
    };
  }

  private static String shown(BasicFileAttributes found) {
    return found == null ? "nothing" : found.isSymbolicLink() ? "link" : "no link";
  }

  @ParameterizedTest
  @CsvSource({
    "nothing, false, nothing",
    "file, true, no link",
    "folder, true, no link",
    "link to a file, true, link",
    "link to nothing, true, nothing"
  })
  void aLinkCountsForItself(String what, boolean there, String found) throws IOException {
    Path path = make(what);
    assertEquals(there, LocalNames.isThere(path));
    assertEquals(found, shown(LocalNames.takenBy(path)));
  }

  @Test
  void whatCannotBeLookedAtIsNotTakenForNothing() throws IOException {
    Path loop = Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
    assertThrows(IOException.class, () -> LocalNames.isThere(loop.resolve("x")));
    assertThrows(IOException.class, () -> LocalNames.takenBy(loop.resolve("x")));
  }

  /** Inode, birth, size and mtime; of a birth that is not known nothing is concluded. */
  @ParameterizedTest
  @CsvSource({
    "1, 2, 3, 4, true",
    "9, 2, 3, 4, false",
    "1, 9, 3, 4, false",
    "1, 0, 3, 4, true",
    "1, 2, 9, 4, false",
    "1, 2, 3, 9, false"
  })
  void aVersionOfAFileIsToldFromOthers(
      long inode, long birth, long size, long mtime, boolean same) {
    FileIdentity one = new FileIdentity(1, 2, 3, 4);
    FileIdentity other = new FileIdentity(inode, birth, size, mtime);
    assertEquals(same, one.matches(other));
    assertEquals(same, other.matches(one));
  }

  @Test
  void aBirthThatIsTheMtimeIsNotKnown() {
    FileTime time = FileTime.fromMillis(5);
    assertEquals(new FileIdentity(1, 0, 3, 5_000_000), FileIdentity.of(1, time, 3, time));
    assertEquals(
        new FileIdentity(1, 4_000_000, 3, 5_000_000),
        FileIdentity.of(1, FileTime.fromMillis(4), 3, time));
  }
}
