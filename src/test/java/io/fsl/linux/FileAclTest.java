package io.fsl.linux;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.fsl.linux.FolderAcl.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders that tell who may do what with new files in them, with the kernel as the judge. */
class FileAclTest {
  private static final List<Entry> PLAIN =
      List.of(new Entry(1, 7, -1), new Entry(4, 7, -1), new Entry(32, 1, -1));
  private static final List<Entry> NAMED =
      List.of(
          new Entry(1, 7, -1),
          new Entry(2, 7, 1234),
          new Entry(4, 5, -1),
          new Entry(8, 6, 4321),
          new Entry(16, 7, -1),
          new Entry(32, 0, -1));

  @TempDir Path home;

  private Path folder(List<Entry> entries) throws IOException {
    Path folder = Files.createDirectory(home.resolve("folder"));
    FolderAcl.handDown(folder, entries);
    return folder;
  }

  /** Beside one that the kernel made, and in a sub-folder that is still to be made. */
  private void assertAsTheKernelDoes(Path folder) throws IOException {
    for (Path in : List.of(folder, folder.resolve("missing/below"))) {
      FileAcl acl = requireNonNull(FileAcl.ofNewFile(in));
      Path given = Files.createFile(home.resolve("given"));
      try (OpenFile file = OpenFile.toWrite(given)) {
        file.setAcl(acl);
      }
      Path made = Files.createFile(Files.createDirectories(in).resolve("made"));
      assertEquals(FolderAcl.of(made), FolderAcl.of(given));
      assertEquals(Files.getPosixFilePermissions(made), Files.getPosixFilePermissions(given));
      Files.delete(given);
    }
  }

  @Test
  void aNewFileIsAsItsFolderSays() throws IOException {
    assertAsTheKernelDoes(folder(NAMED));
  }

  @Test
  void aListOfNoMoreThanAModeIsOne() throws IOException {
    assertAsTheKernelDoes(folder(PLAIN));
  }

  /** The group must not get what is a named user's. */
  @Test
  void aModeInItsPlaceAllowsNoMore() throws IOException {
    FileAcl acl = requireNonNull(FileAcl.ofNewFile(folder(NAMED)));
    assertEquals("640", Integer.toOctalString(acl.mode()));
  }

  /** By the mode alone, whom the list keeps out would be of the group or of the others. */
  @Test
  void aModeInItsPlaceKeepsOutWhomTheListKeepsOut() throws IOException {
    Path folder =
        folder(
            List.of(
                new Entry(1, 6, -1),
                new Entry(2, 0, 1234),
                new Entry(4, 4, -1),
                new Entry(8, 4, 4321),
                new Entry(16, 6, -1),
                new Entry(32, 4, -1)));
    assertEquals("600", Integer.toOctalString(requireNonNull(FileAcl.ofNewFile(folder)).mode()));
  }

  @Test
  void mostFoldersSayNothing() throws IOException {
    Path folder = Files.createDirectory(home.resolve("folder"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwx---"));
    assertNull(FileAcl.ofNewFile(folder));
    assertNull(FileAcl.ofNewFile(folder.resolve("missing")));
    assertNull(FileAcl.ofNewFile(Files.createFile(home.resolve("file")).resolve("below")));
  }
}
