package io.fsl.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fsl.linux.ProcessStatus;
import io.fsl.testing.OpenSshServer;
import io.fsl.text.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkFolderTest {
  @TempDir Path target;
  private final FileWriter writer = new FileWriter(true);
  private Ledger ledger = Ledger.inMemory();

  @BeforeEach
  void open() throws IOException {
    ledger = Ledger.open(target.resolve("state"), "test", true);
  }

  @AfterEach
  void close() throws IOException {
    ledger.close();
    writer.close();
  }

  private WorkFolder work(String owner) {
    return new WorkFolder(target, ledger, owner, writer);
  }

  private Path path() {
    return target.resolve(".fsl").resolve(ledger.id());
  }

  @Test
  void isKnownOnceCreatedAndInLaterRuns() throws IOException {
    assertFalse(work("s").isKnown());
    work("s").create();
    assertTrue(work("s").isKnown());
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path())));
    ledger.close();
    open();
    assertTrue(work("s").isKnown());
    assertFalse(work("other").isKnown());
  }

  @Test
  void namesWithSlashesMakeOwnersOfTheirOwn() {
    assertEquals("s", WorkFolder.owner("s"));
    assertEquals("s/d", WorkFolder.owner("s", "d"));
    List<String> alike =
        List.of(
            WorkFolder.owner("a", "b"),
            WorkFolder.owner("a/b"),
            WorkFolder.owner("a/b", "c"),
            WorkFolder.owner("a", "b/c"),
            WorkFolder.owner("a/b/c"));
    assertEquals(alike, alike.stream().distinct().toList());
  }

  @Test
  void othersMayHaveTheirsBesideIt() throws IOException {
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxrwx---"));
    work("s").create();
    assertEquals(
        "rwxrwx---",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(target.resolve(".fsl"))));
    // What the administrator makes of it stays.
    Files.setPosixFilePermissions(
        target.resolve(".fsl"), PosixFilePermissions.fromString("rwxr-x---"));
    work("s").create();
    assertEquals(
        "rwxr-x---",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(target.resolve(".fsl"))));
  }

  /** As in a folder that the members of a group share. */
  @ParameterizedTest
  @ValueSource(strings = {"missing", "made by an earlier version"})
  void filesGetTheGroupThatTheTargetHandsDown(String holder) throws IOException {
    assumeTrue(OpenSshServer.isRoot(), "needs root");
    if (!holder.equals("missing")) {
      work("s").create();
    }
    Files.setAttribute(target, "unix:gid", 5678);
    Files.setAttribute(target, "unix:mode", 02775);
    work("s").create();
    assertEquals(02700, mode(path()));
    try (TempFile temp = writer.create(work("s").resolve("temp"))) {
      assertEquals(5678, Files.getAttribute(temp.path(), "unix:gid"));
    }
    if (holder.equals("missing")) {
      assertEquals(02775, mode(target.resolve(".fsl")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing", "made by an earlier version"})
  void theHolderIsAsStickyAsTheTarget(String holder) throws IOException {
    Path made = target.resolve(".fsl");
    Files.setAttribute(target, "unix:mode", 01777);
    if (!holder.equals("missing")) {
      Files.createDirectory(made);
      Files.setAttribute(made, "unix:mode", 0777);
    }
    work("s").create();
    assertEquals(01777, mode(made));
  }

  /** As Kubernetes does it on each start, or somebody by a chmod -R. */
  @Test
  void itsOwnFolderThatOthersMayWriteToIsTakenBack() throws IOException {
    work("s").create();
    for (int mode : new int[] {0720, 0702, 02770}) {
      Files.setAttribute(path(), "unix:mode", mode);
      work("s").create();
      assertEquals(mode & ~022, mode(path()));
    }
    Files.setAttribute(path(), "unix:mode", 0755);
    work("s").create();
    assertEquals(0755, mode(path()));
    assertEquals(List.of(ledger.id()), List.of(target.resolve(".fsl").toFile().list()));
  }

  @Test
  void aFolderOfAnotherUserIsRefused() throws IOException {
    assumeTrue(OpenSshServer.isRoot(), "needs root");
    work("s").create();
    Files.setAttribute(path(), "unix:uid", 1234);
    IOException e = assertThrows(IOException.class, () -> work("s").create());
    assertTrue(
        Reason.of(e).startsWith(path() + ": not used, as it belongs to 1234; hint: "),
        e::getMessage);
    Files.setAttribute(target, "unix:uid", 1234);
    work("s").create();
    Files.setAttribute(path(), "unix:uid", 0);
    work("s").create();
  }

  @Test
  void theUserIsTheOneWhoOwnsNewFolders() throws IOException {
    assertEquals(Files.getAttribute(target, "unix:uid"), ProcessStatus.user().orElseThrow());
  }

  private static int mode(Path folder) throws IOException {
    return (int) Files.getAttribute(folder, "unix:mode") & 07777;
  }

  @Test
  void isNotKnownWhenGoneOrAnothers() throws IOException {
    work("s").create();
    Path marker = path().resolve("marker");
    byte[] nonce = Files.readAllBytes(marker);
    Files.delete(marker);
    assertFalse(work("s").isKnown());
    Files.writeString(marker, "another");
    assertFalse(work("s").isKnown());
    Files.write(marker, nonce);
    assertTrue(work("s").isKnown());
  }

  @Test
  void anotherMarkerIsTakenOverAndAMissingOneMadeAnew() throws IOException {
    work("s").create();
    Files.writeString(path().resolve("marker"), "another");
    work("s").create();
    assertTrue(work("s").isKnown());
    assertEquals("another", Files.readString(path().resolve("marker")));
    Files.delete(path().resolve("marker"));
    work("s").create();
    assertTrue(work("s").isKnown());
    work("t").create();
    assertTrue(work("s").isKnown());
  }

  @Test
  void linkInItsPlaceIsNotFollowed() throws IOException {
    Path elsewhere = Files.createDirectory(target.resolve("elsewhere"));
    Files.createDirectory(target.resolve(".fsl"));
    Files.createSymbolicLink(path(), elsewhere);
    assertThrows(NotDirectoryException.class, () -> work("s").create());
    assertFalse(work("s").isKnown());
    work("s").sweep(Set.<String>of()::contains);
    assertEquals(0, elsewhere.toFile().list().length);
  }

  @Test
  void sweepsWhatIsNotWanted() throws IOException {
    work("s").create();
    Files.writeString(work("s").resolve("wanted"), "");
    Files.writeString(work("s").resolve("leftover"), "");
    work("s").sweep(Set.of("wanted")::contains);
    assertTrue(Files.exists(work("s").resolve("wanted")));
    assertFalse(Files.exists(work("s").resolve("leftover")));
    assertTrue(work("s").isKnown());
  }

  @Test
  void anEmptyMarkerOrALinkIsNone() throws IOException {
    work("s").create();
    Path marker = path().resolve("marker");
    byte[] nonce = Files.readAllBytes(marker);
    Files.write(marker, new byte[0]);
    assertFalse(work("s").isKnown());
    Files.delete(marker);
    Files.createSymbolicLink(marker, Files.write(target.resolve("elsewhere"), nonce));
    assertFalse(work("s").isKnown());
    work("s").create();
    assertTrue(work("s").isKnown());
    assertTrue(Files.isRegularFile(marker, LinkOption.NOFOLLOW_LINKS));
    assertEquals(nonce.length, Files.size(target.resolve("elsewhere")));
  }

  @Test
  void ownersKeepTheirFilesApart() {
    assertEquals(work("s/d").prefix(), work("s/d").prefix());
    assertNotEquals(work("s/d").prefix(), work("s/e").prefix());
    assertTrue(work("s/d").prefix().matches("[0-9a-f]{16}-"));
    assertEquals(target, work("s/d").target());
  }

  /** What it remembers of a folder counts at once: temps in it are told by it. */
  @Test
  void theMarkerIsRememberedBeforeItIsUsed() throws IOException {
    work("s").create();
    Path copy = Files.createDirectory(target.resolve("copy"));
    Files.copy(target.resolve("state/test.mv"), copy.resolve("test.mv")); // as after a crash
    try (Ledger crashed = Ledger.peek(copy, "test")) {
      assertTrue(new WorkFolder(target, crashed, "s", writer).isKnown());
    }
  }

  @Test
  void whereThereIsNoFolderNothingIsSwept() throws IOException {
    work("s").sweep(Set.<String>of()::contains);
    assertFalse(Files.exists(target.resolve(".fsl")));
  }

  @Test
  void aFileInItsPlaceIsAnError() throws IOException {
    Files.createFile(target.resolve(".fsl"));
    assertThrows(NotDirectoryException.class, () -> work("s").create());
  }
}
