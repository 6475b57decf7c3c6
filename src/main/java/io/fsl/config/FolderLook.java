package io.fsl.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A look at a folder, by a thread of its own: many are looked at together, and one whose file
 * system does not answer, such as that of a server that is down, is waited for only so long.
 */
final class FolderLook {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Path folder;
  private final FutureTask<FolderIdentity> task;
  private final long start = System.nanoTime();
  private @Nullable FolderIdentity found;

  private FolderLook(Path folder) {
    this.folder = folder;
    this.task = new FutureTask<>(() -> FolderIdentity.look(folder));
  }

  static FolderLook begin(Path folder) {
    FolderLook look = new FolderLook(folder);
    Thread.ofPlatform().name("folder-look").daemon().start(look.task);
    return look;
  }

  /** What was found; where the file system does not answer in time, the folder's path must do. */
  synchronized FolderIdentity result() {
    if (found == null) {
      found = await();
    }
    return found;
  }

  private FolderIdentity await() {
    long left = PATIENCE.toNanos() - (System.nanoTime() - start);
    try {
      return task.get(left, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return FolderIdentity.named(folder);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FolderIdentity.named(folder);
    }
  }
}
