package io.fsl.action;

import io.fsl.config.Order;
import io.fsl.config.Selection;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Lists the selected files of a local folder. Links to folders are not followed, and working
 * folders not entered. Without an order, each file is passed on as it is found.
 */
public final class ListLocalFiles {
  private final Path root;
  private final Selection selection;
  private final boolean recursive;
  private final Order order;

  public ListLocalFiles(Path root, Selection selection, boolean recursive, Order order) {
    this.root = root;
    this.selection = selection;
    this.recursive = recursive;
    this.order = order;
  }

  /**
   * Lists once.
   *
   * @param unreadable is told each file or sub-folder that cannot be looked at
   * @param stopped asked now and then whether to end early
   * @throws IOException when the folder itself cannot be read
   */
  public void list(
      Consumer<LocalFile> found, BiConsumer<Path, IOException> unreadable, BooleanSupplier stopped)
      throws IOException {
    if (order.by() == Order.By.NONE) {
      walk(found, unreadable, stopped);
      return;
    }
    List<LocalFile> files = new ArrayList<>();
    walk(files::add, unreadable, stopped);
    files.sort(order.descending() ? comparator().reversed() : comparator());
    files.forEach(found);
  }

  private Comparator<LocalFile> comparator() {
    Comparator<LocalFile> byName =
        (a, b) -> Arrays.compareUnsigned(PathBytes.of(a.relative()), PathBytes.of(b.relative()));
    return switch (order.by()) {
      case NONE, NAME -> byName;
      case MODIFIED -> Comparator.comparing(LocalFile::mtime).thenComparing(byName);
      case SIZE -> Comparator.comparingLong(LocalFile::size).thenComparing(byName);
    };
  }

  /** A sub-folder is read after its parent was closed: depth costs no descriptors. */
  private void walk(
      Consumer<LocalFile> found, BiConsumer<Path, IOException> unreadable, BooleanSupplier stopped)
      throws IOException {
    Deque<Path> folders = new ArrayDeque<>();
    read(root, folders, found, unreadable, stopped);
    while (!folders.isEmpty() && !stopped.getAsBoolean()) {
      Path folder = folders.pop();
      try {
        read(folder, folders, found, unreadable, stopped);
      } catch (IOException e) {
        unreadable.accept(root.relativize(folder), e);
      }
    }
  }

  private void read(
      Path folder,
      Deque<Path> folders,
      Consumer<LocalFile> found,
      BiConsumer<Path, IOException> unreadable,
      BooleanSupplier stopped)
      throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (stopped.getAsBoolean()) {
          return;
        }
        try {
          look(
              entry,
              folder.equals(root) ? entry.getFileName() : root.relativize(entry),
              folders,
              found);
        } catch (IOException e) {
          unreadable.accept(root.relativize(entry), e);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private void look(Path entry, Path relative, Deque<Path> folders, Consumer<LocalFile> found)
      throws IOException {
    boolean selected = selection.selects(relative.toString());
    if (!selected && !recursive) {
      return;
    }
    switch (LocalFile.look(entry, relative)) {
      case LocalFile.Found.File(LocalFile file) when selected -> found.accept(file);
      case LocalFile.Found.Folder _ when recursive && !entry.endsWith(WorkFolder.NAME) ->
          folders.push(entry);
      case LocalFile.Found _ -> {
        return;
      }
    }
  }
}
