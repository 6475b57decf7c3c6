package io.fsl.linux;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * The folder that the program is started in. It may have been removed, as a shell stays in it;
 * whoever asks Java for a file then gets an error, be it for an absolute path.
 */
public final class CurrentFolder {
  private static final byte[] ROOT = "/".getBytes(US_ASCII);

  private CurrentFolder() {}

  /**
   * Goes to the root if the current folder is gone. Comes before all that may ask for a file.
   *
   * @return whether it was gone
   */
  public static boolean leaveIfGone() {
    return NativeSyscalls.leaveFolderThatIsGone();
  }

  /** With no room for its path, the kernel tells of a folder that is there that it does not fit. */
  static boolean leaveIfGone(Syscalls syscalls) {
    if (syscalls.call(syscalls.numbers.getcwd(), 0, 0, 0, 0, 0, 0) != -Errno.ENOENT) {
      return false;
    }
    long root = Syscalls.MEMORY.get().path(ROOT);
    return syscalls.call(syscalls.numbers.chdir(), root, 0, 0, 0, 0, 0) == 0;
  }
}
