package io.fsl.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * Which folder a path leads to, whatever names and links it goes through.
 *
 * @param line the identity of the folder itself, then of each folder around it up to the root. An
 *     existing one is known by device and inode, a missing one by its name in its parent
 */
public record FolderIdentity(List<Object> line) {
  private record Missing(Object parent, String name) {}

  public FolderIdentity {
    line = List.copyOf(line);
  }

  /**
   * The identity of a folder that may not exist yet. Where its file system does not answer, such as
   * one in a network whose server is down, its path must do.
   */
  public static FolderIdentity of(Path folder) {
    return FolderLook.begin(folder).result();
  }

  /** Whether it could be looked at; else its folders are known by their paths. */
  boolean isKnown() {
    return !(self() instanceof Path);
  }

  /** By its path alone. */
  static FolderIdentity named(Path folder) {
    List<Object> line = new ArrayList<>();
    for (Path each = folder.normalize(); each != null; each = each.getParent()) {
      line.add(each);
    }
    return new FolderIdentity(line);
  }

  /** By a look at the file system, which may hang for ever. */
  static FolderIdentity look(Path folder) {
    List<String> missing = new ArrayList<>();
    Path existing = folder;
    while (existing.getParent() != null && !Files.exists(existing)) {
      missing.addFirst(String.valueOf(existing.getFileName()));
      existing = existing.getParent();
    }
    List<Object> line = existingLine(real(existing));
    for (String name : missing) {
      line.addFirst(new Missing(line.getFirst(), name));
    }
    return new FolderIdentity(line);
  }

  /** The folder itself. */
  public Object self() {
    return line.getFirst();
  }

  /** Whether it is that folder, or below it. */
  boolean isWithin(FolderIdentity other) {
    return line.contains(other.self());
  }

  private static List<Object> existingLine(Path real) {
    List<Object> line = new ArrayList<>();
    for (Path each = real; each != null; each = each.getParent()) {
      line.add(key(each));
    }
    return line;
  }

  private static Path real(Path existing) {
    try {
      return existing.toRealPath();
    } catch (IOException e) {
      return existing;
    }
  }

  /** Device and inode; for a folder that cannot be looked at, its path must do. */
  private static Object key(Path folder) {
    try {
      Object key = Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
      return key == null ? folder : key;
    } catch (IOException e) {
      return folder;
    }
  }
}
