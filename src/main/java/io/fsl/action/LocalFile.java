package io.fsl.action;

import io.fsl.linux.FileIdentity;
import io.fsl.linux.FileStatus;
import io.fsl.linux.NativeSyscalls;
import io.fsl.linux.PathBytes;
import io.fsl.linux.Syscalls;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * A regular file in an incoming folder, or a link to one, as it was when it was listed.
 *
 * @param relative its path below the incoming folder
 * @param path where it is
 * @param identity of the file; of a link, of the file that it leads to
 * @param name of the directory entry itself: differs from identity for a link
 */
public record LocalFile(
    Path relative,
    Path path,
    FileTime mtime,
    Set<PosixFilePermission> mode,
    FileIdentity identity,
    FileIdentity name) {
  private static final Syscalls SYSCALLS = NativeSyscalls.get();

  public LocalFile {
    mode = Set.copyOf(mode);
  }

  /** In bytes. */
  public long size() {
    return identity.size();
  }

  /** The path below the incoming folder, for messages. */
  public String printable() {
    return PathBytes.printable(relative);
  }

  /** What an entry of an incoming folder turns out to be. */
  public sealed interface Found {
    record File(LocalFile file) implements Found {}

    record Folder() implements Found {}

    /** Nothing, or nothing that is copied. */
    record Other() implements Found {}
  }

  /**
   * Looks at a name.
   *
   * @param relative the path below the incoming folder
   */
  public static Found look(Path path, Path relative) throws IOException {
    FileStatus own = LocalNames.status(path, false);
    if (own == null || (own.isLink() && SYSCALLS.isAstray(PathBytes.of(path)))) {
      return new Found.Other();
    }
    FileStatus real = own.isLink() ? LocalNames.status(path, true) : own;
    if (real == null) {
      return new Found.Other();
    }
    if (own.isFolder()) {
      return new Found.Folder();
    }
    return real.isRegularFile() ? new Found.File(of(relative, path, real, own)) : new Found.Other();
  }

  private static LocalFile of(Path relative, Path path, FileStatus real, FileStatus own) {
    return new LocalFile(
        relative, path, real.mtime(), real.permissions(), real.identity(), own.identity());
  }

  /** Whether the same version is still there. */
  boolean isUnchanged() throws IOException {
    FileStatus now = LocalNames.status(path, true);
    return now != null && now.identity().matches(identity);
  }

  /**
   * Whether it was found as a link, and a link of its name leads nowhere now. Whether it is the
   * same link is for the caller to find out.
   */
  boolean isAstray() {
    return !name.equals(identity) && SYSCALLS.isAstray(PathBytes.of(path));
  }

  /** Whether something else than a file, such as a pipe, has its name: reading it may never end. */
  boolean isNoFileNow() throws IOException {
    FileStatus now = LocalNames.status(path, true);
    return now != null && !now.isRegularFile();
  }
}
