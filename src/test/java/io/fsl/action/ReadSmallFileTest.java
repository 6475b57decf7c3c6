package io.fsl.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.fsl.testing.Commands;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are read once for several destinations. */
class ReadSmallFileTest {
  private static final int SMALL = 128 << 10;

  /** Of a small buffer. */
  private static final int BUFFER = 4 << 10;

  @TempDir Path folder;
  private final ReadSmallFile reader = new ReadSmallFile(BUFFER);

  private LocalFile file(String name, String content) throws IOException {
    return ListedFile.write(folder, name, content);
  }

  private LocalFile look(String name) throws IOException {
    return ListedFile.look(folder, name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "0123456789"})
  void allBytesAreRead(String content) throws IOException {
    ByteBuffer bytes = reader.read(file("x", content));
    assertEquals(content, UTF_8.decode(assertNotNullBuffer(bytes)).toString());
  }

  private static ByteBuffer assertNotNullBuffer(ByteBuffer bytes) {
    assertNotNull(bytes);
    return bytes;
  }

  @ParameterizedTest
  @CsvSource({"0, true", "1, false"})
  void aLargeFileIsNotHeldInMemory(int more, boolean held) throws IOException {
    LocalFile large = file("x", "x".repeat(SMALL + more));
    assertEquals(held, new ReadSmallFile(2 * SMALL).read(large) != null);
  }

  /** However many files wait for their last destination; the smallest takes a whole buffer. */
  @Test
  void noMoreIsHeldThanTheBudget() throws IOException {
    ReadSmallFile three = new ReadSmallFile(3 * BUFFER);
    LocalFile one = file("one", "1");
    ByteBuffer held = assertNotNullBuffer(three.read(one));
    assertNull(three.read(file("large", "x".repeat(BUFFER + 1))));
    assertNotNull(three.read(one));
    assertNotNull(three.read(one));
    assertNull(three.read(one));
    assertEquals("1", UTF_8.decode(held.duplicate()).toString(), "a buffer of its own");
    three.release(held);
    assertNotNull(three.read(one));
    assertNull(three.read(one));
  }

  /** And what was to be held for it is free again. */
  @Test
  void aFileThatIsAnotherByNowIsNotRead() throws IOException {
    LocalFile shorter = file("shorter", "0123456789");
    Files.writeString(shorter.path(), "x");
    LocalFile longer = file("longer", "x");
    Files.writeString(longer.path(), "0123456789");
    LocalFile gone = file("gone", "0123456789");
    Files.delete(gone.path());
    assertThrows(ChangedException.class, () -> reader.read(shorter));
    assertThrows(ChangedException.class, () -> reader.read(longer));
    assertThrows(NoSuchFileException.class, () -> reader.read(gone));
    assertNotNull(reader.read(look("longer")));
  }

  @Test
  void aPipeThatTookItsNameIsNotWaitedFor() throws IOException {
    LocalFile file = file("x", "0123456789");
    Files.delete(file.path());
    Commands.run("mkfifo", file.path().toString());
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> assertThrows(ChangedException.class, () -> reader.read(file)));
  }

  /** The last of its destinations gives the memory back, and once. */
  @Test
  void anItemIsReadWhenItIsWantedAndReleasedOnce() throws IOException {
    CopyItem item = new CopyItem(file("x", "0123456789"), reader, 2);
    ByteBuffer held = assertNotNullBuffer(reader.read(look("x")));
    assertNull(item.bytes(), "read when it is wanted, not before");
    item.release();
    reader.release(held);
    CopyItem other = new CopyItem(look("x"), reader, 2);
    assertEquals(10, assertNotNullBuffer(other.bytes()).remaining());
    assertEquals(10, assertNotNullBuffer(other.bytes()).remaining(), "each has its own position");
    other.release();
    other.release();
    assertNotNull(reader.read(look("x")));
    assertNull(reader.read(file("y", "1")));
    assertNull(new CopyItem(look("x"), reader, 1).bytes(), "nobody else wants it");
  }

  /** Else one destination would write the bytes of another file. */
  @Test
  void itsBytesAreNobodyElsesUntilItsLastDestinationGaveThemBack() throws IOException {
    CopyItem item = new CopyItem(file("x", "0123456789"), reader, 3);
    LocalFile other = file("y", "another");
    ByteBuffer slow = assertNotNullBuffer(item.bytes());
    for (int given = 0; given < 3; given++) {
      assertNull(reader.read(other));
      assertEquals("0123456789", UTF_8.decode(slow.duplicate()).toString());
      item.giveBack();
    }
    ByteBuffer next = assertNotNullBuffer(reader.read(other));
    assertNull(item.bytes(), "a destination that asks now reads the file itself");
    item.release();
    assertEquals("another", UTF_8.decode(next).toString());
    assertNull(reader.read(other), "given back once");
  }
}
