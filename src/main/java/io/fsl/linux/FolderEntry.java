package io.fsl.linux;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * A name in a folder that is held open: what is done with the name is done in that folder, even if
 * a link takes the folder's place meanwhile. For one thread at a time.
 */
public final class FolderEntry implements Closeable {
  private static final Syscalls SYSCALLS = NativeSyscalls.get();

  /** {@code O_PATH | O_CLOEXEC}: to look names up in it, which needs no leave to read it. */
  private static final int LOOK_UP = 0x280000;

  /** {@code RENAME_NOREPLACE}. */
  private static final int NO_REPLACE = 1;

  /** Of a folder, before the bits of the umask are taken off. */
  private static final int MODE = 0777;

  private static final int CLOSED = -1;

  private final byte[] name;
  private int folder;

  /** Made of the name when it is asked for; null until then. */
  private @Nullable Path path;

  private FolderEntry(byte[] name, int folder, @Nullable Path path) {
    this.name = name;
    this.folder = folder;
    this.path = path;
  }

  /** A name by its path: no folder is open, and links up to the name are followed each time. */
  public static FolderEntry of(Path path) {
    return new FolderEntry(PathBytes.of(path), Syscalls.CURRENT_FOLDER, path);
  }

  /** The same by the bytes of the path. */
  static FolderEntry of(byte[] path) {
    return new FolderEntry(path, Syscalls.CURRENT_FOLDER, null);
  }

  /**
   * A name in the folder that has this one.
   *
   * @throws NotDirectoryException when a link or something else has it
   */
  public FolderEntry inside(Path below) throws IOException {
    byte[] bytes = PathBytes.of(below);
    int flags = LOOK_UP | SYSCALLS.numbers.directory() | SYSCALLS.numbers.noFollow();
    long opened = SYSCALLS.open(folder, name, flags);
    if (opened < 0) {
      throw OpenFile.exception(path(), opened);
    }
    return new FolderEntry(bytes, (int) opened, path().resolve(below));
  }

  /** Where it was when its folder was opened: for messages, and to look at what has the name. */
  public Path path() {
    Path known = path == null ? PathBytes.path(name) : path;
    path = known;
    return known;
  }

  /**
   * Makes a folder of this name.
   *
   * @throws FileAlreadyExistsException when something has the name, if only a link
   */
  public void makeFolder() throws IOException {
    long address = Syscalls.MEMORY.get().path(name);
    long result = SYSCALLS.call(SYSCALLS.numbers.mkdirat(), folder, address, MODE, 0, 0, 0);
    if (result < 0) {
      throw OpenFile.exception(path(), result);
    }
  }

  /**
   * Gives the file another name by one rename; what has it is replaced.
   *
   * @throws NoSuchFileException when the file, or the folder of the other name, is gone
   */
  public void moveTo(FolderEntry target) throws IOException {
    long result = rename(target, 0);
    if (result == 0) {
      return;
    }
    try {
      // Java can do it where the system call is not allowed, or it can tell why not.
      Files.move(reached(), target.reached(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw isFolderOpen() || target.isFolderOpen() ? exception(target, result) : e;
    }
  }

  /** A path to the name in the folder that is held open. */
  private Path reached() {
    return isFolderOpen() ? held().resolve(path().getFileName()) : path();
  }

  private Path held() {
    return Path.of("/proc/self/fd", Integer.toString(folder));
  }

  /**
   * Makes sure that the folder is where it was when it was opened: then what was just seen at
   * {@link #path} is what is in it.
   *
   * @throws NoSuchFileException when it is elsewhere by now, or gone
   * @throws IOException when that cannot be told
   */
  public void requireInPlace() throws IOException {
    if (isFolderOpen() && !isInPlace()) {
      throw new NoSuchFileException(path().toString(), null, "its folder was moved meanwhile");
    }
  }

  private boolean isInPlace() throws IOException {
    try {
      return Files.isSameFile(held(), path().resolveSibling(""));
    } catch (NoSuchFileException _) {
      return false;
    }
  }

  /**
   * Renames the file unless something, if only a link that leads nowhere, has the other name.
   *
   * @return whether it worked; if not, the name is taken, the file system does not know this way to
   *     rename, or {@link #moveTo} can tell why not
   */
  public boolean moveToNew(FolderEntry target) {
    return rename(target, NO_REPLACE) == 0;
  }

  private long rename(FolderEntry target, int flags) {
    return callWith(SYSCALLS.numbers.renameat2(), target, flags);
  }

  /**
   * Gives the file, or a link itself, another name besides.
   *
   * @throws FileAlreadyExistsException when something has that
   */
  public void linkTo(FolderEntry target) throws IOException {
    long result = callWith(SYSCALLS.numbers.linkat(), target, 0);
    if (result < 0) {
      throw exception(target, result);
    }
  }

  private long callWith(long number, FolderEntry target, int flags) {
    SyscallMemory memory = Syscalls.MEMORY.get();
    long from = memory.path(name);
    long to = memory.secondPath(target.name);
    return SYSCALLS.call(number, folder, from, target.folder, to, flags, 0);
  }

  private IOException exception(FolderEntry target, long errno) {
    return OpenFile.exception(path(), target.path(), errno);
  }

  private boolean isFolderOpen() {
    return folder != Syscalls.CURRENT_FOLDER;
  }

  @Override
  public void close() {
    if (isFolderOpen() && folder != CLOSED) {
      SYSCALLS.close(folder);
      folder = CLOSED;
    }
  }
}
