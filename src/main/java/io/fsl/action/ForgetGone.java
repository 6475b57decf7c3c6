package io.fsl.action;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Drops ledger entries whose incoming file is gone. From an incoming folder that has nothing at all
 * no conclusion is drawn: it may not be mounted. What is known of a folder that cannot be forced
 * stays as it is; that of the others is dropped.
 */
public final class ForgetGone {
  /** So many are dropped together: they are held in memory. */
  private static final int TOGETHER = 16_384;

  private final Path incoming;
  private final CopyLedger entries;
  private final FileWriter writer;
  private final Predicate<Path> isHeld;
  private final BiConsumer<Path, IOException> failed;

  /** Those that cannot be forced. */
  private final Set<Path> unforced = new HashSet<>();

  /**
   * @param isHeld whether a file that is not in incoming is kept elsewhere, and so not gone
   * @param failed is told of each folder that cannot be forced, by its path below incoming
   */
  public ForgetGone(
      Path incoming,
      CopyLedger entries,
      FileWriter writer,
      Predicate<Path> isHeld,
      BiConsumer<Path, IOException> failed) {
    this.incoming = incoming;
    this.entries = entries;
    this.writer = writer;
    this.isHeld = isHeld;
    this.failed = failed;
  }

  private record Gone(Path file, String destination, boolean delivered) {}

  /**
   * Drops the entries, durably. To be called before the temps that they speak of are swept.
   *
   * @param delivered is told of the files that were delivered, below the incoming folder
   */
  public void forget(Consumer<Path> delivered) throws IOException {
    List<Gone> gone = gone();
    while (!gone.isEmpty() && !isEmpty()) {
      boolean all = gone.size() < TOGETHER;
      force(gone);
      gone.removeIf(each -> unforced.contains(folder(each.file())));
      gone.forEach(each -> entries.remove(each.file(), each.destination()));
      entries.commit();
      for (Gone each : gone) {
        if (each.delivered()) {
          delivered.accept(each.file());
        }
      }
      gone = all ? List.of() : gone();
    }
  }

  /** A file that is gone must not be back after a power cut, when it is no longer known. */
  private void force(List<Gone> gone) {
    Set<Path> folders = new LinkedHashSet<>();
    gone.forEach(each -> folders.add(folder(each.file())));
    for (Path folder : folders) {
      try {
        if (Files.isDirectory(folder)) {
          writer.forceFolders(List.of(folder));
        }
      } catch (IOException e) {
        unforced.add(folder);
        failed.accept(incoming.relativize(folder), e);
      }
    }
  }

  private Path folder(Path file) {
    return incoming.resolve(file).resolveSibling("");
  }

  private List<Gone> gone() throws IOException {
    List<Gone> gone = new ArrayList<>();
    try {
      entries.forEach((file, destination, entry) -> {
        if (gone.size() < TOGETHER && isGone(file)) {
          gone.add(new Gone(file, destination, entry.phase() == CopyLedger.Phase.DELIVERED));
        }
      });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return gone;
  }

  /** A link is there even if it leads nowhere, as to a disk that is not mounted for a while. */
  private boolean isGone(Path file) {
    return Files.notExists(incoming.resolve(file), NOFOLLOW_LINKS)
        && !isHeld.test(file)
        && !unforced.contains(folder(file));
  }

  private boolean isEmpty() throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(incoming)) {
      for (Path entry : entries) {
        if (!entry.endsWith(WorkFolder.NAME)) {
          return false;
        }
      }
    }
    return true;
  }
}
