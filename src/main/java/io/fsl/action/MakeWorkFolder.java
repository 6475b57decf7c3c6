package io.fsl.action;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/**
 * Makes a working folder, mode 0700, and the folder that holds those of all ledgers, where they are
 * missing. If the target hands its group down to what is made in it, they do so too: a file keeps
 * the group that it is written with when it is published.
 */
final class MakeWorkFolder {
  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx------");

  private final Path target;
  private final Path holder;
  private final Path path;
  private final FileWriter writer;

  /**
   * @param path of the working folder, in its holder, in the target
   */
  MakeWorkFolder(Path target, Path path, FileWriter writer) {
    this.target = target;
    this.holder = path.resolveSibling("");
    this.path = path;
    this.writer = writer;
  }

  /** Makes what is missing. */
  void make() throws IOException {
    FolderMode above = FolderMode.of(target);
    makeHolder(above);
    makePrivately();
    if (above.handsGroupDown()) {
      inheritGroup(above.group());
    }
  }

  /** Other users may have their working folders in the holder: it has the mode of the target. */
  private void makeHolder(FolderMode above) throws IOException {
    if (isCreated(holder, Files.getPosixFilePermissions(target))) {
      // The umask took bits off.
      if (FolderMode.of(holder, NOFOLLOW_LINKS).bits() != above.bits()) {
        FolderMode.set(holder, above.bits());
      }
      writer.forceFolders(List.of(target));
    }
  }

  private void makePrivately() throws IOException {
    if (isCreated(path, PRIVATE)) {
      writer.forceFolders(List.of(holder));
    }
  }

  private static boolean isCreated(Path folder, Set<PosixFilePermission> mode) throws IOException {
    try {
      Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(mode));
      return true;
    } catch (FileAlreadyExistsException _) {
      if (!Files.isDirectory(folder, NOFOLLOW_LINKS)) {
        throw new NotDirectoryException(folder.toString());
      }
      return false;
    } catch (IOException e) {
      throw DiskFullException.orSame(folder, e);
    }
  }

  /** For a working folder whose holder does not hand the group of the target down. */
  private void inheritGroup(int group) throws IOException {
    FolderMode own = FolderMode.of(path, NOFOLLOW_LINKS);
    if (own.handsGroupDown() && own.group() == group) {
      return;
    }
    try {
      FolderMode.handDown(path, group);
    } catch (FileSystemException _) {
      // Only a member of a group may give it: files get that of whoever runs fsl.
      return;
    }
  }
}
