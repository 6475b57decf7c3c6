package io.fsl.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** System calls that java.nio does not make. */
class SyscallsTest {
  private final Syscalls syscalls = NativeSyscalls.get();

  @TempDir Path home;

  @Test
  void aNameIsFreeIfNotEvenALinkHasIt() throws IOException {
    Path file = Files.createFile(home.resolve("file"));
    Path link = Files.createSymbolicLink(home.resolve("link"), home.resolve("nowhere"));
    assertTrue(syscalls.isFree(PathBytes.of(home.resolve("nowhere"))));
    assertTrue(syscalls.isFree(PathBytes.of(home.resolve("nowhere/below"))));
    assertFalse(syscalls.isFree(PathBytes.of(file)));
    assertFalse(syscalls.isFree(PathBytes.of(link)));
    assertFalse(syscalls.isFree(PathBytes.of(file.resolve("below"))), "it cannot be looked at");
  }

  @Test
  void tellsWhatJavaTells() throws IOException {
    Path file = Files.writeString(home.resolve("größe"), "hello");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x--x"));
    try (OpenFile open = OpenFile.toWrite(file)) {
      open.setTimes(Instant.parse("1969-12-31T23:59:58.5Z"));
    }
    FileStatus status = syscalls.status(PathBytes.of(file), false);
    assertEquals(Files.getAttribute(file, "unix:mode"), status.mode());
    assertEquals(Files.getPosixFilePermissions(file), status.permissions());
    assertEquals(Files.getLastModifiedTime(file), status.mtime());
    assertEquals(Files.getAttribute(file, "unix:ino"), status.identity().inode());
    assertEquals(5, status.identity().size());
    assertEquals(-1_500_000_000, status.identity().mtimeNanos());
    assertTrue(status.isRegularFile());
  }

  @Test
  void followsALinkWhenAsked() throws IOException {
    Path folder = Files.createDirectory(home.resolve("folder"));
    byte[] link = PathBytes.of(Files.createSymbolicLink(home.resolve("link"), folder));
    assertTrue(syscalls.status(link, false).isLink());
    assertTrue(syscalls.status(link, true).isFolder());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4096, 16384, 16385, 1 << 20})
  void readsAFile(int size) throws IOException {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    byte[] path = PathBytes.of(Files.write(home.resolve("file"), content));
    ByteBuffer into = ByteBuffer.allocateDirect(size + 2).position(1).limit(size + 1);
    assertEquals(syscalls.status(path, false), syscalls.read(path, into));
    byte[] read = new byte[size];
    into.get(1, read);
    assertArrayEquals(content, read);
    assertFalse(into.hasRemaining());
    assertNull(syscalls.read(path, ByteBuffer.allocateDirect(size + 1)), "it is shorter");
  }

  @Test
  void removesAFile() throws IOException {
    Path file = Files.createFile(home.resolve("größe"));
    assertTrue(syscalls.unlink(PathBytes.of(file)));
    assertFalse(Files.exists(file));
  }

  @Test
  void removesALinkAndNoFolder() throws IOException {
    Path folder = Files.createDirectory(home.resolve("folder"));
    Path link = Files.createSymbolicLink(home.resolve("link"), folder);
    assertTrue(syscalls.unlink(PathBytes.of(link)));
    assertFalse(syscalls.unlink(PathBytes.of(folder)));
    assertTrue(Files.isDirectory(folder));
  }

  @Test
  void saysWhenThereIsNoSuchFile() {
    byte[] path = PathBytes.of(home.resolve("missing"));
    assertNull(syscalls.inode(path));
    assertNull(syscalls.status(path, true));
    assertNull(syscalls.read(path, ByteBuffer.allocateDirect(1)));
    assertFalse(syscalls.unlink(path));
  }

  /** Not one that is cut where the kernel's own limit is. */
  @Test
  void tooLongAPathIsNone() throws IOException {
    byte[] path = "/".repeat(4096).getBytes(UTF_8);
    assertNull(syscalls.inode(path));
    assertNotNull(syscalls.inode(Arrays.copyOf(path, 4095)));
    assertFalse(syscalls.unlink(path));
    assertTrue(syscalls.openToRead(path, true) < 0);
  }
}
