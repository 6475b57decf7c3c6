package io.fsl.action;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/**
 * Removes an incoming file of which every destination has its copy, and only if it is still that
 * file: it is renamed into the working folder, where no producer writes under its name; compared;
 * and removed, or linked back if it is another. Its path is kept there, so that what a crash leaves
 * can be put back.
 */
public final class RemoveIncoming {
  private static final String AREA = "removed";

  private final Path incoming;
  private final WorkFolder work;
  private final FileWriter writer;
  private final Folders areaFolders;

  public RemoveIncoming(Path incoming, WorkFolder work, FileWriter writer) {
    this.incoming = incoming;
    this.work = work;
    this.writer = writer;
    this.areaFolders = new Folders(area(), writer);
  }

  private Path area() {
    return work.resolve(AREA);
  }

  /** Makes the working folder, and deals with what a crash left in it. */
  public void open(Predicate<LocalFile> isDelivered) throws IOException {
    work.create();
    areaFolders.createRoot();
    recover(area(), isDelivered);
  }

  /**
   * Removes a file.
   *
   * @return whether it is gone; false: a newer one was put back
   */
  public boolean remove(LocalFile file) throws IOException {
    if (!file.isUnchanged()) {
      return false;
    }
    Path moved = areaFolders.parent(file.relative()).resolve(file.relative().getFileName());
    try {
      LocalFile.move(file.path(), moved);
    } catch (NoSuchFileException _) {
      return true;
    }
    FileIdentity found = LocalFile.identityAt(moved);
    if (found != null && found.matches(file.name())) {
      LocalFile.delete(moved);
      return true;
    }
    putBack(moved);
    return false;
  }

  /** Where its name is taken meanwhile, it comes back beside. */
  private void putBack(Path moved) throws IOException {
    Path file = area().relativize(moved);
    for (int n = 1; ; n++) {
      Path target = incoming.resolve(KeepBoth.name(file, n));
      if (isBack(moved, target) || writer.putBack(moved, target)) {
        writer.forceFolders(List.of(target.resolveSibling("")));
        return;
      }
    }
  }

  /** A crash came when it had both names. */
  private static boolean isBack(Path moved, Path target) throws IOException {
    FileIdentity one = LocalFile.identityAt(moved);
    FileIdentity other = LocalFile.identityAt(target);
    boolean back = one != null && other != null && one.matches(other);
    return back && Files.deleteIfExists(moved);
  }

  private void recover(Path folder, Predicate<LocalFile> isDelivered) throws IOException {
    List<Path> left;
    try (var files = Files.list(folder)) {
      left = files.toList();
    }
    for (Path path : left) {
      switch (LocalFile.look(path, area().relativize(path))) {
        case LocalFile.Found.Folder _ -> {
          recover(path, isDelivered);
          Files.delete(path);
        }
        case LocalFile.Found.File(LocalFile file) when isDelivered.test(file) -> Files.delete(path);
        case LocalFile.Found _ -> {
          new Folders(incoming, writer).parent(area().relativize(path));
          putBack(path);
        }
      }
    }
  }
}
