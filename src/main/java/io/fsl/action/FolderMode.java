package io.fsl.action;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Whose a folder is, and what its mode allows: Java's permissions lack setgid and the sticky bit.
 *
 * @param bits of the mode, without its type and setuid
 * @param owner number of a user
 * @param group number of a group
 */
record FolderMode(int bits, int owner, int group) {
  private static final int ALL = 03777;
  private static final int SETGID = 02000;
  private static final int STICKY = 01000;
  private static final int WRITTEN_BY_OTHERS = 022;

  /** Of a folder; links are followed unless told otherwise. */
  static FolderMode of(Path folder, LinkOption... options) throws IOException {
    return new FolderMode(
        (int) Files.getAttribute(folder, "unix:mode", options) & ALL,
        (int) Files.getAttribute(folder, "unix:uid", options),
        (int) Files.getAttribute(folder, "unix:gid", options));
  }

  /** Whether what is made in it gets its group. */
  boolean handsGroupDown() {
    return (bits & SETGID) != 0;
  }

  /** Whether others than its owner may make and remove what is in it. */
  boolean isShared() {
    return (bits & WRITTEN_BY_OTHERS) != 0;
  }

  /** Whether only the owner of what is in it, and its own, may remove that. */
  boolean isSticky() {
    return (bits & STICKY) != 0;
  }

  /** The same, for its owner to write alone. */
  int privateBits() {
    return bits & ~WRITTEN_BY_OTHERS;
  }

  /** The same, sticky. */
  int stickyBits() {
    return bits | STICKY;
  }

  /** Sets the mode of a folder that is no link. */
  static void set(Path folder, int bits) throws IOException {
    Files.setAttribute(folder, "unix:mode", bits, NOFOLLOW_LINKS);
  }

  /** Sets the group of a folder that is no link, and has it hand that down. */
  static void handDown(Path folder, int group) throws IOException {
    Files.setAttribute(folder, "unix:gid", group, NOFOLLOW_LINKS);
    set(folder, of(folder, NOFOLLOW_LINKS).bits() | SETGID);
  }
}
