package io.fsl.action;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.util.Objects.requireNonNull;

import io.fsl.linux.FolderEntry;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sub-folders of one folder. Links are followed up to that folder, as configured, and never
 * below it.
 */
public final class Folders {
  /** Somebody may remove empty folders just when one is made for a file, or has been. */
  private static final int TRIES = 10;

  private final Path root;
  private final FileWriter writer;

  public Folders(Path root, FileWriter writer) {
    this.root = root;
    this.writer = writer;
  }

  /** Creates the folder itself and what is missing above it. */
  public void createRoot() throws IOException {
    createWithParents(root.toAbsolutePath());
  }

  private void createWithParents(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      createWithParents(parentOf(folder));
      create(FolderEntry.of(folder));
    }
  }

  /**
   * The folder of a file, whatever it is by now.
   *
   * @param file relative to the root
   */
  Path of(Path file) {
    @Nullable Path folder = file.getParent();
    return folder == null ? root : root.resolve(folder);
  }

  /**
   * The folder of a file, with every folder between proven none but a folder; created when missing.
   * To look at what is there: whoever may write there can exchange it at once.
   *
   * @param file relative to the root
   * @throws NotDirectoryException when a link or something else is in the way
   */
  public Path parent(Path file) throws IOException {
    return use(file, name -> name.path().resolveSibling(""));
  }

  /**
   * What is done with the name of a file. That a file or folder was not there means that nothing
   * was done.
   */
  interface Use<T> {
    T of(FolderEntry name) throws IOException;
  }

  /**
   * {@link #open} for one use of the name. If somebody removes the folder before, or while it is
   * made, all is done anew.
   */
  <T> T use(Path file, Use<T> use) throws IOException {
    for (int tries = 1; ; tries++) {
      try (FolderEntry name = open(file)) {
        return use.of(name);
      } catch (NoSuchFileException e) {
        if (tries == TRIES) {
          throw e;
        }
      }
    }
  }

  /**
   * The name of a file in its folder, which is held open, so that the file cannot get elsewhere;
   * folders are created when missing.
   *
   * @param file relative to the root
   * @throws NotDirectoryException when a link or something else is in the way
   */
  FolderEntry open(Path file) throws IOException {
    try {
      return find(file);
    } catch (NoSuchFileException e) {
      @Nullable Path folder = file.getParent();
      if (folder == null) {
        throw e;
      }
      try (FolderEntry missing = open(folder)) {
        create(missing);
      }
      return find(file);
    }
  }

  /**
   * {@link #open} without creating anything.
   *
   * @throws NoSuchFileException when a folder is missing
   */
  FolderEntry find(Path file) throws IOException {
    int names = file.getNameCount();
    FolderEntry entry = FolderEntry.of(root.resolve(names == 1 ? file : file.getName(0)));
    for (int i = 1; i < names; i++) {
      try (FolderEntry folder = entry) {
        entry = folder.inside(file.getName(i));
      }
    }
    return entry;
  }

  /** How many of the folders of a file are missing. */
  int missing(Path file) {
    int missing = 0;
    @Nullable Path folder = file.getParent();
    while (folder != null && LocalNames.glance(root.resolve(folder)) == null) {
      missing++;
      folder = folder.getParent();
    }
    return missing;
  }

  private void create(FolderEntry folder) throws IOException {
    try {
      folder.makeFolder();
    } catch (FileAlreadyExistsException _) {
      if (!Files.isDirectory(folder.path(), NOFOLLOW_LINKS)) {
        throw new NotDirectoryException(folder.path().toString());
      }
    } catch (IOException e) {
      throw DiskFullException.orSame(folder.path(), e);
    }
    writer.forceFolders(List.of(parentOf(folder.path())));
  }

  private static Path parentOf(Path folder) {
    return requireNonNull(folder.toAbsolutePath().getParent(), "the topmost folder is there");
  }
}
