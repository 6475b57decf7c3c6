package io.fsl.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fsl.linux.FolderEntry;
import io.fsl.linux.OpenFile;
import io.fsl.testing.Await;
import io.fsl.testing.Bytes;
import io.fsl.testing.Commands;
import io.fsl.testing.OpenSshServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileWriterTest {
  private static final FileMetadata PLAIN =
      new FileMetadata(null, PosixFilePermissions.fromString("rw-r--r--"), null, null);

  @TempDir Path folder;
  private final FileWriter writer = new FileWriter(true);

  @AfterEach
  void close() {
    writer.close();
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void goesThroughAllSteps() throws IOException {
    Path target = folder.resolve("target");
    FileTime mtime = FileTime.from(Instant.ofEpochSecond(1_600_000_000, 123_456_789));
    TempFile temp = writer.create(folder.resolve("temp"));
    temp.append(bytes("hello "));
    temp.append(bytes("world"));
    assertEquals("rw-------", mode(temp.path()));
    writer.complete(
        temp,
        11,
        new FileMetadata(mtime, PosixFilePermissions.fromString("-w-r-----"), null, null));
    Forces.await(writer.force(temp));
    assertFalse(Files.exists(target));
    writer.publish(temp.entry(), FolderEntry.of(target));
    writer.forceFolders(List.of(folder));
    assertEquals(mtime, Files.getLastModifiedTime(target));
    assertEquals("-w-r-----", mode(target));
    assertFalse(Files.exists(temp.path()));
  }

  @Test
  void tellsTheWrongNumberOfBytes() throws IOException {
    TempFile temp = writer.create(folder.resolve("temp"));
    temp.append(bytes("hello"));
    assertThrows(IOException.class, () -> writer.complete(temp, 6, PLAIN));
    temp.discard();
    assertFalse(Files.exists(temp.path()));
  }

  @Test
  void neverWritesThroughALinkOrOverATemp() throws IOException {
    Path other = Files.writeString(folder.resolve("other"), "precious");
    Path link = Files.createSymbolicLink(folder.resolve("temp"), other);
    assertThrows(IOException.class, () -> writer.create(link));
    assertThrows(IOException.class, () -> TempFile.resume(link));
    assertThrows(IOException.class, () -> writer.create(other));
    assertEquals("precious", Files.readString(other));
  }

  @Test
  void linkAtTheTargetIsReplaced() throws IOException {
    Path other = Files.writeString(folder.resolve("other"), "precious");
    Path target = Files.createSymbolicLink(folder.resolve("target"), other);
    writer.write("new".getBytes(UTF_8), folder.resolve("temp"), target);
    assertTrue(Files.isRegularFile(target, java.nio.file.LinkOption.NOFOLLOW_LINKS));
    assertEquals("precious", Files.readString(other));
    assertEquals("new", Files.readString(target));
  }

  @Test
  void publishNewNeverReplaces() throws IOException {
    Path target = Files.writeString(folder.resolve("target"), "precious");
    Path temp = Files.writeString(folder.resolve("temp"), "new");
    assertFalse(writer.publishNew(FolderEntry.of(temp), FolderEntry.of(target)));
    assertEquals("precious", Files.readString(target));
    assertEquals("new", Files.readString(temp));
    assertTrue(writer.publishNew(FolderEntry.of(temp), FolderEntry.of(folder.resolve("free"))));
    assertFalse(Files.exists(temp));
    assertEquals("new", Files.readString(folder.resolve("free")));
  }

  /** One file system that hangs stops no other. */
  @Test
  void eachFolderIsLookedAtAlone() throws IOException {
    Path one = Files.createDirectory(folder.resolve("one"));
    Path other = Files.createDirectory(folder.resolve("other"));
    assertSame(FileWriter.looking(one), FileWriter.looking(other.resolve("../one")));
    assertNotSame(FileWriter.looking(one), FileWriter.looking(other));
  }

  @Test
  void resumedPartKeepsItsBytesAndCountsOnlyNewOnes() throws IOException {
    Path part = folder.resolve("part");
    try (TempFile temp = writer.create(part)) {
      temp.write(bytes("hello"), 0);
    }
    try (TempFile temp = TempFile.resume(part)) {
      temp.write(bytes("world"), 6);
      temp.write(bytes(" "), 5);
      assertEquals(6, temp.written());
    }
    assertEquals("hello world", Files.readString(part));
  }

  @Test
  void copiesWithinTheKernelUpToTheEnd() throws IOException {
    Path source = Files.writeString(folder.resolve("source"), "0123456789");
    try (OpenFile file = OpenFile.toRead(source, false);
        TempFile temp = writer.create(folder.resolve("temp"))) {
      assertEquals(4, temp.copy(file, 0, 4));
      assertEquals(6, temp.copy(file, 4, 100));
      assertEquals(0, temp.copy(file, 10, 1));
      assertEquals(10, temp.written());
    }
    assertEquals("0123456789", Files.readString(folder.resolve("temp")));
  }

  @Test
  void oneFailedForceLeavesTheOthers() throws IOException {
    List<TempFile> temps = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      TempFile temp = writer.create(folder.resolve("temp" + i));
      temp.append(bytes("x"));
      temps.add(temp);
    }
    temps.get(7).close();
    Map<TempFile, IOException> failures = writer.forceAll(temps);
    assertEquals(List.of(temps.get(7)), List.copyOf(failures.keySet()));
  }

  /**
   * In memory nothing is forced to anywhere: the threads are spared, and failures told the same.
   */
  @Test
  void oneFailedForceInMemoryLeavesTheOthers() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), "1m")) {
      List<TempFile> temps = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        TempFile temp = writer.create(disk.folder().resolve("temp" + i));
        temp.append(bytes("x"));
        temps.add(temp);
      }
      temps.get(99).close();
      Map<TempFile, IOException> failures = writer.forceAll(temps);
      assertEquals(List.of(temps.get(99)), List.copyOf(failures.keySet()));
      assertThrows(IOException.class, () -> temps.get(98).append(bytes("y")), "it is closed");
    }
  }

  @Test
  void fullDiskIsToldApart() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), "64k")) {
      TempFile temp = writer.create(disk.folder().resolve("temp"));
      IOException e =
          assertThrows(DiskFullException.class, () -> temp.append(ByteBuffer.allocate(1 << 20)));
      assertTrue(e.toString().contains(temp.path().toString()));
      temp.discard();
      assertFalse(Files.exists(temp.path()));
    }
  }

  @Test
  void aFolderForWhichThereIsNoRoomIsToldApart() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), "64k,nr_inodes=2")) {
      Folders folders = new Folders(disk.folder(), writer);
      folders.parent(Path.of("sub", "file"));
      assertThrows(DiskFullException.class, () -> folders.parent(Path.of("sub", "more", "file")));
    }
  }

  /** What is in the way is removed, and there is room again. */
  @Test
  void aTempThatAnEarlierRunLeftIsReplacedOnAFullDisk() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), "64k")) {
      writer.create(disk.folder().resolve("temp")).close();
      disk.fill();
      writer.createAnew(disk.folder().resolve("temp")).discard();
      assertFalse(Files.exists(disk.folder().resolve("temp")));
    }
  }

  @Test
  void newFilesAreAsTheUmaskSays() throws IOException {
    Path made = Files.createFile(folder.resolve("made"));
    assertEquals(Files.getPosixFilePermissions(made), FileMetadata.modeOfNewFiles());
  }

  @Test
  void subfoldersAreMadeButLinksNotFollowed() throws IOException {
    Path root = folder.resolve("a/b/root");
    Folders folders = new Folders(root, writer);
    folders.createRoot();
    assertEquals(root.resolve("x/y"), folders.parent(Path.of("x", "y", "file")));
    assertTrue(Files.isDirectory(root.resolve("x/y")));
    assertEquals(root, folders.parent(Path.of("file")));
    Files.createSymbolicLink(root.resolve("link"), folder);
    assertThrows(IOException.class, () -> folders.parent(Path.of("link", "file")));
    assertThrows(IOException.class, () -> folders.parent(Path.of("link", "sub", "file")));
    Files.createFile(root.resolve("file"));
    assertThrows(IOException.class, () -> folders.parent(Path.of("file", "file")));
  }

  @ParameterizedTest
  @CsvSource({"1234, 5678", "2147483647, 2147483648", "3000000000, 4294967294"})
  void ownerAndGroupAreAsConfigured(String owner, String group) throws IOException {
    assumeTrue(OpenSshServer.isRoot(), "needs root");
    assumeTrue(
        Files.readString(Path.of("/proc/self/uid_map")).contains(" 4294967295"), "and all users");
    TempFile temp = writer.create(folder.resolve("temp"));
    Set<PosixFilePermission> mode = PosixFilePermissions.fromString("rw-r-----");
    writer.complete(temp, 0, new FileMetadata(null, mode, owner, group));
    temp.close();
    String found = Commands.run("stat", "-c", "%u, %g", temp.path().toString()).strip();
    assertEquals(owner + ", " + group, found);
    assertEquals("rw-r-----", mode(temp.path()));
  }

  @Test
  void whoIsNotKnownIsNamed() throws IOException {
    TempFile temp = writer.create(folder.resolve("temp"));
    FileMetadata owner = new FileMetadata(null, Set.of(), "no-such-user", null);
    FileMetadata group = new FileMetadata(null, Set.of(), null, "no-such-group");
    for (FileMetadata each : List.of(owner, group)) {
      IOException e = assertThrows(IOException.class, () -> each.apply(temp));
      assertTrue(e.getMessage().startsWith("no-such-"), e::getMessage);
      assertTrue(e.getMessage().endsWith(": no such user or group"), e::getMessage);
    }
    temp.discard();
  }

  @Test
  void aCopyHasTheBytesAndTheMetadata() throws IOException {
    byte[] content = Bytes.some(100_000);
    Path source = Files.write(folder.resolve("source"), content);
    FileMetadata metadata =
        new FileMetadata(
            FileTime.fromMillis(1_600_000_000_123L),
            PosixFilePermissions.fromString("r--r-----"),
            null,
            null);
    Path target = folder.resolve("target");
    writer.copy(source, target, metadata);
    assertArrayEquals(content, Files.readAllBytes(target));
    assertEquals(FileTime.fromMillis(1_600_000_000_123L), Files.getLastModifiedTime(target));
    assertEquals("r--r-----", mode(target));
    assertThrows(IOException.class, () -> writer.copy(source, target, PLAIN));
    assertArrayEquals(content, Files.readAllBytes(target));
  }

  @Test
  void whatCannotBeCopiedLeavesNothing() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), "64k")) {
      Path source = Files.write(folder.resolve("source"), new byte[100_000]);
      Path target = disk.folder().resolve("target");
      assertThrows(DiskFullException.class, () -> writer.copy(source, target, PLAIN));
      assertFalse(Files.exists(target));
    }
  }

  @Test
  void whatCannotBePublishedLeavesNoTemp() throws IOException {
    Path target = Files.createDirectories(folder.resolve("target/sub")).getParent();
    Path temp = folder.resolve("temp");
    assertThrows(IOException.class, () -> writer.write(new byte[10], temp, target));
    assertFalse(Files.exists(temp));
    assertTrue(Files.isDirectory(target));
  }

  @Test
  void aFileGetsItsNameBackUnlessItIsTaken() throws IOException {
    Path taken = Files.writeString(folder.resolve("taken"), "another");
    Path file = Files.writeString(folder.resolve("file"), "mine");
    assertFalse(writer.putBack(file, FolderEntry.of(taken)));
    assertEquals("another", Files.readString(taken));
    assertEquals("mine", Files.readString(file));
    assertTrue(writer.putBack(file, FolderEntry.of(folder.resolve("free"))));
    assertFalse(Files.exists(file));
    assertEquals("mine", Files.readString(folder.resolve("free")));
  }

  @Test
  void aFailedForceIsToldWithoutDurabilityToo() throws IOException {
    FileWriter fast = new FileWriter(false);
    TempFile temp = fast.create(folder.resolve("temp"));
    temp.append(bytes("x"));
    Forces.await(fast.force(temp));
    assertThrows(IOException.class, () -> temp.append(bytes("y")), "it is closed");
    fast.close();
  }

  @Test
  void anInterruptedWaitGoesOnAndIsRemembered() throws Exception {
    CompletableFuture<Void> force = new CompletableFuture<>();
    FutureTask<Boolean> waiting =
        new FutureTask<>(() -> {
          Forces.await(force);
          return Thread.currentThread().isInterrupted();
        });
    Thread thread = Thread.ofPlatform().daemon().start(waiting);
    Await.until("it waits", () -> thread.getState() == Thread.State.WAITING);
    thread.interrupt();
    Await.until("it waits again", () -> thread.getState() == Thread.State.WAITING);
    force.complete(null);
    assertTrue(waiting.get(20, TimeUnit.SECONDS));
  }

  @Test
  void aFolderThatWasRemovedMeanwhileHoldsUpNoOther() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    writer.forceFolders(List.of(folder.resolve("gone").resolve("deeper"), other));
    Path link = Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
    assertThrows(IOException.class, () -> writer.forceFolders(List.of(link, other)));
  }

  /** To open a pipe may take for ever, and a device may do something. */
  @ParameterizedTest
  @ValueSource(strings = {"touch", "mkfifo"})
  void whatTookTheNameOfAFolderIsNotOpened(String command) throws IOException {
    Path taken = folder.resolve("taken");
    Commands.run(command, taken.toString());
    assertThrows(NotDirectoryException.class, () -> FileWriter.forceFolder(taken));
    writer.forceFolders(List.of(taken, taken.resolve("deeper")));
  }

  @Test
  void afterItsEndAWriterForcesNothing() throws IOException {
    TempFile temp = writer.create(folder.resolve("temp"));
    writer.close();
    assertThrows(RejectedExecutionException.class, () -> writer.force(temp));
    temp.close();
  }

  @Test
  void aRootThatIsThereIsLeftAsItIs() throws IOException {
    Path real = Files.createDirectory(folder.resolve("real"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);
    new Folders(link, writer).createRoot();
    assertTrue(Files.isSymbolicLink(link));
    assertEquals(link.resolve("x"), new Folders(link, writer).parent(Path.of("x", "file")));
    assertTrue(Files.isDirectory(real.resolve("x")));
    Path file = Files.createFile(folder.resolve("file"));
    assertThrows(IOException.class, () -> new Folders(file, writer).createRoot());
  }
}
