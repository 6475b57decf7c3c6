package io.fsl.linux;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;

/** Access control lists of folders for new files, and those of files, by system calls. */
public final class FolderAcl {
  private static final Syscalls SYSCALLS = NativeSyscalls.get();
  private static final int VERSION = 2;

  private FolderAcl() {}

  /**
   * An entry.
   *
   * @param whose 1 the owner's, 2 a user's, 4 the group's, 8 a group's, 16 the mask, 32 others'
   */
  public record Entry(int whose, int permissions, int account) {}

  /** Has a folder hand this down; skips the test where that is not possible. */
  public static void handDown(Path folder, List<Entry> entries) throws IOException {
    ByteBuffer value =
        ByteBuffer.allocate(Integer.BYTES + 8 * entries.size())
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(VERSION);
    entries.forEach(entry ->
        value
            .putShort((short) entry.whose())
            .putShort((short) entry.permissions())
            .putInt(entry.account()));
    long opened = SYSCALLS.openFolder(PathBytes.of(folder));
    byte[] name = "system.posix_acl_default".getBytes(US_ASCII);
    long set = SYSCALLS.setAttribute((int) opened, name, value.array());
    SYSCALLS.close((int) opened);
    assumeTrue(set == 0, "the file system has no access control lists");
  }

  /** That of a file; empty: it has none but its mode. */
  public static List<Byte> of(Path file) {
    SyscallMemory memory = Syscalls.MEMORY.get();
    byte[] name = "system.posix_acl_access".getBytes(US_ASCII);
    long length = SYSCALLS.attribute(memory, PathBytes.of(file), name);
    Byte[] value = new Byte[(int) Math.max(0, length)];
    for (int i = 0; i < value.length; i++) {
      value[i] = memory.bytes.get(SyscallMemory.THIRD + i);
    }
    return List.of(value);
  }
}
