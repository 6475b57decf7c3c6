package io.fsl.action;

import io.fsl.config.Destination;
import io.fsl.linux.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Copies one file into a temp for one destination, verifies its size, sets its mtime, mode and
 * owner, and has it forced to disk.
 */
final class CopyFile {
  /** Bytes that are copied before it is checked again whether the run is to end. */
  private static final long SLICE = 8 << 20;

  static final String CHANGED = "it changed while it was copied";

  private final Destination destination;
  private final FileWriter writer;
  private final CopyControl control;

  CopyFile(Destination destination, FileWriter writer, CopyControl control) {
    this.destination = destination;
    this.writer = writer;
    this.control = control;
  }

  /** The run was asked to end. */
  static final class StoppedException extends IOException {}

  /**
   * Copies a file; small ones from memory, others from the disk.
   *
   * @return completes when the temp is forced and closed
   * @throws ChangedException when it is not the listed version any more
   * @throws StoppedException when the run was asked to end
   */
  Future<?> copy(CopyItem item, Path path) throws IOException {
    LocalFile file = item.file();
    TempFile temp = writer.create(path);
    try {
      if (!isWritten(item, temp)) {
        copyInSlices(file, temp);
      }
      writer.complete(temp, file.size(), metadata(file));
      return writer.force(temp);
    } catch (IOException | RuntimeException | Error e) {
      temp.discard();
      throw e;
    }
  }

  /**
   * Writes a file whose bytes are in memory, read once for all destinations; false: they are not.
   */
  private boolean isWritten(CopyItem item, TempFile temp) throws IOException {
    @Nullable ByteBuffer bytes = item.bytes();
    try {
      if (bytes == null) {
        return false;
      }
      temp.append(bytes);
      control.copied(temp.written());
      return true;
    } finally {
      item.giveBack();
    }
  }

  private void copyInSlices(LocalFile file, TempFile temp) throws IOException {
    try (OpenFile source = OpenFile.toRead(file.path(), true)) {
      if (file.isNoFileNow()) {
        throw new ChangedException(CHANGED);
      }
      long left = file.size();
      while (left > 0) {
        if (control.isStopped()) {
          throw new StoppedException();
        }
        long copied = temp.copy(source, file.size() - left, Math.min(left, SLICE));
        if (copied == 0) {
          throw new ChangedException(CHANGED);
        }
        left -= copied;
        control.copied(copied);
      }
    }
    if (!file.isUnchanged()) {
      throw new ChangedException(CHANGED);
    }
  }

  private FileMetadata metadata(LocalFile file) {
    return new FileMetadata(
        file.mtime(),
        destination.mode() == null ? file.mode() : destination.mode(),
        destination.owner(),
        destination.group());
  }
}
