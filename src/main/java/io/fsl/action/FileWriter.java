package io.fsl.action;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.fsl.linux.FolderEntry;
import io.fsl.linux.OpenFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The only code that creates files. Each goes through the same steps, and gets its final name only
 * when it is complete and durable:
 *
 * <ol>
 *   <li>{@link #create} a temp in a working folder
 *   <li>append the bytes
 *   <li>{@link #complete}: the size is verified; mtime, owner, group and mode are set
 *   <li>{@link #force}, overlapped over many files
 *   <li>{@link #publish}: one rename
 *   <li>{@link #forceFolders}, once for many files
 * </ol>
 *
 * Before the rename, {@link TempFile#discard} cleans up; what a crash leaves is swept by {@link
 * WorkFolder#sweep}. Thread-safe.
 */
public final class FileWriter implements Closeable {
  /** By working folder: several writers may publish from one, and one that hangs stops no other. */
  private static final Map<Path, Object> LOOKING = new ConcurrentHashMap<>();

  private final @Nullable Forces forces;

  /**
   * @param durable whether files and folders are forced to disk
   */
  public FileWriter(boolean durable) {
    forces = durable ? new Forces() : null;
  }

  /** Whether files and folders are forced to disk. */
  boolean isDurable() {
    return forces != null;
  }

  /** Creates a temp, mode 0600; it must not exist. */
  public TempFile create(Path temp) throws IOException {
    return TempFile.create(temp);
  }

  /** Creates a temp, mode 0600; one that an earlier run left is replaced. */
  public TempFile createAnew(Path temp) throws IOException {
    return TempFile.createAnew(temp);
  }

  /** Verifies that so many bytes were written, then sets mtime, owner, group and mode. */
  public void complete(TempFile temp, long bytes, FileMetadata metadata) throws IOException {
    if (temp.written() != bytes) {
      throw new IOException(
          temp.path() + ": " + temp.written() + " bytes were written instead of " + bytes);
    }
    try {
      metadata.apply(temp);
    } catch (IOException e) {
      throw DiskFullException.orSame(temp.path(), e);
    }
  }

  /** {@link Forces#force}: without durability, the file is only closed. */
  public Future<?> force(TempFile temp) {
    if (forces != null) {
      return forces.force(temp);
    }
    try {
      temp.close();
      return CompletableFuture.completedFuture(null);
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * {@link #force} for many files, overlapped.
   *
   * @return those that failed
   */
  public Map<TempFile, IOException> forceAll(Collection<TempFile> temps) {
    Map<TempFile, Future<?>> forced = new LinkedHashMap<>();
    temps.forEach(temp -> forced.put(temp, force(temp)));
    Map<TempFile, IOException> failures = new HashMap<>();
    forced.forEach((temp, force) -> {
      try {
        Forces.await(force);
      } catch (IOException e) {
        failures.put(temp, e);
      }
    });
    return failures;
  }

  /**
   * Gives a temp its final name; whatever has it, a link as well, is replaced, not followed. The
   * caller has seen at its path that it may be.
   */
  public void publish(FolderEntry temp, FolderEntry target) throws IOException {
    target.requireInPlace();
    try {
      temp.moveTo(target);
    } catch (IOException e) {
      throw DiskFullException.orSame(target.path(), e);
    }
  }

  /**
   * Gives a temp its final name unless something has that name, even a link that leads nowhere.
   * This is one rename: a file must never have both names, or a consumer could take it by the one
   * and find it again under the other. On file systems without such a rename the name is looked at
   * first; another program, though no other writer, could take it in between.
   *
   * @return whether it got it
   */
  public boolean publishNew(FolderEntry temp, FolderEntry target) throws IOException {
    return temp.moveToNew(target) || publishUnlessThere(temp, target);
  }

  /** The lock to hold while a name is found to be free and then taken, for one working folder. */
  static Object looking(Path workFolder) throws IOException {
    return LOOKING.computeIfAbsent(workFolder.toRealPath(), folder -> new Object());
  }

  private boolean publishUnlessThere(FolderEntry temp, FolderEntry target) throws IOException {
    synchronized (looking(temp.path().resolveSibling(""))) {
      if (LocalNames.isThere(target.path())) {
        return false;
      }
      publish(temp, target);
      return true;
    }
  }

  /**
   * Gives a file back the name it was taken from, unless something has it by now. A crash may leave
   * it under both names.
   *
   * @return whether it got it
   */
  public boolean putBack(Path file, FolderEntry target) throws IOException {
    FolderEntry taken = FolderEntry.of(file);
    try {
      taken.linkTo(target);
    } catch (FileAlreadyExistsException _) {
      return false;
    } catch (IOException _) {
      return publishNew(taken, target);
    }
    Files.deleteIfExists(file);
    return true;
  }

  /**
   * Forces names that were added to or removed from folders, if this writer is durable. A folder
   * that somebody removed meanwhile, with what was in it, is gone from the one above, be it that
   * something else has its name now.
   */
  public void forceFolders(Collection<Path> folders) throws IOException {
    if (forces != null) {
      for (Path folder : new LinkedHashSet<>(folders)) {
        forceNearest(folder);
      }
    }
  }

  private static void forceNearest(Path folder) throws IOException {
    @Nullable Path above = folder.toAbsolutePath().getParent();
    try {
      forceFolder(folder);
    } catch (NoSuchFileException | NotDirectoryException e) {
      if (above == null) {
        throw e;
      }
      forceNearest(above);
    }
  }

  /** Forces one folder, even if this writer is not durable. */
  static void forceFolder(Path folder) throws IOException {
    try (OpenFile opened = OpenFile.folder(folder)) {
      opened.force();
    } catch (IOException e) {
      throw DiskFullException.orOther(folder, e);
    }
  }

  /** All steps at once, for a small file of fsl's own. */
  public void write(byte[] bytes, Path temp, Path target) throws IOException {
    TempFile file = create(temp);
    try {
      file.append(ByteBuffer.wrap(bytes));
      Forces.await(force(file));
      publish(file.entry(), FolderEntry.of(target));
      forceFolders(List.of(target.toAbsolutePath().getParent()));
    } catch (IOException | RuntimeException e) {
      file.discard();
      throw e;
    }
  }

  /** A durable copy of a file. */
  void copy(Path source, Path target, FileMetadata metadata) throws IOException {
    long size = Files.readAttributes(source, BasicFileAttributes.class, NOFOLLOW_LINKS).size();
    TempFile file = create(target);
    try (OpenFile from = OpenFile.toRead(source, false)) {
      file.copyAll(from, size);
      complete(file, size, metadata);
      Forces.await(force(file));
    } catch (IOException | RuntimeException e) {
      file.discard();
      throw e;
    }
  }

  /** Ends the threads once the forces under way are done. */
  @Override
  public void close() {
    if (forces != null) {
      forces.close();
    }
  }
}
