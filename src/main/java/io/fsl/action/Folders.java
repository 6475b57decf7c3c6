package io.fsl.action;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * The sub-folders of one folder. Links are followed up to that folder, as configured, and never
 * below it.
 */
public final class Folders {
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
      create(folder);
    }
  }

  /**
   * The folder of a file, with every folder between proven none but a folder; created when missing.
   *
   * @param file relative to the root
   * @throws NotDirectoryException when a link or something else is in the way
   */
  public Path parent(Path file) throws IOException {
    Path folder = root;
    for (int i = 0; i < file.getNameCount() - 1; i++) {
      folder = folder.resolve(file.getName(i));
      if (!isFolder(folder)) {
        create(folder);
      }
    }
    return folder;
  }

  private void create(Path folder) throws IOException {
    try {
      Files.createDirectory(folder);
    } catch (FileAlreadyExistsException _) {
      if (!isFolder(folder)) {
        throw new NotDirectoryException(folder.toString());
      }
    } catch (IOException e) {
      throw DiskFullException.orSame(folder, e);
    }
    writer.forceFolders(List.of(parentOf(folder)));
  }

  private static boolean isFolder(Path folder) throws IOException {
    try {
      if (Files.readAttributes(folder, BasicFileAttributes.class, NOFOLLOW_LINKS).isDirectory()) {
        return true;
      }
    } catch (NoSuchFileException _) {
      return false;
    }
    throw new NotDirectoryException(folder.toString());
  }

  private static Path parentOf(Path folder) {
    return requireNonNull(folder.toAbsolutePath().getParent(), "the topmost folder is there");
  }
}
