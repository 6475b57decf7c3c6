package io.fsl.action;

import io.fsl.linux.PathBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Lists the file systems in use as df(1) without a path does: each once, and none without space.
 */
public final class ListMounts {
  private static final Path TABLE = Path.of("/proc/self/mounts");

  /** Blanks and backslashes in a path, as three octal digits. */
  private static final Pattern ESCAPE = Pattern.compile("\\\\([0-7]{3})");

  /** The folders where they are mounted, in the order of the system's table. */
  public List<Path> list() throws IOException {
    Set<Object> devices = new HashSet<>();
    List<Path> folders = new ArrayList<>();
    for (String line : Files.readAllLines(TABLE, StandardCharsets.ISO_8859_1)) {
      String field = unescape(line.split(" ", 3)[1]);
      Path folder = PathBytes.path(field.getBytes(StandardCharsets.ISO_8859_1));
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

  private static String unescape(String field) {
    return ESCAPE
        .matcher(field)
        .replaceAll(found -> {
          char c = (char) Integer.parseInt(found.group(1), 8);
          return c == '\\' ? "\\\\" : Character.toString(c);
        });
  }
}
