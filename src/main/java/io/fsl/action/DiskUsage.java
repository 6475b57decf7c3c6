package io.fsl.action;

import io.fsl.linux.Inode;
import io.fsl.linux.NativeSyscalls;
import io.fsl.linux.PathBytes;
import io.fsl.linux.Syscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;

/**
 * How much a tree occupies, as du(1) tells: a file of several names counts once, also if they are
 * in several trees that one object measures; holes count nothing, folders count themselves, links
 * are not followed, file systems are crossed.
 */
public final class DiskUsage {
  /**
   * Reading folders is mostly waiting for the disk, so that more help than there are processors.
   */
  private static final int THREADS = Math.max(4, Runtime.getRuntime().availableProcessors());

  private final Syscalls syscalls = NativeSyscalls.get();
  private final Set<UsageWalk.InodeId> counted = ConcurrentHashMap.newKeySet();

  /**
   * A tree at one moment.
   *
   * @param allocatedBytes what {@code du -s} tells
   * @param apparentBytes what {@code du -s --apparent-size} tells: the lengths of files and folders
   * @param unreadable what is left out, because it could not be read
   */
  public record Usage(long allocatedBytes, long apparentBytes, List<Unreadable> unreadable) {
    public Usage {
      unreadable = List.copyOf(unreadable);
    }
  }

  /** A folder that could not be read, or a file that the system tells nothing of. */
  public record Unreadable(Path path, IOException cause) {}

  /**
   * Measures a file, or a folder with all that is below it. What vanishes meanwhile counts nothing.
   *
   * @param root may itself be a link to the tree
   * @throws IOException when the root itself cannot be found
   */
  public Usage measure(Path root) throws IOException {
    Path real = root.toRealPath();
    Inode inode = syscalls.inode(PathBytes.of(real));
    if (inode == null) {
      throw failure(real);
    }
    UsageWalk walk = new UsageWalk(syscalls, counted);
    walk.add(inode);
    if (inode.folder()) {
      try (ForkJoinPool pool = new ForkJoinPool(THREADS)) {
        pool.invoke(walk.below(real));
      }
    }
    return walk.usage();
  }

  /** Why statx(2) failed for a path, found out by asking java.nio for the same. */
  static IOException failure(Path path) {
    try {
      Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return new NoSuchFileException(path.toString());
    } catch (IOException e) {
      return e;
    }
  }
}
