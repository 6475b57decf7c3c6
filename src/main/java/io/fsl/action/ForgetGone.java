package io.fsl.action;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Drops ledger entries whose incoming file is gone. From an incoming folder that has nothing at all
 * no conclusion is drawn: it may not be mounted.
 */
public final class ForgetGone {
  /** So many are dropped together: they are held in memory. */
  private static final int TOGETHER = 16_384;

  private final Path incoming;
  private final CopyLedger entries;
  private final FileWriter writer;
  private final Predicate<Path> isHeld;

  /**
   * @param isHeld whether a file that is not in incoming is kept elsewhere, and so not gone
   */
  public ForgetGone(Path incoming, CopyLedger entries, FileWriter writer, Predicate<Path> isHeld) {
    this.incoming = incoming;
    this.entries = entries;
    this.writer = writer;
    this.isHeld = isHeld;
  }

  private record Gone(Path file, String destination, boolean delivered) {}

  /**
   * Drops the entries, durably. To be called before the temps that they speak of are swept.
   *
   * @param delivered is told of the files that were delivered, below the incoming folder
   */
  public void forget(Delivered delivered) throws IOException {
    List<Gone> gone = gone();
    while (!gone.isEmpty() && !isEmpty()) {
      forget(gone);
      for (Gone each : gone) {
        if (each.delivered()) {
          delivered.accept(each.file());
        }
      }
      gone = gone.size() < TOGETHER ? List.of() : gone();
    }
  }

  /** Is told of a file. */
  public interface Delivered {
    void accept(Path file) throws IOException;
  }

  private void forget(List<Gone> gone) throws IOException {
    // A file that is gone must not be back after a power cut, when it is no longer known.
    Set<Path> folders = new LinkedHashSet<>();
    for (Gone each : gone) {
      @Nullable Path folder = incoming.resolve(each.file()).getParent();
      if (folder != null && Files.isDirectory(folder)) {
        folders.add(folder);
      }
    }
    writer.forceFolders(folders);
    gone.forEach(each -> entries.remove(each.file(), each.destination()));
    entries.commit();
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

  private boolean isGone(Path file) {
    return Files.notExists(incoming.resolve(file)) && !isHeld.test(file);
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
