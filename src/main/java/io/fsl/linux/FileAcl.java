package io.fsl.linux;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what with a file, where a mode does not tell it all: an access control list (acl(5)),
 * as the kernel hands it out and takes it.
 */
public final class FileAcl {
  private static final Syscalls SYSCALLS = NativeSyscalls.get();
  private static final byte[] OF_NEW_FILES = "system.posix_acl_default".getBytes(US_ASCII);
  private static final byte[] OF_FILE = "system.posix_acl_access".getBytes(US_ASCII);

  // A version, then the entries: whose (16 bits), permissions (16 bits), number of an account.
  private static final int HEAD = 4;
  private static final int ENTRY = 8;
  private static final int PERMISSIONS_AT = 2;

  // Whose an entry is.
  private static final int OWNER = 1;
  private static final int NAMED_USER = 2;
  private static final int GROUP = 4;
  private static final int NAMED_GROUP = 8;
  private static final int MASK = 16;
  private static final int OTHERS = 32;

  /** Read and write: a file is not made to be executed. */
  private static final int USUAL = 6;

  private final byte[] value;

  private FileAcl(byte[] value) {
    this.value = value;
  }

  /**
   * What a program's new file gets in a folder that has a list for new files, whatever the umask.
   *
   * @param folder if it is missing, it will get the list of the one above
   * @return null: the folder has none, or that cannot be told
   */
  public static @Nullable FileAcl ofNewFile(Path folder) {
    for (Path above = folder; above != null; above = above.getParent()) {
      SyscallMemory memory = Syscalls.MEMORY.get();
      long length = SYSCALLS.attribute(memory, PathBytes.of(above), OF_NEW_FILES);
      if (length >= HEAD) {
        byte[] value = new byte[(int) length];
        memory.bytes.get(SyscallMemory.THIRD, value);
        return new FileAcl(value).unexecutable();
      }
      if (length != -Errno.ENOENT) {
        return null;
      }
    }
    return null;
  }

  /** Without leave to execute, as the kernel takes it off: not off the entries under a mask. */
  private FileAcl unexecutable() {
    int group = permissions(MASK) < 0 ? GROUP : MASK;
    ByteBuffer entries = entries(value);
    for (int at = HEAD; at + ENTRY <= value.length; at += ENTRY) {
      int whose = entries.getShort(at);
      if (whose == OWNER || whose == group || whose == OTHERS) {
        int permissions = entries.getShort(at + PERMISSIONS_AT) & USUAL;
        entries.putShort(at + PERMISSIONS_AT, (short) permissions);
      }
    }
    return this;
  }

  /** As far as a mode can tell it: nobody may do more than by the list. */
  int mode() {
    int mask = permissions(MASK) < 0 ? USUAL : permissions(MASK);
    int named = named(mask);
    int group = permissions(GROUP) & mask & named;
    return permissions(OWNER) << 6 | group << 3 | (permissions(OTHERS) & named);
  }

  /**
   * What all the users and groups may do that it names: by a mode, they are of the group or others.
   */
  private int named(int mask) {
    int all = USUAL;
    ByteBuffer entries = entries(value);
    for (int at = HEAD; at + ENTRY <= value.length; at += ENTRY) {
      int whose = entries.getShort(at);
      if (whose == NAMED_USER || whose == NAMED_GROUP) {
        all &= entries.getShort(at + PERMISSIONS_AT) & mask;
      }
    }
    return all;
  }

  /** Of the first such entry; negative: there is none. */
  private int permissions(int whose) {
    ByteBuffer entries = entries(value);
    for (int at = HEAD; at + ENTRY <= value.length; at += ENTRY) {
      if (entries.getShort(at) == whose) {
        return entries.getShort(at + PERMISSIONS_AT);
      }
    }
    return -1;
  }

  private static ByteBuffer entries(byte[] value) {
    return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Gives it to an open file. Where that cannot be done, as in a container that lacks one of the
   * accounts, the file gets the {@link #mode}.
   *
   * @return a negative {@code errno} if neither works
   */
  long giveTo(int file) {
    long given = SYSCALLS.setAttribute(file, OF_FILE, value);
    return given < 0 ? SYSCALLS.setMode(file, mode()) : given;
  }
}
