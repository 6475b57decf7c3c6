package io.fsl.action;

import io.fsl.linux.FileIdentity;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The version of a file that was published last.
 *
 * @param size in bytes
 * @param mtime seconds since 1970
 * @param target the name it was published under, relative to incoming
 * @param gone whether the remote file was removed or moved afterwards, so that any file of that
 *     name is a new one
 * @param seen when a listing last had it
 * @param inode of the file that was published; 0: it is not known
 * @param birthNanos of that file, since 1970; 0: it is not known
 */
public record Fetched(
    long size, long mtime, Path target, boolean gone, Instant seen, long inode, long birthNanos) {
  /**
   * A version whose file in incoming is not known by its inode: any of that size and mtime may be
   * it.
   */
  public Fetched(long size, long mtime, Path target, boolean gone, Instant seen) {
    this(size, mtime, target, gone, seen, 0, 0);
  }

  Fetched published(FileIdentity file) {
    return new Fetched(size, mtime, target, gone, seen, file.inode(), file.birthNanos());
  }

  /** Whether a local file of its size and mtime is the one that was published. */
  boolean is(FileIdentity file) {
    return (inode == 0 || inode == file.inode())
        && (birthNanos == 0 || file.birthNanos() == 0 || birthNanos == file.birthNanos());
  }

  Fetched andGone() {
    return new Fetched(size, mtime, target, true, seen, inode, birthNanos);
  }
}
