package io.fsl.action;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.fsl.linux.FileIdentity;
import io.fsl.linux.FolderEntry;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Removes an incoming file of which every destination has its copy, and only if it is still that
 * file: it is renamed into the working folder, where no producer writes under its name; compared;
 * and removed, or linked back if it is another. Its path is kept there, so that what a crash leaves
 * can be put back. What could not be, for now, has its place there to itself: no other file of its
 * name is removed before it is back.
 */
public final class RemoveIncoming {
  private static final String AREA = "removed";

  private final WorkFolder work;
  private final FileWriter writer;
  private final Folders incomingFolders;
  private final Folders areaFolders;

  /** Below incoming, files and folders that are still in the area; guarded by itself. */
  private final Set<Path> left = new HashSet<>();

  public RemoveIncoming(Path incoming, WorkFolder work, FileWriter writer) {
    this.incomingFolders = new Folders(incoming, writer);
    this.work = work;
    this.writer = writer;
    this.areaFolders = new Folders(area(), writer);
  }

  private Path area() {
    return work.resolve(AREA);
  }

  /**
   * Makes the working folder, and deals with what a crash left in it, each file by itself.
   *
   * @param isDelivered whether every destination has a file, so that it may go
   * @param failed is told of each file or folder, relative to incoming, that cannot be dealt with
   */
  public void open(Predicate<LocalFile> isDelivered, BiConsumer<Path, IOException> failed)
      throws IOException {
    work.create();
    areaFolders.createRoot();
    if (!isUsed()) {
      throw new NotDirectoryException(area().toString());
    }
    boolean _ = isEmptied(area(), isDelivered, failed);
  }

  /** Whether files were ever removed, so that a crash may have left some. */
  public boolean isUsed() {
    return Files.isDirectory(area(), NOFOLLOW_LINKS);
  }

  /** Whether a file, or a folder that it is in, is still where a crash left it. */
  public boolean isLeft(Path relative) {
    synchronized (left) {
      if (left.isEmpty()) {
        return false;
      }
      for (Path path = relative; path != null; path = path.getParent()) {
        if (left.contains(path)) {
          return true;
        }
      }
      return left.contains(Path.of("")); // nobody knows what there is
    }
  }

  /**
   * The folder in the area that a file goes through: to be forced, besides its own, before it is
   * forgotten, or a power cut may bring it back there.
   */
  public Path passage(LocalFile file) {
    return area().resolve(file.relative()).resolveSibling("");
  }

  private void leave(Path relative) {
    synchronized (left) {
      left.add(relative);
    }
  }

  /**
   * Removes a file, or a link to one, also when what it leads to was removed before.
   *
   * @return whether it is gone; false: a newer one was put back
   */
  public boolean remove(LocalFile file) throws IOException {
    if (!file.isUnchanged() && !file.isAstray()) {
      return false;
    }
    Path moved = areaFolders.parent(file.relative()).resolve(file.relative().getFileName());
    try (FolderEntry name = incomingFolders.find(file.relative())) {
      // What is in the area is never replaced: it may be a version that is to be put back.
      if (isLeft(file.relative()) || !writer.publishNew(name, FolderEntry.of(moved))) {
        throw new FileSystemException(
            file.path().toString(), null, "an earlier file of its name is still at " + moved);
      }
    } catch (NoSuchFileException _) {
      return true;
    }
    FileIdentity found = LocalNames.identity(moved);
    // OverlayFS copies a file of a lower layer, as of a container's image, when it is renamed.
    if (found != null && found.withoutBirth().matches(file.name())) {
      LocalNames.delete(moved);
      return true;
    }
    try {
      putBack(moved);
    } catch (IOException e) {
      leave(file.relative());
      throw e;
    }
    return false;
  }

  /**
   * Gives a file its name in incoming back; if that is taken meanwhile, the next free name beside
   * it.
   */
  private void putBack(Path moved) throws IOException {
    Path file = area().relativize(moved);
    for (int n = 1; ; n++) {
      Path name = KeepBoth.name(file, n);
      if (incomingFolders.use(name, target -> isPutBack(moved, target))) {
        return;
      }
    }
  }

  private boolean isPutBack(Path moved, FolderEntry target) throws IOException {
    boolean isBack = isBack(moved, target) || writer.putBack(moved, target);
    if (isBack) {
      writer.forceFolders(List.of(target.path().resolveSibling("")));
    }
    return isBack;
  }

  /**
   * Whether a crash came when the file had both names already: then the one in the area is removed.
   */
  private static boolean isBack(Path moved, FolderEntry target) throws IOException {
    if (!LocalNames.isOneFile(moved, target.path())) {
      return false;
    }
    target.requireInPlace();
    return Files.deleteIfExists(moved);
  }

  /** Deals with what is in a folder of the area; whether nothing is left in it. */
  private boolean isEmptied(
      Path folder, Predicate<LocalFile> isDelivered, BiConsumer<Path, IOException> failed) {
    List<Path> found;
    try {
      found = inside(folder);
    } catch (IOException e) {
      return isTold(folder, e, failed);
    }
    boolean all = true;
    for (Path path : found) {
      all &= isRecovered(path, isDelivered, failed);
    }
    return all;
  }

  private static List<Path> inside(Path folder) throws IOException {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder)) {
      List<Path> all = new ArrayList<>();
      found.forEach(all::add);
      return all;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private boolean isRecovered(
      Path path, Predicate<LocalFile> isDelivered, BiConsumer<Path, IOException> failed) {
    try {
      switch (LocalFile.look(path, area().relativize(path))) {
        case LocalFile.Found.Folder _ -> {
          if (!isEmptied(path, isDelivered, failed)) {
            return false;
          }
          Files.delete(path);
        }
        case LocalFile.Found.File(LocalFile file) when isDelivered.test(file) -> {
          Files.delete(path);
          writer.forceFolders(List.of(path.resolveSibling("")));
        }
        case LocalFile.Found _ -> putBack(path);
      }
      return true;
    } catch (IOException e) {
      return isTold(path, e, failed);
    }
  }

  /** Notes and reports that something stays in the area; false, as it was not recovered. */
  private boolean isTold(Path path, IOException failure, BiConsumer<Path, IOException> failed) {
    Path relative = area().relativize(path);
    leave(relative);
    failed.accept(relative, failure);
    return false;
  }
}
