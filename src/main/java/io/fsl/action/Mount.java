package io.fsl.action;

import io.fsl.linux.PathBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A line of the system's table of mounts.
 *
 * @param device or another name that the system has for the file system
 * @param folder where it is mounted
 * @param misread whether Java does not find it there: the table has the folder's name otherwise
 *     than it is, or a carriage return in it, which ends a line for Java
 */
record Mount(String device, Path folder, boolean misread) {
  private static final Path TABLE = Path.of("/proc/self/mounts");

  /** Blanks, ends of lines and backslashes, as three octal digits. */
  private static final Pattern ESCAPE = Pattern.compile("\\\\([0-7]{3})");

  /** All of them, in the order of the table: a later one hides an earlier one of its folder. */
  static List<Mount> all() throws IOException {
    List<Mount> mounts = new ArrayList<>();
    String table = Files.readString(TABLE, StandardCharsets.ISO_8859_1);
    for (String line : table.split("\n", -1)) {
      if (line.isEmpty()) {
        continue;
      }
      String[] fields = line.split(" ", 3);
      byte[] folder = unescape(fields[1]).getBytes(StandardCharsets.ISO_8859_1);
      boolean misread = ESCAPE.matcher(fields[1]).find() || line.contains("\r");
      mounts.add(new Mount(unescape(fields[0]), PathBytes.path(folder), misread));
    }
    return mounts;
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
