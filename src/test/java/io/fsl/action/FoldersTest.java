package io.fsl.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.linux.FolderEntry;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders that are made, and that must be folders. */
class FoldersTest {
  @TempDir Path home;
  private final FileWriter writer = new FileWriter(true);

  @AfterEach
  void close() {
    writer.close();
  }

  private Folders below(String root) {
    return new Folders(home.resolve(root), writer);
  }

  @Test
  void theRootIsMadeWithWhatIsMissingAboveIt() throws IOException {
    below("a/b/c").createRoot();
    below("a/b/c").createRoot();
    assertTrue(Files.isDirectory(home.resolve("a/b/c")));
  }

  @Test
  void theRootMayBeALinkToAFolder() throws IOException {
    Files.createDirectory(home.resolve("elsewhere"));
    Files.createSymbolicLink(home.resolve("link"), Path.of("elsewhere"));
    below("link").createRoot();
    below("link/a").createRoot();
    assertEquals(home.resolve("link/b"), below("link").parent(Path.of("b/x")));
    assertTrue(Files.isDirectory(home.resolve("elsewhere/a")));
    assertTrue(Files.isDirectory(home.resolve("elsewhere/b")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "file/sub", "nowhere"})
  void whatIsNoFolderIsInTheWayOfTheRoot(String root) throws IOException {
    Files.createFile(home.resolve("file"));
    Files.createSymbolicLink(home.resolve("nowhere"), Path.of("missing"));
    assertThrows(IOException.class, () -> below(root).createRoot());
    assertTrue(Files.isRegularFile(home.resolve("file")));
    assertTrue(Files.notExists(home.resolve("missing")));
  }

  @Test
  void foldersOfAFileAreMadeOnce() throws IOException {
    below("root").createRoot();
    for (int i = 0; i < 2; i++) {
      assertEquals(home.resolve("root/a/b"), below("root").parent(Path.of("a/b/x")));
      assertEquals(home.resolve("root"), below("root").parent(Path.of("x")));
    }
    assertTrue(Files.isDirectory(home.resolve("root/a/b")));
    assertEquals(0, home.resolve("root/a/b").toFile().list().length);
  }

  /** Somebody clears up empty folders just when one is made for a file. */
  @Test
  void aFolderThatIsRemovedWhileItIsMadeIsMadeAgain() throws Exception {
    Path root = Files.createDirectory(home.resolve("root"));
    for (int round = 0; round < 50; round++) {
      Thread remover = Thread.ofPlatform().start(() -> removeTwice(root.resolve("a/b")));
      assertEquals(root.resolve("a/b"), below("root").parent(Path.of("a/b/x")));
      remover.interrupt();
      remover.join();
      Files.deleteIfExists(root.resolve("a/b"));
    }
  }

  private static void removeTwice(Path folder) {
    int removed = 0;
    while (removed < 2 && !Thread.currentThread().isInterrupted()) {
      if (folder.toFile().delete()) {
        removed++;
      }
    }
  }

  /** A producer who may write there must not lead us elsewhere. */
  @ParameterizedTest
  @ValueSource(strings = {"file/x", "link/x", "a/link/x", "nowhere/x", "link/sub/x"})
  void belowTheRootNoLinkIsFollowed(String file) throws IOException {
    Path elsewhere = Files.createDirectory(home.resolve("elsewhere"));
    Path root = Files.createDirectories(home.resolve("root/a")).getParent();
    Files.createFile(root.resolve("file"));
    Files.createSymbolicLink(root.resolve("link"), elsewhere);
    Files.createSymbolicLink(root.resolve("a/link"), elsewhere);
    Files.createSymbolicLink(root.resolve("nowhere"), Path.of("missing"));
    assertThrows(NotDirectoryException.class, () -> below("root").parent(Path.of(file)));
    assertEquals(0, elsewhere.toFile().list().length);
  }

  /** The ways to give a file a name that nothing has. */
  private enum Way {
    PUBLISH,
    PUBLISH_NEW,
    PUT_BACK;

    void go(FileWriter writer, Path file, FolderEntry target) throws IOException {
      switch (this) {
        case PUBLISH -> writer.publish(FolderEntry.of(file), target);
        case PUBLISH_NEW -> assertTrue(writer.publishNew(FolderEntry.of(file), target));
        case PUT_BACK -> assertTrue(writer.putBack(file, target));
      }
    }
  }

  /** Somebody clears up empty folders just before the file comes into one. */
  @ParameterizedTest
  @EnumSource
  void aFolderThatIsRemovedBeforeItsFileComesIsMadeAgain(Way way) throws IOException {
    Path temp = Files.writeString(home.resolve("temp"), "text");
    Path root = Files.createDirectory(home.resolve("root"));
    int[] uses = new int[1];
    int used =
        below("root")
            .use(
                Path.of("a/b/x"),
                target -> {
                  if (uses[0]++ == 0) {
                    Files.delete(root.resolve("a/b"));
                    Files.delete(root.resolve("a"));
                  }
                  way.go(writer, temp, target);
                  return uses[0];
                });
    assertEquals(2, used);
    assertEquals("text", Files.readString(root.resolve("a/b/x")));
    assertTrue(Files.notExists(temp));
  }

  @Test
  void aFileThatIsNotThereGetsNoName() throws IOException {
    Files.createDirectory(home.resolve("root"));
    FolderEntry nothing = FolderEntry.of(home.resolve("temp"));
    Folders root = below("root");
    assertThrows(
        NoSuchFileException.class,
        () -> root.use(Path.of("a/x"), target -> writer.publishNew(nothing, target)));
  }

  /** Whoever may write there puts it when the folders were looked at. */
  @ParameterizedTest
  @EnumSource(names = {"PUBLISH_NEW", "PUT_BACK"})
  void noLinkThatTakesAFoldersPlaceIsFollowed(Way way) throws IOException {
    Path temp = Files.writeString(home.resolve("temp"), "text");
    Path elsewhere = Files.createDirectories(home.resolve("elsewhere/b")).getParent();
    Path root = Files.createDirectory(home.resolve("root"));
    try (FolderEntry target = below("root").open(Path.of("a/b/x"))) {
      Files.move(root.resolve("a"), root.resolve("away"));
      Files.createSymbolicLink(root.resolve("a"), elsewhere);
      way.go(writer, temp, target);
      assertEquals(root.resolve("a/b/x"), target.path(), "as it is told");
    }
    assertEquals("text", Files.readString(root.resolve("away/b/x")));
    assertEquals(0, elsewhere.resolve("b").toFile().list().length);
    assertTrue(Files.notExists(temp));
  }

  /** What was seen at the path, that it may be replaced, is not what is in the folder. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void nothingIsReplacedInAFolderThatWasMovedAway(boolean linkInItsPlace) throws IOException {
    Path temp = Files.writeString(home.resolve("temp"), "new");
    Path elsewhere = Files.createDirectory(home.resolve("elsewhere"));
    Path root = Files.createDirectory(home.resolve("root"));
    try (FolderEntry target = below("root").open(Path.of("a/x"))) {
      Path away = Files.move(root.resolve("a"), root.resolve("away"));
      Files.writeString(away.resolve("x"), "old");
      if (linkInItsPlace) {
        Files.createSymbolicLink(root.resolve("a"), elsewhere);
      }
      FileSystemException refusal =
          assertThrows(
              FileSystemException.class, () -> writer.publish(FolderEntry.of(temp), target));
      assertEquals("its folder was moved meanwhile", refusal.getReason());
      assertEquals("old", Files.readString(away.resolve("x")));
    }
    assertEquals("new", Files.readString(temp));
    assertEquals(0, elsewhere.toFile().list().length);
  }

  @Test
  void whatIsOnlyLookedForIsNotMade() throws IOException {
    Path root = Files.createDirectory(home.resolve("root"));
    assertThrows(NoSuchFileException.class, () -> below("root").find(Path.of("a/b/x")));
    assertEquals(0, root.toFile().list().length);
    below("root").find(Path.of("x")).close();
  }

  @Test
  void noFolderStaysOpen() throws IOException {
    Path root = Files.createDirectory(home.resolve("root")).toRealPath();
    below("root").open(Path.of("a/b/c/x")).close();
    Files.createFile(root.resolve("a/b/file"));
    assertThrows(IOException.class, () -> below("root").open(Path.of("a/b/file/x")));
    try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path file : files) {
        assertFalse(isIn(file, root), file::toString);
      }
    }
  }

  private static boolean isIn(Path descriptor, Path folder) throws IOException {
    try {
      return Files.readSymbolicLink(descriptor).startsWith(folder);
    } catch (NoSuchFileException _) {
      return false; // closed by another thread
    }
  }

  /** It may not be mounted: nothing is made in its place. */
  @Test
  void withoutItsRootNoFolderIsMade() {
    assertThrows(NoSuchFileException.class, () -> below("root").parent(Path.of("a/x")));
    assertTrue(Files.notExists(home.resolve("root")));
  }

  @Test
  void aFullDiskIsSaid() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(home.resolve("disk"), "1m,nr_inodes=3")) {
      Folders folders = new Folders(disk.folder(), writer);
      DiskFullException full =
          assertThrows(DiskFullException.class, () -> folders.parent(Path.of("a/b/c/d/x")));
      assertTrue(full.getMessage().startsWith(disk.folder() + "/a"), full::getMessage);
    }
    assertEquals("disk", String.join(" ", Arrays.asList(home.toFile().list())));
  }
}
