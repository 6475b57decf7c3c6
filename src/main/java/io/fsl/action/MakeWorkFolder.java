package io.fsl.action;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.fsl.linux.ProcessStatus;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Makes a working folder, mode 0700, and the folder that holds those of all ledgers, where they are
 * missing. If the target hands its group down to what is made in it, they do so too: a file keeps
 * the group that it is written with when it is published.
 *
 * <p>A working folder in which others can put things is not trusted: in a target that many may
 * write to, somebody may have made it before. Nor is a holder of which others can take it away.
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

  /**
   * Makes what is missing.
   *
   * @throws IOException also when a folder that is there is not to be trusted
   */
  void make() throws IOException {
    FolderMode above = FolderMode.of(target);
    makeHolder(above);
    makePrivately(above);
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
    } else if (above.isSticky()) {
      keepSticky();
    }
  }

  private void keepSticky() throws IOException {
    FolderMode found = FolderMode.of(holder, NOFOLLOW_LINKS);
    if (!found.isShared() || found.isSticky()) {
      return;
    }
    try {
      FolderMode.set(holder, found.stickyBits());
    } catch (FileSystemException _) {
      throw refusal(
          holder, "others may take away what is in it, unlike in " + target, "chmod +t " + holder);
    }
  }

  private void makePrivately(FolderMode above) throws IOException {
    if (isCreated(path, PRIVATE)) {
      writer.forceFolders(List.of(holder));
    } else {
      trust(FolderMode.of(path, NOFOLLOW_LINKS), above);
    }
  }

  /**
   * Refuses a working folder that belongs to somebody else, or that others can write to and fsl
   * cannot take back: on each start of a pod, Kubernetes lets the group of a volume write to all
   * that is on it (fsGroup).
   *
   * <p>What fsl makes need not belong to its own user, as on a network file system that takes root
   * for nobody, nor have the mode that it asks for, as where there are no modes. So what looks
   * wrong is compared with a folder that is made beside it. The owner of the target can do there as
   * he likes anyway.
   */
  private void trust(FolderMode found, FolderMode above) throws IOException {
    boolean own =
        found.owner() == above.owner()
            || OptionalInt.of(found.owner()).equals(ProcessStatus.user());
    if (own && (!found.isShared() || isPrivateAgain(found))) {
      return;
    }
    FolderMode made = probe();
    if (!own && found.owner() != made.owner()) {
      String owner = Files.getOwner(path, NOFOLLOW_LINKS).getName();
      throw refusal(path, "it belongs to " + owner, "remove it, or chown it");
    }
    if (found.isShared() && !made.isShared()) {
      throw refusal(path, "others can write to it", "chmod 700 " + path);
    }
  }

  private boolean isPrivateAgain(FolderMode found) throws IOException {
    try {
      FolderMode.set(path, found.privateBits());
    } catch (FileSystemException _) {
      return false;
    }
    return !FolderMode.of(path, NOFOLLOW_LINKS).isShared();
  }

  /** What a folder is like that is made here. */
  private FolderMode probe() throws IOException {
    Path probe = holder.resolve("probe-" + path.getFileName());
    Files.deleteIfExists(probe); // of a run that was killed
    Files.createDirectory(probe, PosixFilePermissions.asFileAttribute(PRIVATE));
    try {
      return FolderMode.of(probe, NOFOLLOW_LINKS);
    } finally {
      Files.delete(probe);
    }
  }

  private static FileSystemException refusal(Path folder, String wrong, String hint) {
    return new FileSystemException(
        folder.toString(), null, "not used, as " + wrong + "; hint: " + hint);
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
