package io.fsl.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenFileTest {
  private static final Path FULL = Path.of("/dev/full");

  @TempDir Path home;

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16384, 16385, 1 << 20})
  void writesWhatIsOnTheHeap(int size) throws IOException {
    byte[] content = random(size);
    ByteBuffer bytes = ByteBuffer.wrap(content);
    Path path = home.resolve("größe");
    try (OpenFile file = OpenFile.create(path)) {
      file.write(bytes, 0);
    }
    assertFalse(bytes.hasRemaining());
    assertArrayEquals(content, Files.readAllBytes(path));
  }

  @Test
  void writesFromThePositionToTheLimitOfABuffer() throws IOException {
    ByteBuffer heap = ByteBuffer.wrap("0123456789".getBytes(UTF_8), 2, 3);
    ByteBuffer direct = ByteBuffer.allocateDirect(10).put("abcdefghij".getBytes(UTF_8));
    direct.position(4).limit(6);
    Path path = home.resolve("file");
    try (OpenFile file = OpenFile.create(path)) {
      file.write(direct, 3);
      file.write(heap, 0);
    }
    assertEquals("234ef", Files.readString(path));
    assertEquals(6, direct.position());
    assertEquals(5, heap.position());
  }

  @Test
  void createsPrivatelyAndOnlyWhatIsNotThere() throws IOException {
    Path path = home.resolve("file");
    OpenFile.create(path).close();
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    assertThrows(FileAlreadyExistsException.class, () -> OpenFile.create(path));
    Path link = Files.createSymbolicLink(home.resolve("link"), home.resolve("nowhere"));
    assertThrows(FileAlreadyExistsException.class, () -> OpenFile.create(link));
    assertFalse(Files.exists(home.resolve("nowhere")));
  }

  @Test
  void doesNotFollowALinkToWrite() throws IOException {
    Path path = Files.writeString(home.resolve("file"), "precious");
    Path link = Files.createSymbolicLink(home.resolve("link"), path);
    FileSystemException loop =
        assertThrows(FileSystemException.class, () -> OpenFile.toWrite(link));
    assertTrue(String.valueOf(loop.getReason()).contains("symbolic link"), loop.getReason());
    assertThrows(FileSystemException.class, () -> OpenFile.toRead(link, false));
    OpenFile.toRead(link, true).close();
    try (OpenFile file = OpenFile.toWrite(path)) {
      file.write(ByteBuffer.wrap("PR".getBytes(UTF_8)), 0);
    }
    assertEquals("PRecious", Files.readString(path));
  }

  @Test
  void tellsWhyAFileCannotBeOpened() {
    assertThrows(NoSuchFileException.class, () -> OpenFile.toWrite(home.resolve("missing")));
    assertInstanceOf(AccessDeniedException.class, OpenFile.exception(home, -13));
    FileSystemException folder =
        assertThrows(FileSystemException.class, () -> OpenFile.toWrite(home));
    assertEquals(home.toString(), folder.getFile());
    assertEquals("Is a directory", folder.getReason());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void tellsOfAFullDisk(boolean direct) throws IOException {
    assumeTrue(Files.isWritable(FULL), "there is no /dev/full");
    ByteBuffer bytes = direct ? ByteBuffer.allocateDirect(10) : ByteBuffer.allocate(10);
    try (OpenFile file = OpenFile.toWrite(FULL)) {
      FileSystemException full =
          assertThrows(FileSystemException.class, () -> file.write(bytes, 0));
      assertTrue(String.valueOf(full.getReason()).startsWith("No space left"), full.getReason());
    }
    assertEquals(10, bytes.remaining());
  }

  @ParameterizedTest(name = "{0} bytes to offset {1}")
  @CsvSource({"10, 0", "100000, 7", "3000000, 4096"})
  void copiesWithinOneFileSystem(int size, long to) throws IOException {
    byte[] content = random(size);
    Path source = Files.write(home.resolve("source"), content);
    assertArrayEquals(content, copy(source, home.resolve("target"), to));
  }

  @Test
  void copiesFromAnotherFileSystem() throws IOException {
    Path memory = Path.of("/dev/shm");
    assumeTrue(Files.isWritable(memory), "there is no file system in memory");
    byte[] content = random(100_000);
    Path source = Files.write(Files.createTempFile(memory, "fsl", null), content);
    try {
      assertArrayEquals(content, copy(source, home.resolve("target"), 5));
    } finally {
      Files.delete(source);
    }
  }

  /** Copies all but the first byte of the source, which is put there by other means. */
  private static byte[] copy(Path source, Path target, long to) throws IOException {
    long left = Files.size(source) - 1;
    byte[] first = {Files.readAllBytes(source)[0]};
    try (OpenFile in = OpenFile.toRead(source, false);
        OpenFile out = OpenFile.create(target)) {
      out.write(ByteBuffer.wrap(first), to);
      long done = 1;
      while (left > 0) {
        long copied = out.copy(in, done, to + done, left);
        assertTrue(copied > 0, "it ends after " + done);
        done += copied;
        left -= copied;
      }
      assertEquals(0, out.copy(in, done, to + done, 1), "behind the end");
    }
    byte[] all = Files.readAllBytes(target);
    assertArrayEquals(new byte[(int) to], Arrays.copyOf(all, (int) to));
    return Arrays.copyOfRange(all, (int) to, all.length);
  }

  @ParameterizedTest(name = "modified {0}")
  @CsvSource({
    "2026-11-22T13:08:00.123456789Z",
    "1969-12-31T23:59:58Z",
    "1970-01-01T00:00:00Z",
    "2100-01-01T00:00:00.000000001Z"
  })
  void setsWhenItWasModified(Instant modified) throws IOException {
    Path path = home.resolve("file");
    Instant before = Instant.now().minusSeconds(5);
    try (OpenFile file = OpenFile.create(path)) {
      file.setTimes(modified);
    }
    assertEquals(FileTime.from(modified), Files.getLastModifiedTime(path));
    FileTime accessed = (FileTime) Files.getAttribute(path, "lastAccessTime", NOFOLLOW_LINKS);
    assertTrue(accessed.toInstant().isAfter(before), "accessed " + accessed);
  }

  @ParameterizedTest
  @CsvSource({"600, rw-------", "644, rw-r--r--", "751, rwxr-x--x", "0, ---------"})
  void setsItsMode(String octal, String mode) throws IOException {
    Path path = home.resolve("file");
    try (OpenFile file = OpenFile.create(path)) {
      file.setMode(Integer.parseInt(octal, 8));
    }
    assertEquals(mode, PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
  }

  /** Its number may be that of another file by then. */
  @Test
  void nothingIsDoneToAFileThatIsClosed() throws IOException {
    OpenFile file = OpenFile.create(home.resolve("file"));
    file.close();
    Path next = home.resolve("next");
    try (OpenFile other = OpenFile.create(next)) {
      other.write(ByteBuffer.wrap(new byte[] {'x'}), 0);
      assertThrows(ClosedChannelException.class, () -> file.write(ByteBuffer.allocate(9), 0));
      assertThrows(ClosedChannelException.class, () -> file.copy(other, 0, 0, 1));
      assertThrows(ClosedChannelException.class, () -> other.copy(file, 0, 0, 1));
      assertThrows(ClosedChannelException.class, () -> file.setMode(0));
      assertThrows(ClosedChannelException.class, () -> file.setTimes(Instant.EPOCH));
      assertThrows(ClosedChannelException.class, file::force);
      file.close();
      other.write(ByteBuffer.wrap(new byte[] {'y'}), 1);
      other.force();
    }
    assertEquals("xy", Files.readString(next));
  }

  @Test
  void whatIsForcedMustBeAFile() throws IOException {
    assumeTrue(Files.isWritable(FULL), "there is no /dev/full");
    try (OpenFile file = OpenFile.toWrite(FULL)) {
      FileSystemException refused = assertThrows(FileSystemException.class, file::force);
      assertEquals("Invalid argument", refused.getReason());
    }
  }
}
