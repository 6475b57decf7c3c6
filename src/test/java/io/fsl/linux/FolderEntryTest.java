package io.fsl.linux;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names in a folder that is open, also when something else takes its place. */
class FolderEntryTest {
  @TempDir Path home;
  private Path file = Path.of("");
  private Path folder = Path.of("");
  private Path outside = Path.of("");

  @BeforeEach
  void prepare() throws IOException {
    file = Files.writeString(home.resolve("größe"), "new");
    folder = Files.createDirectory(home.resolve("folder"));
    outside = Files.createDirectory(home.resolve("outside"));
  }

  private FolderEntry inFolder(String name) throws IOException {
    return FolderEntry.of(folder).inside(Path.of(name));
  }

  /** As whoever may write beside the folder can do; returns where that is then. */
  private Path exchanged() throws IOException {
    Path away = Files.move(folder, home.resolve("away"));
    Files.createSymbolicLink(folder, outside);
    return away;
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> names = Files.list(folder)) {
      return names.map(name -> name.getFileName().toString()).sorted().toList();
    }
  }

  /** The ways to give a name. */
  private enum Way {
    MOVE,
    MOVE_TO_NEW,
    LINK,
    MAKE_FOLDER;

    void go(FolderEntry file, FolderEntry target) throws IOException {
      switch (this) {
        case MOVE -> file.moveTo(target);
        case MOVE_TO_NEW -> assertTrue(file.moveToNew(target));
        case LINK -> file.linkTo(target);
        case MAKE_FOLDER -> target.makeFolder();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aNameIsGivenInTheFolderThatWasOpened(Way way) throws IOException {
    try (FolderEntry target = inFolder("größe")) {
      Path away = exchanged();
      way.go(FolderEntry.of(file), target);
      assertEquals(List.of("größe"), names(away));
    }
    assertEquals(List.of(), names(outside));
  }

  @Test
  void aNameIsTakenFromTheFolderThatWasOpened() throws IOException {
    Files.writeString(folder.resolve("x"), "mine");
    Files.writeString(outside.resolve("x"), "precious");
    try (FolderEntry from = inFolder("x")) {
      Path away = exchanged();
      assertTrue(from.moveToNew(FolderEntry.of(home.resolve("x"))));
      assertEquals(List.of(), names(away));
    }
    assertEquals("mine", Files.readString(home.resolve("x")));
    assertEquals(List.of("x"), names(outside));
  }

  @ParameterizedTest
  @EnumSource
  void aFolderThatIsGoneTakesNoName(Way way) throws IOException {
    try (FolderEntry target = inFolder("x")) {
      Files.delete(folder);
      Files.createDirectory(folder);
      if (way == Way.MOVE_TO_NEW) {
        assertFalse(FolderEntry.of(file).moveToNew(target));
      } else {
        assertThrows(NoSuchFileException.class, () -> way.go(FolderEntry.of(file), target));
      }
    }
    assertEquals("new", Files.readString(file));
    assertEquals(List.of(), names(folder));
  }

  @ParameterizedTest
  @ValueSource(strings = {"folder", "nowhere", "größe"})
  void onlyAFolderItselfIsOpened(String target) throws IOException {
    Path link = Files.createSymbolicLink(home.resolve("link"), Path.of(target));
    for (Path path : List.of(link, file, file.resolve("below"))) {
      NotDirectoryException refusal =
          assertThrows(
              NotDirectoryException.class, () -> FolderEntry.of(path).inside(Path.of("x")));
      assertEquals(path.toString(), refusal.getFile());
    }
    assertThrows(
        NoSuchFileException.class,
        () -> FolderEntry.of(home.resolve("missing")).inside(Path.of("x")));
  }

  /** As the configured folder may be one. */
  @Test
  void upToANameByItsPathLinksAreFollowed() throws IOException {
    Path link = Files.createSymbolicLink(home.resolve("link"), folder);
    FolderEntry.of(file).moveTo(FolderEntry.of(link.resolve("x")));
    assertEquals(List.of("x"), names(folder));
  }

  @Test
  void renamesOnlyToANewName() throws IOException {
    Path taken = Files.writeString(folder.resolve("taken"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), home.resolve("nowhere"));
    try (FolderEntry toTaken = inFolder("taken");
        FolderEntry toLink = inFolder("link");
        FolderEntry toNew = inFolder("größe")) {
      assertFalse(FolderEntry.of(file).moveToNew(toTaken));
      assertFalse(FolderEntry.of(file).moveToNew(toLink));
      assertThrows(FileAlreadyExistsException.class, () -> FolderEntry.of(file).linkTo(toTaken));
      assertEquals("old", Files.readString(taken));
      assertTrue(Files.isSymbolicLink(link));
      assertTrue(FolderEntry.of(file).moveToNew(toNew));
    }
    assertEquals("new", Files.readString(folder.resolve("größe")));
    assertFalse(Files.exists(file));
  }

  @Test
  void whatHasTheNameIsReplacedAndALinkNotFollowed() throws IOException {
    Path precious = Files.writeString(outside.resolve("file"), "precious");
    Path link = Files.createSymbolicLink(folder.resolve("x"), precious);
    try (FolderEntry target = inFolder("x")) {
      FolderEntry.of(file).moveTo(target);
    }
    assertTrue(Files.isRegularFile(link, NOFOLLOW_LINKS));
    assertEquals("new", Files.readString(link));
    assertEquals("precious", Files.readString(precious));
  }

  @ParameterizedTest(name = "in an open folder: {0}")
  @ValueSource(booleans = {true, false})
  void saysWhyAFileCannotBeMoved(boolean open) throws IOException {
    Path path = Files.createDirectories(folder.resolve("x/y")).getParent();
    try (FolderEntry target = open ? inFolder("x") : FolderEntry.of(path)) {
      FileSystemException e =
          assertThrows(FileSystemException.class, () -> FolderEntry.of(file).moveTo(target));
      assertEquals("Is a directory", e.getReason());
      assertEquals(file.toString(), e.getFile());
      assertEquals(path.toString(), e.getOtherFile());
      FolderEntry missing = FolderEntry.of(home.resolve("missing"));
      assertFalse(missing.moveToNew(target));
      assertThrows(NoSuchFileException.class, () -> missing.moveTo(target));
      assertThrows(FileAlreadyExistsException.class, target::makeFolder);
    }
  }

  /** Not one that is cut where the kernel's own limit is. */
  @Test
  void tooLongAPathIsNone() {
    FolderEntry target = FolderEntry.of(Path.of("/" + "x/".repeat(2048)));
    assertThrows(FileSystemException.class, () -> FolderEntry.of(file).moveTo(target));
    assertThrows(FileSystemException.class, target::makeFolder);
    assertTrue(Files.exists(file));
  }

  /** Its number may be that of another folder by then. */
  @Test
  void onceClosedItIsOfNoUse() throws IOException {
    FolderEntry target = inFolder("x");
    target.close();
    target.close();
    assertThrows(FileSystemException.class, () -> FolderEntry.of(file).moveTo(target));
    assertThrows(FileSystemException.class, target::makeFolder);
  }
}
