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
import java.nio.file.spi.FileSystemProvider;
import org.jspecify.annotations.Nullable;

/**
 * What local names there are, and which are free. A link counts for itself unless a method says
 * otherwise. Each look costs as few system calls as its question allows, as there are very many.
 */
final class LocalNames {
  private static final Syscalls SYSCALLS = NativeSyscalls.get();

  private LocalNames() {}

  /**
   * Whether something has a name, a link that leads nowhere too.
   *
   * @throws IOException when that cannot be told
   */
  static boolean isThere(Path path) throws IOException {
    return SYSCALLS.inode(PathBytes.of(path)) != null || isSeen(path);
  }

  /**
   * What takes a name; null: it is free, as far as a link that leads nowhere takes none. That it is
   * free is found out quickly.
   *
   * @throws IOException when that cannot be told
   */
  static @Nullable BasicFileAttributes takenBy(Path path) throws IOException {
    if (SYSCALLS.isFree(PathBytes.of(path))) {
      return null;
    }
    FileSystemProvider files = path.getFileSystem().provider();
    return files.readAttributesIfExists(path, BasicFileAttributes.class) == null
        ? null
        : files.readAttributesIfExists(path, BasicFileAttributes.class, NOFOLLOW_LINKS);
  }

  /**
   * The status of what has a name; null: nothing has it, or, if links are followed, a link that
   * leads nowhere.
   *
   * @throws IOException when it cannot be looked at
   */
  static @Nullable FileStatus status(Path path, boolean follow) throws IOException {
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

  /** The status of what has a name, by one system call; null: nothing, or it is not to be seen. */
  static @Nullable FileStatus glance(Path path) {
    return SYSCALLS.status(PathBytes.of(path), false);
  }

  /** The identity of what has a name; null: nothing. */
  static @Nullable FileIdentity identity(Path path) throws IOException {
    FileStatus status = status(path, false);
    return status == null ? null : status.identity();
  }

  /** Whether two names are of one file; false if one of them has nothing. */
  static boolean isOneFile(Path name, Path other) throws IOException {
    FileIdentity one = identity(name);
    FileIdentity another = identity(other);
    return one != null && another != null && one.matches(another);
  }

  /** The bytes of disk that are free once a name is gone: none while the file has another. */
  static long freedWith(Path path) {
    Inode inode = SYSCALLS.inode(PathBytes.of(path));
    return inode == null || inode.folder() || inode.shared() ? 0 : inode.allocated();
  }

  /** Removes a name that is none of a folder. */
  static void delete(Path file) throws IOException {
    if (!SYSCALLS.unlink(PathBytes.of(file))) {
      Files.delete(file);
    }
  }

  /** Links are followed: only then java.nio tells of nothing without an exception. */
  private static boolean isSeen(Path path) throws IOException {
    return path.getFileSystem().provider().readAttributesIfExists(path, BasicFileAttributes.class)
        != null;
  }
}
