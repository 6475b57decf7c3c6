package io.fsl.action;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.linux.FileIdentity;
import io.fsl.text.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemoveIncomingTest {
  @TempDir Path home;
  private final FileWriter writer = new FileWriter(true);
  private final Ledger ledger = Ledger.inMemory();
  private final Map<String, String> failed = new TreeMap<>();
  private Path incoming = Path.of("");

  @BeforeEach
  void prepare() throws IOException {
    incoming = Files.createDirectories(home.resolve("incoming/sub")).resolveSibling("");
    opened(false);
  }

  @AfterEach
  void close() throws IOException {
    ledger.close();
    writer.close();
  }

  private RemoveIncoming opened(boolean delivered) throws IOException {
    WorkFolder work = new WorkFolder(incoming, ledger, "s", writer);
    RemoveIncoming remove = new RemoveIncoming(incoming, work, writer);
    remove.open(file -> delivered, (file, e) -> failed.put(file.toString(), Reason.of(e)));
    return remove;
  }

  private LocalFile look(String name) throws IOException {
    return ListedFile.look(incoming, name);
  }

  private Path area() {
    return incoming.resolve(".fsl").resolve(ledger.id()).resolve("removed");
  }

  private Set<String> files() throws IOException {
    try (var paths = Files.walk(incoming)) {
      return new TreeSet<>(
          paths
              .filter(p -> !Files.isDirectory(p, NOFOLLOW_LINKS) && !p.endsWith("marker"))
              .map(p -> incoming.relativize(p).toString())
              .toList());
    }
  }

  @Test
  void removesTheListedFileOnly() throws IOException {
    Files.writeString(incoming.resolve("sub/x"), "hello");
    Files.writeString(incoming.resolve("y"), "hello");
    assertTrue(opened(true).remove(look("sub/x")));
    assertEquals(Set.of("y"), files());
  }

  @Test
  void leavesAFileThatIsAnother() throws IOException {
    Files.writeString(incoming.resolve("x"), "hello");
    LocalFile listed = look("x");
    Files.delete(incoming.resolve("x"));
    Files.writeString(incoming.resolve("x"), "other content");
    assertFalse(opened(true).remove(listed));
    assertEquals("other content", Files.readString(incoming.resolve("x")));
    assertEquals(Set.of("x"), files());
  }

  @Test
  void putsBackWhatIsAnotherByTheTimeItIsMoved() throws IOException {
    Files.writeString(incoming.resolve("x"), "hello");
    LocalFile listed = look("x");
    // As if it were exchanged between the look by path and the rename.
    LocalFile mistaken = named(listed, new FileIdentity(1, 0, 5, 0));
    assertFalse(opened(true).remove(mistaken));
    assertEquals(Set.of("x"), files());
    assertEquals("hello", Files.readString(incoming.resolve("x")));
  }

  private static LocalFile named(LocalFile listed, FileIdentity name) {
    return new LocalFile(
        listed.relative(), listed.path(), listed.mtime(), listed.mode(), listed.identity(), name);
  }

  /** As on OverlayFS, which copies a file of a lower layer before it is renamed. */
  @Test
  void removesAFileThatTheRenameGaveABirthTimeOfItsOwn() throws IOException {
    Path file = Files.writeString(incoming.resolve("x"), "hello");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
    LocalFile listed = look("x");
    FileIdentity name = listed.name();
    FileIdentity before =
        new FileIdentity(
            name.inode(), name.birthNanos() - 1_000_000_000L, name.size(), name.mtimeNanos());
    LocalFile earlier = named(listed, before);
    assertTrue(opened(true).remove(earlier));
    assertEquals(Set.of(), files());
  }

  @Test
  void removesTheLinkAndNotWhatItLeadsTo() throws IOException {
    Path outside = Files.writeString(home.resolve("outside"), "precious");
    Files.createSymbolicLink(incoming.resolve("x"), Path.of("../outside"));
    assertTrue(opened(true).remove(look("x")));
    assertEquals(Set.of(), files());
    assertEquals("precious", Files.readString(outside));
  }

  @Test
  void removesALinkToAFileThatWasRemovedBefore() throws IOException {
    Files.writeString(incoming.resolve("x"), "hello");
    Files.createSymbolicLink(incoming.resolve("link"), Path.of("x"));
    LocalFile file = look("x");
    LocalFile link = look("link");
    RemoveIncoming remove = opened(true);
    assertTrue(remove.remove(file));
    assertTrue(remove.remove(link));
    assertEquals(Set.of(), files());
  }

  @Test
  void leavesALinkThatWasMadeAnewOrLeadsToSomethingElse() throws IOException {
    Path outside = Files.writeString(home.resolve("outside"), "hello");
    Files.createSymbolicLink(incoming.resolve("changed"), Path.of("../outside"));
    Files.createSymbolicLink(incoming.resolve("anew"), Path.of("../outside"));
    LocalFile changed = look("changed");
    LocalFile anew = look("anew");
    RemoveIncoming remove = opened(true);
    Files.writeString(outside, "another");
    assertFalse(remove.remove(changed));
    Files.delete(outside);
    Files.delete(anew.path());
    Files.createSymbolicLink(anew.path(), Path.of("../nowhere else"));
    assertFalse(remove.remove(anew));
    assertEquals(Set.of("anew", "changed"), files());
  }

  @Test
  void whatACrashLeftIsRemovedIfDelivered() throws IOException {
    Files.createDirectory(area().resolve("sub"));
    Files.writeString(area().resolve("sub/x"), "hello");
    opened(true);
    assertEquals(Set.of(), files());
    assertTrue(Files.notExists(area().resolve("sub")));
  }

  /** From here on, what is gone from it was removed. */
  @Test
  void itsWorkingFolderIsItsOwn() throws IOException {
    WorkFolder work = new WorkFolder(incoming, ledger, "s", writer);
    assertTrue(work.isKnown());
    assertEquals(
        "rwx------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(area().getParent())));
  }

  @Test
  void whatACrashLeftHalfPutBackHasOneName() throws IOException {
    Files.writeString(area().resolve("x"), "hello");
    Files.createLink(incoming.resolve("x"), area().resolve("x"));
    opened(false);
    assertEquals(Set.of("x"), files());
    assertEquals("hello", Files.readString(incoming.resolve("x")));
  }

  @Test
  void whatACrashLeftIsPutBackIfNot() throws IOException {
    Files.createDirectories(area().resolve("sub/deep"));
    Files.writeString(area().resolve("sub/deep/x.txt"), "hello");
    Files.writeString(area().resolve("y.txt"), "old");
    Files.writeString(incoming.resolve("y.txt"), "new");
    Files.createSymbolicLink(area().resolve("link"), Path.of("../nowhere"));
    opened(false);
    assertEquals(Set.of("link", "sub/deep/x.txt", "y.txt", "y.~2~.txt"), files());
    assertEquals("new", Files.readString(incoming.resolve("y.txt")));
    assertEquals("old", Files.readString(incoming.resolve("y.~2~.txt")));
  }

  @Test
  void whatCannotBePutBackHoldsUpNoOther() throws IOException {
    Files.createDirectories(area().resolve("sub/deep"));
    Files.writeString(area().resolve("sub/deep/x"), "lost?");
    Files.writeString(area().resolve("a"), "first");
    Files.writeString(area().resolve("z"), "last");
    Files.delete(incoming.resolve("sub"));
    Files.writeString(incoming.resolve("sub"), "a file by now");
    RemoveIncoming remove = opened(false);
    assertEquals(Map.of("sub/deep/x", incoming.resolve("sub") + ": Not a directory"), failed);
    String held = incoming.relativize(area().resolve("sub/deep/x")).toString();
    assertEquals(Set.of(held, "a", "sub", "z"), files());
    assertTrue(remove.isLeft(Path.of("sub/deep/x")));
    assertFalse(remove.isLeft(Path.of("sub/deep/y")));
    assertFalse(remove.isLeft(Path.of("a")));
    failed.clear();
    Files.delete(incoming.resolve("sub"));
    opened(false);
    assertEquals(Map.of(), failed);
    assertEquals(Set.of("a", "sub/deep/x", "z"), files(), "the next loop tries again");
  }

  /** Whoever may write in incoming could have a file that he can only link removed by fsl. */
  @Test
  void nothingIsRemovedThroughALinkThatTookAFoldersPlace() throws IOException {
    Path file = Files.writeString(incoming.resolve("sub/x"), "hello");
    LocalFile listed = look("sub/x");
    RemoveIncoming remove = opened(true);
    Path outside = Files.createDirectory(home.resolve("outside"));
    Files.createLink(outside.resolve("x"), file);
    Files.move(incoming.resolve("sub"), incoming.resolve("away"));
    Files.createSymbolicLink(incoming.resolve("sub"), outside);
    assertThrows(NotDirectoryException.class, () -> remove.remove(listed));
    assertEquals("hello", Files.readString(outside.resolve("x")));
    assertEquals(Set.of("away/x", "sub"), files());
  }

  /** It has nothing that came from incoming. */
  @Test
  void aLinkInPlaceOfTheAreaIsNotEmptied() throws IOException {
    Path outside = Files.createDirectory(home.resolve("outside"));
    Files.writeString(outside.resolve("x"), "precious");
    Files.delete(area());
    Files.createSymbolicLink(area(), outside);
    assertThrows(NotDirectoryException.class, () -> opened(false));
    assertEquals("precious", Files.readString(outside.resolve("x")));
  }

  /** Nor is the folder made anew. */
  @Test
  void whatWentWithItsFolderIsGone() throws IOException {
    Path link = Files.createSymbolicLink(incoming.resolve("sub/x"), home.resolve("outside"));
    Files.writeString(home.resolve("outside"), "hello");
    LocalFile listed = look("sub/x");
    RemoveIncoming remove = opened(true);
    Files.delete(link);
    Files.delete(incoming.resolve("sub"));
    assertTrue(remove.remove(listed));
    assertTrue(Files.notExists(incoming.resolve("sub")));
  }

  /** The area has one place for each name. */
  @Test
  void whatIsStillToBePutBackIsNotReplaced() throws IOException {
    Files.createDirectories(area().resolve("sub"));
    Files.writeString(area().resolve("sub/x"), "undelivered");
    Files.delete(incoming.resolve("sub"));
    Files.writeString(incoming.resolve("sub"), "in the way");
    RemoveIncoming remove = opened(false);
    Files.delete(incoming.resolve("sub"));
    Files.createDirectory(incoming.resolve("sub"));
    Files.writeString(incoming.resolve("sub/x"), "newer");
    LocalFile newer = look("sub/x");
    assertThrows(IOException.class, () -> remove.remove(newer));
    assertEquals("undelivered", Files.readString(area().resolve("sub/x")));
    assertEquals("newer", Files.readString(incoming.resolve("sub/x")));
  }

  /** As when its removal is still under way. */
  @Test
  void whatTheAreaHasBesidesIsNotReplaced() throws IOException {
    RemoveIncoming remove = opened(true);
    Files.writeString(area().resolve("x"), "older");
    Files.writeString(incoming.resolve("x"), "newer");
    LocalFile newer = look("x");
    assertThrows(IOException.class, () -> remove.remove(newer));
    assertEquals("older", Files.readString(area().resolve("x")));
    assertEquals("newer", Files.readString(incoming.resolve("x")));
  }
}
