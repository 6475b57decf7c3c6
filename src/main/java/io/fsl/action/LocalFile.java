package io.fsl.action;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.spi.FileSystemProvider;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A regular file in an incoming folder, or a link to one, as it was when it was listed.
 *
 * @param relative its path below the incoming folder
 * @param path where it is
 * @param identity of the file; of a link, of the file that it leads to
 * @param name of the directory entry itself: differs from identity for a link
 */
public record LocalFile(
    Path relative,
    Path path,
    FileTime mtime,
    Set<PosixFilePermission> mode,
    FileIdentity identity,
    FileIdentity name) {
  private static final Syscalls SYSCALLS = NativeSyscalls.get();
  private static final String ATTRIBUTES =
      "unix:ino,size,lastModifiedTime,creationTime,permissions,isRegularFile,isSymbolicLink,isDirectory";

  public LocalFile {
    mode = Set.copyOf(mode);
  }

  /** In bytes. */
  public long size() {
    return identity.size();
  }

  /** The path below the incoming folder, for messages. */
  public String printable() {
    return PathBytes.printable(relative);
  }

  /** What is there under a name of a folder. */
  sealed interface Found {
    record File(LocalFile file) implements Found {}

    record Folder() implements Found {}

    /** Nothing, or nothing that is copied. */
    record Other() implements Found {}
  }

  /** Looks at a name. */
  static Found look(Path incoming, Path relative) throws IOException {
    Path path = incoming.resolve(relative);
    try {
      Map<String, Object> own = Files.readAttributes(path, ATTRIBUTES, NOFOLLOW_LINKS);
      if (is(own, "isDirectory")) {
        return new Found.Folder();
      }
      Map<String, Object> real =
          is(own, "isSymbolicLink") ? Files.readAttributes(path, ATTRIBUTES) : own;
      return is(real, "isRegularFile")
          ? new Found.File(of(relative, path, real, own))
          : new Found.Other();
    } catch (NoSuchFileException _) {
      return new Found.Other();
    }
  }

  private static LocalFile of(
      Path relative, Path path, Map<String, Object> real, Map<String, Object> own) {
    @SuppressWarnings("unchecked")
    Set<PosixFilePermission> mode = (Set<PosixFilePermission>) get(real, "permissions");
    FileTime mtime = (FileTime) get(real, "lastModifiedTime");
    return new LocalFile(relative, path, mtime, mode, identity(real), identity(own));
  }

  /** Whether the same version is still there. */
  boolean isUnchanged() throws IOException {
    FileIdentity now = identityAt(path);
    return now != null && now.matches(identity);
  }

  /**
   * What has a name, a link itself and not what it leads to; null: nothing, or a link that leads
   * nowhere. Quick where that is the usual answer: only when links are followed does the JDK give
   * it without an exception, which would cost more than all the rest.
   */
  static @Nullable BasicFileAttributes attributesAt(Path path) throws IOException {
    FileSystemProvider files = path.getFileSystem().provider();
    return files.readAttributesIfExists(path, BasicFileAttributes.class) == null
        ? null
        : files.readAttributesIfExists(path, BasicFileAttributes.class, NOFOLLOW_LINKS);
  }

  /** Whether something has a name, a link that leads nowhere too; as quick. */
  static boolean isThere(Path path) throws IOException {
    FileSystemProvider files = path.getFileSystem().provider();
    return files.readAttributesIfExists(path, BasicFileAttributes.class) != null
        || SYSCALLS.inode(PathBytes.of(path)) != null;
  }

  /** The file at a path; null: none. */
  static @Nullable FileIdentity identityAt(Path path, LinkOption... options) throws IOException {
    try {
      return identity(Files.readAttributes(path, ATTRIBUTES, options));
    } catch (NoSuchFileException _) {
      return null;
    }
  }

  private static FileIdentity identity(Map<String, Object> attributes) {
    return FileIdentity.of(
        ((Number) get(attributes, "ino")).longValue(),
        (FileTime) get(attributes, "creationTime"),
        (Long) get(attributes, "size"),
        (FileTime) get(attributes, "lastModifiedTime"));
  }

  private static boolean is(Map<String, Object> attributes, String name) {
    return get(attributes, name).equals(true);
  }

  private static Object get(Map<String, Object> attributes, String name) {
    return Objects.requireNonNull(attributes.get(name));
  }
}
