package io.fsl.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read of {@code struct statx}. */
class InodeTest {
  /** The fields where statx(2) has them. */
  private static ByteBuffer statx(int links, int mode, long size) {
    return ByteBuffer.allocate(Syscalls.STATX_SIZE)
        .order(ByteOrder.nativeOrder())
        .putInt(16, links)
        .putShort(28, (short) mode)
        .putLong(32, 7)
        .putLong(40, size)
        .putLong(48, 3)
        .putInt(136, 0x12)
        .putInt(140, 0x89abcdef);
  }

  @Test
  void everyFieldIsReadWhereItIs() {
    assertEquals(
        new Inode(0x1289abcdefL, 7, 0xfffffffeL, false, 1L << 40, 1536),
        Inode.of(statx(-2, 0x81a4, 1L << 40)));
  }

  /** Of some special files the system tells a length that is none. */
  @Test
  void aLengthIsNotNegative() {
    assertEquals(0, Inode.of(statx(1, 0x81a4, -1)).size());
  }

  @ParameterizedTest
  @CsvSource({
    "0x81a4, 1, false, false",
    "0x81a4, 2, false, true",
    "0xa1ff, 2, false, true",
    "0xc1ed, 1, false, false",
    "0x41ed, 1, true, false",
    "0x41ed, 3, true, false"
  })
  void onlyAFileHasSeveralNames(String mode, int links, boolean folder, boolean shared) {
    Inode inode = Inode.of(statx(links, Integer.decode(mode), 1));
    assertEquals(folder, inode.folder());
    assertEquals(shared, inode.shared());
  }
}
