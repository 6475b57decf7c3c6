package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.sftp.Attributes.Type;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepliesTest {
  private static final int SIZE = 1;
  private static final int OWNERS = 2;
  private static final int MODE = 4;
  private static final int TIMES = 8;
  private static final int EXTENSIONS = 0x80000000;

  @Test
  void everyCombinationOfAttributes() throws Exception {
    for (int bits = 0; bits < 32; bits++) {
      int flags = (bits & 15) | (bits > 15 ? EXTENSIONS : 0);
      Wire wire = attributes(flags).string("what follows");
      ByteBuffer body = wire.buffer();
      Attributes read = Replies.attributes(body);
      long unknown = Attributes.UNKNOWN;
      assertEquals((flags & SIZE) != 0 ? 1L << 40 : unknown, read.size(), "flags " + flags);
      assertEquals((flags & TIMES) != 0 ? 0xfffffffeL : unknown, read.mtime(), "flags " + flags);
      assertEquals((flags & MODE) != 0 ? Type.FILE : Type.UNKNOWN, read.type(), "flags " + flags);
      assertEquals("what follows", text(Replies.string(body)), "flags " + flags);
      assertCutShort(wire, flags);
    }
  }

  private static Wire attributes(int flags) {
    Wire wire = new Wire().uint32(flags);
    if ((flags & SIZE) != 0) {
      wire.uint64(1L << 40);
    }
    if ((flags & OWNERS) != 0) {
      wire.uint32(1000).uint32(1001);
    }
    if ((flags & MODE) != 0) {
      wire.uint32(0100644);
    }
    if ((flags & TIMES) != 0) {
      wire.uint32(5).uint32(0xfffffffeL);
    }
    if ((flags & EXTENSIONS) != 0) {
      wire.uint32(2).string("a@b").string("1").string("c@d").string("");
    }
    return wire;
  }

  /** At any place. */
  private static void assertCutShort(Wire wire, int flags) {
    byte[] whole = wire.bytes();
    int length = whole.length - "what follows".length() - 4;
    for (int cut = 0; cut < length; cut++) {
      ByteBuffer body = ByteBuffer.wrap(whole, 0, cut);
      Exception fault =
          assertThrows(Exception.class, () -> Replies.attributes(body), "flags " + flags);
      assertTrue(fault instanceof ProtocolException || fault instanceof BufferUnderflowException);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "100644,FILE",
    "40755,FOLDER",
    "120777,LINK",
    "20000,OTHER",
    "60000,OTHER",
    "10000,OTHER",
    "140000,OTHER",
    "644,UNKNOWN",
    "0,UNKNOWN"
  })
  void typesAreInTheMode(String octal, Type type) throws Exception {
    Wire wire = new Wire().uint32(MODE).uint32(Long.parseLong(octal, 8));
    assertEquals(type, Replies.attributes(wire.buffer()).type());
  }

  @Test
  void aSizeBeyondAllFilesIsUnknown() throws Exception {
    Wire wire = new Wire().uint32(SIZE).uint64(-2);
    assertEquals(Attributes.UNKNOWN, Replies.attributes(wire.buffer()).size());
  }

  @Test
  void entriesWithoutDots() throws Exception {
    Wire wire = new Wire().uint32(5);
    for (String name : List.of(".", "a", "..", "...", "")) {
      wire.string(name).string("-rw-r--r-- 1 me me 0 Jan 1 1970 " + name).uint32(0);
    }
    assertEquals(
        List.of("a", "...", ""),
        Replies.entries(wire.buffer()).stream().map(entry -> entry.name().toString()).toList());
  }

  @Test
  void aPathThatWasResolvedHasOneName() throws Exception {
    Wire one = new Wire().uint32(1).string("/srv/out").string("/srv/out").uint32(0);
    assertEquals("/srv/out", Replies.name(Sftp.NAME, one.buffer()).toString());
    Wire none = new Wire().uint32(0);
    assertThrows(ProtocolException.class, () -> Replies.name(Sftp.NAME, none.buffer()));
    assertThrows(ProtocolException.class, () -> Replies.name(Sftp.ATTRS, one.buffer()));
  }

  /** Servers that send no mode say what an entry is in their line of it, if anywhere. */
  @ParameterizedTest
  @CsvSource({
    "-rw-r--r-- 1 me me 0 Jan 1 1970 a, FILE",
    "drwxr-xr-x+ 2 me me 0 Jan 1 1970 a, FOLDER",
    "drwsr-S--t. 2 me me 0 Jan 1 1970 a, FOLDER",
    "lrwxrwxrwx@ 1 me me 1 Jan 1 1970 a -> b, LINK",
    "prw-r--r-- 1 me me 0 Jan 1 1970 a, OTHER",
    "srw-r--r-- 1 me me 0 Jan 1 1970 a, OTHER",
    "brw-r--r-- 1 me me 0 Jan 1 1970 a, OTHER",
    "crw-r--r-- 1 me me 0 Jan 1 1970 a, OTHER",
    "?rw-r--r-- 1 me me 0 Jan 1 1970 a, UNKNOWN",
    "'', UNKNOWN",
    "d, UNKNOWN",
    "data.csv, UNKNOWN",
    "drwxrwxrwx, UNKNOWN",
    "drwxrwxrwxx, UNKNOWN",
    "01-01-70  12:00AM  <DIR>  a, UNKNOWN",
  })
  void anEntryWithoutAModeIsWhatItsLineSays(String line, Type type) throws Exception {
    for (long mode : new long[] {-1, 0644}) {
      Wire wire = new Wire().uint32(2);
      for (int i = 0; i < 2; i++) {
        wire.string("a").string(line).uint32(mode < 0 ? SIZE : SIZE | MODE).uint64(7);
        if (mode >= 0) {
          wire.uint32(mode);
        }
      }
      Attributes expected = new Attributes(type, 7, Attributes.UNKNOWN);
      assertEquals(
          List.of(expected, expected),
          Replies.entries(wire.buffer()).stream().map(Entry::attributes).toList());
    }
  }

  @Test
  void aModeCountsMoreThanTheLine() throws Exception {
    Wire wire = new Wire().uint32(1).string("a").string("drwxr-xr-x 2 a").uint32(MODE);
    Attributes read = Replies.entries(wire.uint32(0100644).buffer()).getFirst().attributes();
    assertEquals(Type.FILE, read.type());
  }

  /** They would be missing from the listing. Only what marks its end may follow. */
  @Test
  void noEntriesMayFollowTheLastThatIsCounted() throws Exception {
    Wire wire = new Wire().uint32(1).string("a").string("").uint32(0);
    assertEquals(1, Replies.entries(wire.uint8(1).buffer()).size());
    wire.string("b").string("").uint32(0);
    assertThrows(ProtocolException.class, () -> Replies.entries(wire.buffer()));
    Wire none = new Wire().uint32(0).string("b").string("").uint32(0);
    assertThrows(ProtocolException.class, () -> Replies.entries(none.buffer()));
  }

  /** A count alone makes nothing grow. */
  @ParameterizedTest
  @ValueSource(longs = {2, 1_000_000_000, 0x7fffffffL, 0x80000000L, 0xffffffffL})
  void countsWithoutEntries(long count) {
    Wire wire = new Wire().uint32(count).string("a").string("").uint32(0);
    Exception fault = assertThrows(Exception.class, () -> Replies.entries(wire.buffer()));
    assertTrue(fault instanceof ProtocolException || fault instanceof BufferUnderflowException);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 0x7fffffffL, 0x80000000L, 0xffffffffL})
  void countsWithoutExtensions(long count) {
    Wire wire = new Wire().uint32(EXTENSIONS).uint32(count);
    Exception fault = assertThrows(Exception.class, () -> Replies.attributes(wire.buffer()));
    assertTrue(fault instanceof ProtocolException || fault instanceof BufferUnderflowException);
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 0x7fffffffL, 0x80000000L, 0xffffffffL})
  void stringsLongerThanTheirPacket(long length) {
    Wire wire = new Wire().uint32(length).text("abc");
    assertThrows(ProtocolException.class, () -> Replies.string(wire.buffer()));
  }

  @Test
  void handlesAreBounded() throws Exception {
    String longest = "h".repeat(256);
    assertArrayEquals(
        longest.getBytes(StandardCharsets.US_ASCII),
        Replies.handle(Sftp.HANDLE, new Wire().string(longest).buffer()));
    assertThrows(
        ProtocolException.class,
        () -> Replies.handle(Sftp.HANDLE, new Wire().string(longest + "h").buffer()));
    assertThrows(
        ProtocolException.class, () -> Replies.handle(Sftp.ATTRS, new Wire().string("h").buffer()));
  }

  @ParameterizedTest
  @CsvSource({
    "2,No such file,stat a: No such file or directory",
    "2,,stat a: No such file or directory",
    "4,Failure,stat a: Failure",
    "4,disk on fire,stat a: Failure (disk on fire)",
    "0,,stat a: No error",
    "3,,stat a: Permission denied",
    "8,,stat a: Operation unsupported",
    "10,,stat a: No such path",
    "11,,stat a: File exists",
    "12,,stat a: Read-only file system",
    "14,,stat a: No space left on device",
    "14,Quota,stat a: No space left on device (Quota)",
    "15,,stat a: Disk quota exceeded",
    "17,,stat a: File is locked",
    "19,,stat a: Not a directory",
    "21,,stat a: Too many levels of symbolic links",
    "99,,stat a: Status 99",
    "-1,,stat a: Status 4294967295"
  })
  void errorsTellWhatWasAsked(int status, String text, String expected) throws Exception {
    Wire wire = new Wire().uint32(status).string(text == null ? "" : text).string("en");
    RemoteException error = Replies.error(wire.buffer(), "stat a");
    assertEquals(expected, error.getMessage());
    assertEquals(status, error.status());
  }

  /** The second is of a later draft of the protocol, and sent in version 3 all the same. */
  @ParameterizedTest
  @CsvSource({"2,true", "10,true", "0,false", "3,false", "4,false", "11,false", "19,false"})
  void whatIsNotThere(int status, boolean gone) {
    assertEquals(gone, new RemoteException(status, "").noSuchFile());
  }

  @Test
  void errorsNeedNoText() throws Exception {
    assertEquals("x: Failure", Replies.error(new Wire().uint32(4).buffer(), "x").getMessage());
  }

  /** Whatever a server says stays on one line of the log. */
  @Test
  void errorsAreBoundedAndPrintable() throws Exception {
    Wire wire = new Wire().uint32(4).string("a\nb\u001b[31m" + "c".repeat(10_000)).string("");
    String message = Objects.requireNonNull(Replies.error(wire.buffer(), "x").getMessage());
    assertTrue(message.length() < 400, message);
    assertFalse(message.chars().anyMatch(Character::isISOControl), message);
  }

  @Test
  void extensionsAreNames() throws Exception {
    Wire wire = new Wire().string("a@b").string("1").string("limits@openssh.com").string("1");
    assertEquals(List.of("a@b", "limits@openssh.com"), Replies.extensions(wire.buffer()));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }
}
