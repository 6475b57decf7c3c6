package io.fsl.linux;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A file that is open, by its descriptor: opening and collecting a FileChannel costs several times
 * as much as writing a small file. Thread-safe: nothing is done after it was closed, as its number
 * may be that of another file by then.
 */
public final class OpenFile implements Closeable {
  private static final Syscalls SYSCALLS = NativeSyscalls.get();
  private static final KernelCopy KERNEL = new KernelCopy(SYSCALLS);
  private static final int CLOSED = -1;

  /** Not a path: while many files are open, it would take up three times as much. */
  private final byte[] path;

  private int descriptor;

  private OpenFile(byte[] path, long opened) throws IOException {
    this.path = path;
    this.descriptor = (int) checked(opened);
  }

  /** Creates a file to write it, mode 0600; nothing must be there. */
  public static OpenFile create(Path path) throws IOException {
    byte[] bytes = PathBytes.of(path);
    return new OpenFile(bytes, SYSCALLS.create(bytes));
  }

  /** Opens a file to write it; a link is not followed. */
  public static OpenFile toWrite(Path path) throws IOException {
    byte[] bytes = PathBytes.of(path);
    return new OpenFile(bytes, SYSCALLS.openToWrite(bytes));
  }

  /** Opens a file to read it. */
  public static OpenFile toRead(Path path, boolean follow) throws IOException {
    byte[] bytes = PathBytes.of(path);
    return new OpenFile(bytes, SYSCALLS.openToRead(bytes, follow));
  }

  /** Opens a folder to force it; nothing else is opened: a pipe in its place is no trap. */
  public static OpenFile folder(Path path) throws IOException {
    byte[] bytes = PathBytes.of(path);
    return new OpenFile(bytes, SYSCALLS.openFolder(bytes));
  }

  /** Where it was when it was opened. */
  public Path path() {
    return PathBytes.path(path);
  }

  /** Its name by that path, to give it another one. */
  public FolderEntry entry() {
    return FolderEntry.of(path);
  }

  private int descriptor() throws IOException {
    if (descriptor == CLOSED) {
      throw new ClosedChannelException();
    }
    return descriptor;
  }

  private long checked(long result) throws IOException {
    if (result < 0) {
      throw exception(path(), result);
    }
    return result;
  }

  /** The exception for a negative {@code errno}, of java.nio's kinds. */
  static IOException exception(Path path, long errno) {
    return errno == -Errno.ENOTDIR
        ? new NotDirectoryException(path.toString())
        : exception(path, null, errno);
  }

  /** {@link #exception} of a call for two paths. */
  static IOException exception(Path path, @Nullable Path other, long errno) {
    String name = path.toString();
    String second = other == null ? null : other.toString();
    return switch ((int) -errno) {
      case Errno.ENOENT -> new NoSuchFileException(name, second, null);
      case Errno.EACCES -> new AccessDeniedException(name, second, null);
      case Errno.EEXIST -> new FileAlreadyExistsException(name, second, null);
      default -> new FileSystemException(name, second, SYSCALLS.words((int) -errno));
    };
  }

  /** Writes all that remains at a position. */
  public synchronized void write(ByteBuffer bytes, long position) throws IOException {
    long at = position;
    while (bytes.hasRemaining()) {
      at += checked(SYSCALLS.write(descriptor(), bytes, at));
    }
  }

  /**
   * Copies bytes of another file into this one, within the kernel where it can; fewer than asked
   * for if that file ends before.
   *
   * @param from offset in the source
   * @param to offset in this file
   * @return how many
   */
  public synchronized long copy(OpenFile source, long from, long to, long length)
      throws IOException {
    long copied;
    synchronized (source) {
      copied = KERNEL.copy(source.descriptor(), from, descriptor(), to, length);
    }
    return copied > 0 ? copied : transfer(source, from, to, length);
  }

  /**
   * Copies by java.nio what the kernel did not copy; its exception tells why if it cannot be done.
   */
  private long transfer(OpenFile source, long from, long to, long length) throws IOException {
    try (FileChannel in = FileChannel.open(source.path());
        FileChannel out =
            FileChannel.open(path(), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      return in.transferTo(from, length, out.position(to));
    }
  }

  /** Sets when it was modified. */
  public synchronized void setTimes(Instant modified) throws IOException {
    checked(SYSCALLS.setTimes(descriptor(), modified));
  }

  /** Sets its mode: the last nine bits. */
  public synchronized void setMode(int mode) throws IOException {
    checked(SYSCALLS.setMode(descriptor(), mode));
  }

  /** Sets who may do what with it, in place of a mode. */
  public synchronized void setAcl(FileAcl acl) throws IOException {
    checked(acl.giveTo(descriptor()));
  }

  /** Forces data and attributes to disk. */
  public synchronized void force() throws IOException {
    checked(SYSCALLS.force(descriptor()));
  }

  @Override
  public synchronized void close() throws IOException {
    if (descriptor != CLOSED) {
      int open = descriptor;
      descriptor = CLOSED;
      checked(SYSCALLS.close(open));
    }
  }
}
