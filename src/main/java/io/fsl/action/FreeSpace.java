package io.fsl.action;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** How much is free, as df(1) tells. */
public final class FreeSpace {
  /**
   * A file system at one moment.
   *
   * @param path the file or folder whose file system it is; it exists
   * @param size in bytes
   * @param used in bytes
   * @param available to the user who asks, in bytes; less than size - used where root has a reserve
   */
  public record Space(Path path, long size, long used, long available) {}

  /**
   * Measures the file system that holds a path; of a missing one, that of its nearest parent.
   *
   * @throws IOException naming the path, when it cannot be told
   */
  public Space measure(Path path) throws IOException {
    Path existing = existing(path);
    FileStore store = Files.getFileStore(existing);
    long size = store.getTotalSpace();
    long free = store.getUnallocatedSpace();
    return new Space(existing, size, size - free, store.getUsableSpace());
  }

  /**
   * The name of the file system that holds a file or folder: its device, or another name that the
   * system has for it. Where the native binary does not find it in the table of mounts, as one on a
   * folder with a blank in its name, Java tells the file system around it.
   *
   * @throws IOException naming the path, when it cannot be told
   */
  public String name(Path existing) throws IOException {
    Path real = existing.toRealPath();
    @Nullable Mount nearest = null;
    for (Mount mount : Mount.all()) {
      boolean nearer =
          nearest == null || mount.folder().getNameCount() >= nearest.folder().getNameCount();
      if (nearer && real.startsWith(mount.folder())) {
        nearest = mount;
      }
    }
    return nearest != null && nearest.misread()
        ? nearest.device()
        : Files.getFileStore(existing).name();
  }

  /** Whether two paths draw on the same free space. */
  boolean isShared(Path one, Path other) throws IOException {
    Path a = existing(one);
    Path b = existing(other);
    return Files.getAttribute(a, "unix:dev").equals(Files.getAttribute(b, "unix:dev"))
        || isSameDevice(name(a), name(b));
  }

  /**
   * Whether two file systems are of one device, as sub-volumes are; a name that is no device's says
   * nothing.
   */
  private static boolean isSameDevice(String one, String other) {
    return one.startsWith("/") && one.equals(other);
  }

  private static Path existing(Path path) throws IOException {
    for (Path each = path.toAbsolutePath(); each != null; each = each.getParent()) {
      if (Files.exists(each) || Files.exists(each, LinkOption.NOFOLLOW_LINKS)) {
        return each;
      }
    }
    throw new NoSuchFileException(path.toString());
  }
}
