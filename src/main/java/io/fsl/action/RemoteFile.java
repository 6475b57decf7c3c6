package io.fsl.action;

import io.fsl.linux.PathBytes;
import io.fsl.sftp.Attributes;
import io.fsl.sftp.RemotePath;
import java.nio.file.Path;

/**
 * One version of a file on the server, its name proven safe.
 *
 * @param source the source's name in the configuration
 * @param path on the server
 * @param relative below the source's folder, and so below incoming and archive
 * @param size in bytes
 * @param mtime seconds since 1970
 */
public record RemoteFile(String source, RemotePath path, Path relative, long size, long mtime) {
  /** The path below the source's folder, fit for messages. */
  public String name() {
    return PathBytes.printable(relative);
  }

  /** Whether the server shows this version; what it does not tell does not speak against it. */
  public boolean isSameVersion(Attributes shown) {
    return (shown.size() == Attributes.UNKNOWN || shown.size() == size)
        && (shown.mtime() == Attributes.UNKNOWN || shown.mtime() == mtime);
  }

  /** The name of its part: a hash of source, path, size and mtime. */
  public String partName() {
    return PartName.of(this);
  }
}
