package io.fsl.action;

import io.fsl.linux.FileAcl;
import io.fsl.linux.FolderEntry;
import io.fsl.linux.OpenFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * A file that is being written, in a working folder. It stays open until it is forced: a descriptor
 * that is opened later may not hear of an earlier write error. {@link #write} and {@link
 * #written()} may be called from several threads.
 */
public final class TempFile implements Closeable {
  /** Very many may be open: none has a counter of its own. */
  private static final AtomicLongFieldUpdater<TempFile> WRITTEN =
      AtomicLongFieldUpdater.newUpdater(TempFile.class, "written");

  private final OpenFile file;
  private volatile long written;

  private TempFile(OpenFile file) {
    this.file = file;
  }

  /** Creates the file, mode 0600; it must not exist. */
  public static TempFile create(Path path) throws IOException {
    try {
      return new TempFile(OpenFile.create(path));
    } catch (IOException e) {
      throw DiskFullException.orOther(path, e);
    }
  }

  /** Creates the file, mode 0600; one that an earlier run left is removed. */
  public static TempFile createAnew(Path path) throws IOException {
    try {
      return create(path);
    } catch (FileAlreadyExistsException _) {
      Files.delete(path);
      return create(path);
    }
  }

  /** Opens a file that an earlier run left, to write the rest of it. */
  public static TempFile resume(Path path) throws IOException {
    return new TempFile(OpenFile.toWrite(path));
  }

  public Path path() {
    return file.path();
  }

  /** Its name, to be given another one. */
  FolderEntry entry() {
    return file.entry();
  }

  /** How many bytes were written through this object. */
  public long written() {
    return written;
  }

  /** Writes all that remains, after what was written so far. For one thread only. */
  public void append(ByteBuffer bytes) throws IOException {
    write(bytes, written);
  }

  /** Writes all that remains at a position. */
  public void write(ByteBuffer bytes, long position) throws IOException {
    int length = bytes.remaining();
    try {
      file.write(bytes, position);
    } catch (IOException e) {
      throw DiskFullException.orOther(path(), e);
    }
    WRITTEN.addAndGet(this, length);
  }

  /**
   * Copies bytes of another file to the same place in this one, within the kernel where it can;
   * fewer than asked for if that file ends before.
   *
   * @param position of the first of them, in both
   * @return how many
   */
  long copy(OpenFile source, long position, long length) throws IOException {
    try {
      long copied = file.copy(source, position, position, length);
      WRITTEN.addAndGet(this, copied);
      return copied;
    } catch (IOException e) {
      throw DiskFullException.orOther(path(), e);
    }
  }

  /** Copies a whole file; fewer bytes come when it ends before. */
  void copyAll(OpenFile source, long length) throws IOException {
    long copied = 1;
    for (long at = 0; at < length && copied > 0; at += copied) {
      copied = copy(source, at, length - at);
    }
  }

  /** Sets when it was modified. */
  void setTimes(Instant modified) throws IOException {
    file.setTimes(modified);
  }

  /** Sets its mode: the last nine bits. */
  void setMode(int mode) throws IOException {
    file.setMode(mode);
  }

  /** Sets who may do what with it, in place of a mode. */
  void setAcl(FileAcl acl) throws IOException {
    file.setAcl(acl);
  }

  /** Forces data and attributes to disk. */
  public void force() throws IOException {
    try {
      file.force();
    } catch (IOException e) {
      throw DiskFullException.orOther(path(), e);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /** Closes and removes the file; errors are passed over, since what is left is swept later. */
  public void discard() {
    try {
      file.close();
      Files.deleteIfExists(path());
    } catch (IOException _) {
      return;
    }
  }
}
