package io.fsl.action;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.fsl.linux.FileIdentity;
import io.fsl.linux.FileStatus;
import io.fsl.linux.Inode;
import io.fsl.linux.NativeSyscalls;
import io.fsl.linux.PathBytes;
import io.fsl.linux.Syscalls;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.spi.FileSystemProvider;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
    FileStatus own = status(path, false);
    if (own == null || (own.isLink() && SYSCALLS.isAstray(PathBytes.of(path)))) {
      return new Found.Other();
    }
    FileStatus real = own.isLink() ? status(path, true) : own;
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
    FileStatus now = status(path, true);
    return now != null && now.identity().matches(identity);
  }

  /**
   * Whether it was found as a link, and a link of its name leads nowhere now; that it is the same
   * one is for the caller to see.
   */
  boolean isAstray() {
    return !name.equals(identity) && SYSCALLS.isAstray(PathBytes.of(path));
  }

  /** Whether something else than a file, such as a pipe, has its name: reading it may never end. */
  boolean isNoFileNow() throws IOException {
    FileStatus now = status(path, true);
    return now != null && !now.isRegularFile();
  }

  /**
   * The attributes of what has a name, of a link itself; null: nothing has it, which is found out
   * quickly, or a link that leads nowhere.
   */
  static @Nullable BasicFileAttributes attributesAt(Path path) throws IOException {
    if (SYSCALLS.isFree(PathBytes.of(path))) {
      return null;
    }
    FileSystemProvider files = path.getFileSystem().provider();
    return files.readAttributesIfExists(path, BasicFileAttributes.class) == null
        ? null
        : files.readAttributesIfExists(path, BasicFileAttributes.class, NOFOLLOW_LINKS);
  }

  /**
   * Whether something has a name, a link that leads nowhere too. Links are followed where java.nio
   * is asked, as only then it tells of nothing without an exception.
   */
  static boolean isThere(Path path) throws IOException {
    return SYSCALLS.inode(PathBytes.of(path)) != null || isSeen(path);
  }

  /**
   * The status of what has a name, of a link itself, by one system call; null: nothing, or it
   * cannot be looked at.
   */
  static @Nullable FileStatus glance(Path path) {
    return SYSCALLS.status(PathBytes.of(path), false);
  }

  /** The bytes of disk that are free once a name is gone: none while the file has another. */
  static long freedWith(Path path) {
    Inode inode = SYSCALLS.inode(PathBytes.of(path));
    return inode == null || inode.folder() || inode.shared() ? 0 : inode.allocated();
  }

  /** The file, or link, that has a name itself; null: none. */
  static @Nullable FileIdentity identityAt(Path path) throws IOException {
    FileStatus status = status(path, false);
    return status == null ? null : status.identity();
  }

  /** Whether two names are of one file, links not followed; false if one of them has nothing. */
  static boolean isOneFile(Path name, Path other) throws IOException {
    FileIdentity one = identityAt(name);
    FileIdentity another = identityAt(other);
    return one != null && another != null && one.matches(another);
  }

  /** Removes a file, or a link itself. */
  static void delete(Path file) throws IOException {
    if (!SYSCALLS.unlink(PathBytes.of(file))) {
      Files.delete(file);
    }
  }

  /**
   * The status of what has a name; null: nothing has it, or, if links are followed, a link that
   * leads nowhere.
   *
   * @throws IOException when it cannot be looked at
   */
  private static @Nullable FileStatus status(Path path, boolean follow) throws IOException {
    FileStatus found = SYSCALLS.status(PathBytes.of(path), follow);
    if (found != null || !isSeen(path)) {
      return found;
    }
    // It came just now, or the system call itself is not allowed.
    found = SYSCALLS.status(PathBytes.of(path), follow);
    if (found == null) {
      throw new FileSystemException(path.toString(), null, "it cannot be looked at");
    }
    return found;
  }

  /** Whether java.nio finds something under a name, links followed. */
  private static boolean isSeen(Path path) throws IOException {
    return path.getFileSystem().provider().readAttributesIfExists(path, BasicFileAttributes.class)
        != null;
  }
}
