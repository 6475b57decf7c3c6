package io.fsl.action;

import static java.util.Objects.requireNonNull;

import io.fsl.linux.Inode;
import io.fsl.linux.PathBytes;
import io.fsl.linux.Syscalls;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RecursiveAction;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One measuring of one tree by several threads. Each folder is a task, and so is every batch of a
 * large folder's entries, since a single huge folder is what an incoming folder often is.
 */
final class UsageWalk {
  private static final int BATCH = 512;

  /** With so many tasks waiting for a thread, none is to be made for a part. */
  private static final int SURPLUS = 4;

  private final Syscalls syscalls;
  private final LongAdder allocated = new LongAdder();
  private final LongAdder apparent = new LongAdder();
  private final Set<InodeId> counted;
  private final Queue<DiskUsage.Unreadable> unreadable = new ConcurrentLinkedQueue<>();

  /** By which a file that has several names is known again. */
  record InodeId(long device, long number) {}

  /**
   * @param counted files of several names that were counted in other trees, to which those of this
   *     one are added; thread-safe
   */
  UsageWalk(Syscalls syscalls, Set<InodeId> counted) {
    this.syscalls = syscalls;
    this.counted = counted;
  }

  /** Counts a file, unless it was counted under another name. */
  void add(Inode inode) {
    if (!inode.shared() || counted.add(new InodeId(inode.device(), inode.number()))) {
      allocated.add(inode.allocated());
      apparent.add(inode.size());
    }
  }

  /** The work of counting what is in a folder and below it. */
  RecursiveAction below(Path folder) {
    return new Folder(folder);
  }

  DiskUsage.Usage usage() {
    return new DiskUsage.Usage(allocated.sum(), apparent.sum(), List.copyOf(unreadable));
  }

  private @Nullable Inode look(Path path) {
    Inode inode = syscalls.inode(PathBytes.of(path));
    if (inode == null) {
      leaveOut(path, DiskUsage.failure(path));
    }
    return inode;
  }

  private void leaveOut(Path path, IOException cause) {
    if (!(cause instanceof NoSuchFileException)) {
      unreadable.add(new DiskUsage.Unreadable(path, cause));
    }
  }

  /**
   * Sub-folders are entered only after the folder is closed: a deep tree must not need a file
   * descriptor per level.
   */
  private final class Folder extends RecursiveAction {
    private final transient Path folder;

    Folder(Path folder) {
      this.folder = folder;
    }

    @Override
    protected void compute() {
      List<Folder> below = new ArrayList<>();
      for (Entries part : read()) {
        part.join();
        part.folders.forEach(each -> below.add(new Folder(each)));
      }
      invokeAll(below);
    }

    private List<Entries> read() {
      List<Entries> parts = new ArrayList<>();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
        List<Path> next = new ArrayList<>();
        for (Path entry : entries) {
          next.add(entry);
          if (next.size() == BATCH) {
            parts.add(start(next));
            next = new ArrayList<>();
          }
        }
        parts.add(start(next));
      } catch (DirectoryIteratorException e) {
        leaveOut(folder, requireNonNull(e.getCause()));
      } catch (IOException e) {
        leaveOut(folder, e);
      }
      return parts;
    }

    private Entries start(List<Path> entries) {
      Entries part = new Entries(entries);
      if (entries.size() == BATCH && getSurplusQueuedTaskCount() < SURPLUS) {
        part.fork();
      } else {
        part.invoke();
      }
      return part;
    }
  }

  /** The task of counting some entries of one folder; it collects those that are folders. */
  private final class Entries extends RecursiveAction {
    private final transient List<Path> folders = new ArrayList<>();
    private transient List<Path> entries;

    Entries(List<Path> entries) {
      this.entries = entries;
    }

    @Override
    protected void compute() {
      for (Path entry : entries) {
        Inode inode = look(entry);
        if (inode != null) {
          add(inode);
          if (inode.folder()) {
            folders.add(entry);
          }
        }
      }
      entries = List.of();
    }
  }
}
