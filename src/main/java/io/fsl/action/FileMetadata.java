package io.fsl.action;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.fsl.linux.FileAcl;
import io.fsl.linux.ProcessStatus;
import io.fsl.text.Reason;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a file gets besides its bytes.
 *
 * @param mtime null: when it was written
 * @param owner name or number; null: whoever runs fsl
 * @param group name or number; null: that of whoever runs fsl, or of a folder that hands its own
 *     down
 * @param acl takes the place of the mode; null: there is none
 */
public record FileMetadata(
    @Nullable FileTime mtime,
    Set<PosixFilePermission> mode,
    @Nullable String owner,
    @Nullable String group,
    @Nullable FileAcl acl) {
  private static final int USUAL_UMASK = 022;

  /** All permissions, from the highest bit of a mode down. */
  private static final List<PosixFilePermission> PERMISSIONS =
      List.of(PosixFilePermission.values());

  private static final int OWNER_READ = 0400;

  public FileMetadata {
    mode = Set.copyOf(mode);
  }

  public FileMetadata(
      @Nullable FileTime mtime,
      Set<PosixFilePermission> mode,
      @Nullable String owner,
      @Nullable String group) {
    this(mtime, mode, owner, group, null);
  }

  /** What a remote file gets that is written anew to a folder. */
  static FileMetadata ofNewFile(RemoteFile file, Path folder) {
    FileTime mtime = FileTime.from(file.mtime(), TimeUnit.SECONDS);
    return new FileMetadata(mtime, modeOfNewFiles(), null, null, FileAcl.ofNewFile(folder));
  }

  /** The mode that a program gives to new files: 0666 without the bits of the umask. */
  public static Set<PosixFilePermission> modeOfNewFiles() {
    Set<PosixFilePermission> mode = EnumSet.noneOf(PosixFilePermission.class);
    int bits = 0666 & ~ProcessStatus.umask().orElse(USUAL_UMASK);
    for (int i = 0; i < PERMISSIONS.size(); i++) {
      if ((bits & (OWNER_READ >> i)) != 0) {
        mode.add(PERMISSIONS.get(i));
      }
    }
    return Set.copyOf(mode);
  }

  /** Gives it to a file; the mode last, as a change of owner may take bits off it. */
  void apply(TempFile temp) throws IOException {
    if (mtime != null) {
      temp.setTimes(mtime.toInstant());
    }
    try {
      if (owner != null || group != null) {
        setAccounts(temp.path());
      }
    } catch (FileSystemException e) {
      throw ProcessStatus.isRoot() ? e : lackingRoot(e);
    }
    if (acl == null) {
      temp.setMode(bits(mode));
    } else {
      temp.setAcl(acl);
    }
  }

  private static FileSystemException lackingRoot(FileSystemException e) {
    String reason = Reason.withoutPath(e) + "; owner and group need root";
    return new FileSystemException(e.getFile(), e.getOtherFile(), reason);
  }

  private void setAccounts(Path file) throws IOException {
    if (owner != null) {
      setOwner(file, owner);
    }
    if (group != null) {
      setGroup(file, group);
    }
  }

  private static int bits(Set<PosixFilePermission> mode) {
    int bits = 0;
    for (int i = 0; i < PERMISSIONS.size(); i++) {
      bits |= mode.contains(PERMISSIONS.get(i)) ? OWNER_READ >> i : 0;
    }
    return bits;
  }

  private static PosixFileAttributeView view(Path file) {
    return Files.getFileAttributeView(file, PosixFileAttributeView.class, NOFOLLOW_LINKS);
  }

  private static UserPrincipalLookupService names(Path file) {
    return file.getFileSystem().getUserPrincipalLookupService();
  }

  private static void setOwner(Path file, String owner) throws IOException {
    try {
      view(file).setOwner(names(file).lookupPrincipalByName(owner));
    } catch (UserPrincipalNotFoundException e) {
      setNumber(file, "unix:uid", owner, e);
    }
  }

  private static void setGroup(Path file, String group) throws IOException {
    try {
      view(file).setGroup(names(file).lookupPrincipalByGroupName(group));
    } catch (UserPrincipalNotFoundException e) {
      setNumber(file, "unix:gid", group, e);
    }
  }

  /** Sets one of the upper half of the numbers, which Java does not find: it has them as an int. */
  private static void setNumber(
      Path file, String attribute, String number, UserPrincipalNotFoundException notFound)
      throws IOException {
    try {
      Files.setAttribute(file, attribute, Integer.parseUnsignedInt(number), NOFOLLOW_LINKS);
    } catch (NumberFormatException _) {
      throw new IOException(number + ": no such user or group", notFound);
    }
  }

  @Override
  public String toString() {
    return PosixFilePermissions.toString(mode) + " " + owner + ":" + group + " " + mtime;
  }
}
