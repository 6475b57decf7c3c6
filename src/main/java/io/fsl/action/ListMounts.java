package io.fsl.action;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Lists the file systems in use as df(1) without a path does: each once, and none without space.
 */
public final class ListMounts {
  /** The folders where they are mounted, in the order of the system's table. */
  public List<Path> list() throws IOException {
    Set<Object> devices = new HashSet<>();
    List<Path> folders = new ArrayList<>();
    for (Mount mount : Mount.all()) {
      Path folder = mount.folder();
      if (hasSpace(folder) && devices.add(Files.getAttribute(folder, "unix:dev"))) {
        folders.add(folder);
      }
    }
    return folders;
  }

  /**
   * Whether a file system has space at all: the kernel's own have none, nor those that the user
   * must not see.
   */
  private static boolean hasSpace(Path folder) {
    try {
      return Files.getFileStore(folder).getTotalSpace() > 0;
    } catch (IOException _) {
      return false;
    }
  }
}
