package io.fsl.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.config.Order;
import io.fsl.config.Selection;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found in an incoming folder, and in which order. */
class ListLocalFilesTest {
  @TempDir Path folder;
  private final List<String> found = new ArrayList<>();
  private final Map<String, IOException> unreadable = new TreeMap<>();
  private int stopAfter = Integer.MAX_VALUE;

  private void write(String name, int size, long mtime) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[size]);
    Files.setLastModifiedTime(file, FileTime.fromMillis(mtime * 1000));
  }

  private void list(String globs, boolean recursive, Order order) throws IOException {
    new ListLocalFiles(folder, new Selection(List.of(globs.split(" "))), recursive, order)
        .list(
            file -> found.add(file.relative().toString()),
            (path, cause) -> unreadable.put(path.toString(), cause),
            () -> found.size() >= stopAfter);
  }

  private static Order by(Order.By by, boolean descending) {
    return new Order(by, descending);
  }

  @ParameterizedTest
  @CsvSource({
    "*, true, a.txt b.csv sub/c.txt sub/deep/d.txt",
    "*, false, a.txt b.csv",
    "*.txt, false, a.txt",
    "*.txt, true, a.txt sub/c.txt sub/deep/d.txt",
    "sub/*, true, sub/c.txt",
  })
  void selectedFilesAreFoundBelowToo(String glob, boolean recursive, String names)
      throws IOException {
    for (String name : List.of("a.txt", "b.csv", "sub/c.txt", "sub/deep/d.txt")) {
      write(name, 1, 1);
    }
    list(glob, recursive, Order.NONE);
    assertEquals(names, String.join(" ", new TreeSet<>(found)));
    assertEquals(Map.of(), unreadable);
  }

  @Test
  void workingFoldersAndLinksToFoldersAreNotEntered() throws IOException {
    write(".fsl/id/temp", 1, 1);
    write("sub/.fsl/id/temp", 1, 1);
    write("sub/x", 1, 1);
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("sub"));
    Files.createSymbolicLink(folder.resolve("file-link"), folder.resolve("sub/x"));
    Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("nothing"));
    list("*", true, Order.NONE);
    assertEquals(new TreeSet<>(List.of("file-link", "sub/x")), new TreeSet<>(found));
  }

  @ParameterizedTest
  @CsvSource({
    "NAME, false, Z a b sub/c \u00e4",
    "NAME, true, \u00e4 sub/c b a Z",
    "SIZE, false, Z b a sub/c \u00e4",
    "SIZE, true, \u00e4 sub/c a b Z",
    "MODIFIED, false, sub/c a b Z \u00e4",
    "MODIFIED, true, \u00e4 Z b a sub/c",
  })
  void filesComeInOrderOverAllFolders(Order.By by, boolean descending, String names)
      throws IOException {
    write("a", 2, 20);
    write("b", 1, 20);
    write("\u00e4", 4, 50);
    write("Z", 0, 40);
    write("sub/c", 3, 10);
    list("*", true, by(by, descending));
    assertEquals(names, String.join(" ", found));
  }

  @ParameterizedTest
  @CsvSource({"SIZE", "MODIFIED"})
  void whatIsEqualComesByName(Order.By by) throws IOException {
    for (String name : List.of("c", "a", "b", "d")) {
      write(name, 1, 1);
    }
    list("*", true, by(by, false));
    assertEquals(List.of("a", "b", "c", "d"), found);
  }

  @Test
  void whatVanishedWhileOthersWereSortedIsNoFile() throws IOException {
    write("a", 1, 1);
    write("b", 1, 1);
    write("c", 1, 1);
    new ListLocalFiles(folder, new Selection(List.of("*")), true, by(Order.By.NAME, false))
        .list(
            file -> {
              found.add(file.relative().toString());
              assertTrue(folder.resolve("b").toFile().delete() || found.size() > 1);
            },
            (path, cause) -> unreadable.put(path.toString(), cause),
            () -> false);
    assertEquals(List.of("a", "c"), found);
    assertEquals(Map.of(), unreadable);
  }

  @Test
  void aListingEndsEarlyWhenItIsTold() throws IOException {
    for (int i = 0; i < 5; i++) {
      write("sub" + i + "/x", 1, 1);
      write("file" + i, 1, 1);
    }
    stopAfter = 2;
    list("*", true, Order.NONE);
    assertEquals(2, found.size());
    found.clear();
    stopAfter = 1;
    list("*", true, by(Order.By.NAME, false));
    assertEquals(List.of("file0"), found);
  }

  @Test
  void aFolderThatCannotBeReadIsAnError() {
    folder = folder.resolve("missing");
    assertThrows(IOException.class, () -> list("*", true, Order.NONE));
    assertThrows(IOException.class, () -> list("*", true, by(Order.By.NAME, false)));
  }

  @Test
  void whatCannotBeLookedAtIsToldAndTheOthersAreFound() throws IOException {
    write("a", 1, 1);
    Files.createSymbolicLink(folder.resolve("long"), Path.of("n".repeat(300)));
    list("*", true, Order.NONE);
    assertEquals(List.of("a"), found);
    assertInstanceOf(FileSystemException.class, unreadable.get("long"));
    assertEquals(1, unreadable.size());
  }

  @ParameterizedTest
  @CsvSource({"* !shut/**, a ok/b", "ok/*, ok/b"})
  void aFolderThatCanHoldNoFileIsNotEntered(String globs, String names) throws IOException {
    write("a", 1, 1);
    write("ok/b", 1, 1);
    write("shut/c", 1, 1);
    Files.createSymbolicLink(folder.resolve("shut/long"), Path.of("n".repeat(300)));
    list(globs, true, Order.NONE);
    assertEquals(names, String.join(" ", new TreeSet<>(found)));
    assertEquals(Map.of(), unreadable);
  }

  @Test
  void linksThatLeadNowhereOrRoundInACircleArePassedOver() throws IOException {
    write("a", 1, 1);
    Files.createSymbolicLink(folder.resolve("circle"), Path.of("circle"));
    Files.createSymbolicLink(folder.resolve("nowhere"), Path.of("missing"));
    Files.createSymbolicLink(folder.resolve("no folder"), Path.of("a/b"));
    list("*", true, Order.NONE);
    assertEquals(List.of("a"), found);
    assertEquals(0, unreadable.size());
  }

  /** It is there when its parent is read, and gone when it is its turn. */
  @Test
  void aFolderThatVanishesMeanwhileIsTold() throws IOException {
    write("a", 1, 1);
    write("sub/x", 1, 1);
    write("sub2/x", 1, 1);
    new ListLocalFiles(folder, new Selection(List.of("*")), true, Order.NONE)
        .list(
            file -> {
              if (found.stream().noneMatch(name -> name.endsWith("/x"))
                  && file.relative().endsWith("x")) {
                String other = file.relative().startsWith("sub") ? "sub2" : "sub";
                delete(folder.resolve(other).resolve("x"));
                delete(folder.resolve(other));
              }
              found.add(file.relative().toString());
            },
            (path, cause) -> unreadable.put(path.toString(), cause),
            () -> false);
    assertEquals(2, found.size(), found::toString);
    assertEquals(1, unreadable.size(), unreadable::toString);
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
