package io.fsl.action;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A file that is being written, in a working folder. It stays open until it is forced: a descriptor
 * that is opened later may not hear of an earlier write error. {@link #write} and {@link
 * #written()} may be called from several threads.
 */
public final class TempFile implements Closeable {
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final Set<OpenOption> CREATE =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, NOFOLLOW_LINKS);
  private static final Set<OpenOption> RESUME = Set.of(StandardOpenOption.WRITE, NOFOLLOW_LINKS);

  private final Path path;
  private final FileChannel channel;
  private final AtomicLong written = new AtomicLong();

  private TempFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** Creates the file, mode 0600; it must not exist. */
  public static TempFile create(Path path) throws IOException {
    try {
      return new TempFile(path, FileChannel.open(path, CREATE, PRIVATE));
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
    return new TempFile(path, FileChannel.open(path, RESUME));
  }

  public Path path() {
    return path;
  }

  /** How many bytes were written through this object. */
  public long written() {
    return written.get();
  }

  /** Writes all that remains, after what was written so far. For one thread only. */
  public void append(ByteBuffer bytes) throws IOException {
    write(bytes, written.get());
  }

  /** Writes all that remains at a position. */
  public void write(ByteBuffer bytes, long position) throws IOException {
    int length = bytes.remaining();
    try {
      long at = position;
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
      }
    } catch (IOException e) {
      throw DiskFullException.orOther(path, e);
    }
    written.addAndGet(length);
  }

  /**
   * Appends so many bytes of another file, within the kernel where it can. Fewer when it ends
   * before.
   *
   * @return how many
   */
  public long append(FileChannel source, long position, long length) throws IOException {
    try {
      channel.position(written.get());
      long copied = source.transferTo(position, length, channel);
      written.addAndGet(copied);
      return copied;
    } catch (IOException e) {
      throw DiskFullException.orOther(path, e);
    }
  }

  /** Forces data and attributes to disk. */
  public void force() throws IOException {
    try {
      channel.force(true);
    } catch (IOException e) {
      throw DiskFullException.orOther(path, e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** Closes and removes the file; errors are passed over, since what is left is swept later. */
  public void discard() {
    try {
      channel.close();
      Files.deleteIfExists(path);
    } catch (IOException _) {
      return;
    }
  }
}
