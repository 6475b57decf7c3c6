package io.fsl.action;

import io.fsl.linux.FolderEntry;
import io.fsl.linux.OpenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * Copies a complete part into the archive: temp, then {@link #publish}. It never takes the place of
 * another version: the newcomer gets a name of its own. A link that leads nowhere takes no name.
 * The same version, left by a run that a crash ended, is taken as it is.
 */
public final class ArchiveFile {
  /**
   * File systems on which no two files share blocks. On others a copy by the kernel may take up no
   * space, which is worth more than the time.
   */
  private static final Set<String> WITHOUT_SHARED_BLOCKS = Set.of("ext2", "ext3", "ext4", "tmpfs");

  private final Path archive;
  private final WorkFolder folder;
  private final FileWriter writer;
  private final Folders folders;
  private final PlaceFile.Claims claims;

  /**
   * @param folder working folder on the archive's file system
   * @param claims shared by all sources of a run: they may have the same archive
   */
  public ArchiveFile(Path archive, WorkFolder folder, FileWriter writer, PlaceFile.Claims claims) {
    this.archive = archive;
    this.folder = folder;
    this.writer = writer;
    this.folders = new Folders(archive, writer);
    this.claims = claims;
  }

  /** Creates the folders that are missing. */
  public void create() throws IOException {
    folders.createRoot();
    folder.create();
  }

  /**
   * What copies files while they come.
   *
   * @param progress see {@link EarlyArchive}
   */
  public EarlyArchive early(LongConsumer progress) {
    return new EarlyArchive(this, folder, writer, sharesNoBlocks(), progress);
  }

  private boolean sharesNoBlocks() {
    try {
      return WITHOUT_SHARED_BLOCKS.contains(Files.getFileStore(archive).type());
    } catch (IOException _) {
      return false;
    }
  }

  /**
   * Writes the copy, under its temporary name.
   *
   * @return the temp, to be forced and then published; empty: the archive has this version
   */
  public Optional<TempFile> write(PartFile part, FileMetadata metadata) throws IOException {
    RemoteFile file = part.file();
    if (archived(part).isPresent()) {
      part.discardCopy();
      return Optional.empty();
    }
    Optional<TempFile> begun = part.completeCopy();
    TempFile temp = begun.isPresent() ? begun.get() : copy(part);
    try {
      writer.complete(temp, file.size(), metadata);
      return Optional.of(temp);
    } catch (IOException e) {
      temp.discard();
      throw e;
    }
  }

  /** The name of the copy of a part in the working folder. */
  static String tempName(PartFile part) {
    return "archive-" + part.file().partName();
  }

  private TempFile copy(PartFile part) throws IOException {
    TempFile temp = writer.createAnew(folder.resolve(tempName(part)));
    try (OpenFile source = OpenFile.toRead(part.path(), false)) {
      temp.copyAll(source, part.file().size());
      return temp;
    } catch (IOException e) {
      temp.discard();
      throw e;
    }
  }

  /**
   * Gives the copy its name.
   *
   * @return relative to the archive; its folder is still to be forced
   */
  public Path publish(RemoteFile file, TempFile temp) throws IOException {
    for (int n = 1; ; n++) {
      Path name = KeepBoth.name(file.relative(), n);
      if (folders.use(name, target -> isPublished(temp, target))) {
        return name;
      }
    }
  }

  /** Whether the copy got the name, which is claimed until then. */
  private boolean isPublished(TempFile temp, FolderEntry target) throws IOException {
    if (!claims.take(target.path())) {
      return false;
    }
    try {
      if (writer.publishNew(temp.entry(), target)) {
        return true;
      }
      if (LocalNames.takenBy(target.path()) == null) {
        writer.publish(temp.entry(), target);
        return true;
      }
      return false;
    } finally {
      claims.release(target.path());
    }
  }

  /** The name under which the archive has this version with these very bytes. */
  Optional<Path> archived(PartFile part) throws IOException {
    Optional<Path> found = find(part.file());
    if (found.isPresent() && Files.mismatch(archive.resolve(found.get()), part.path()) < 0) {
      return found;
    }
    return Optional.empty();
  }

  /** The name under which the archive has a file of this size and mtime. */
  public Optional<Path> find(RemoteFile file) throws IOException {
    for (int n = 1; ; n++) {
      Path name = KeepBoth.name(file.relative(), n);
      Path path = archive.resolve(name);
      BasicFileAttributes found = LocalNames.takenBy(path);
      if (found == null) {
        return Optional.empty();
      }
      if (PlaceFile.isVersion(found, file.size(), file.mtime())) {
        return Optional.of(name);
      }
    }
  }

  /** The folder of a file, of which the name relative to the archive is given. */
  Path folderOf(Path name) {
    return folders.of(name);
  }

  /** The path of a file, of which the name relative to the archive is given. */
  public Path resolve(Path name) {
    return archive.resolve(name);
  }
}
