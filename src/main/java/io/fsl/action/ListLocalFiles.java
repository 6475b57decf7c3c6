package io.fsl.action;

import io.fsl.config.Order;
import io.fsl.config.Selection;
import io.fsl.linux.PathBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
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
 * Lists the selected files of a local folder. Links to folders are not followed; working folders,
 * and folders that can hold no selected file, are not entered. Without an order, each file is
 * passed on as it is found.
 */
public final class ListLocalFiles {
  /** Seconds or a size, and nanoseconds. */
  private static final int KEY = Long.BYTES + Integer.BYTES;

  private static final Comparator<byte[]> KEY_AND_NAME = Arrays::compareUnsigned;

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
    List<byte[]> held = new ArrayList<>();
    walk(file -> held.add(held(file)), unreadable, stopped);
    held.sort(order.descending() ? KEY_AND_NAME.reversed() : KEY_AND_NAME);
    for (byte[] file : held) {
      if (stopped.getAsBoolean()) {
        return;
      }
      lookAgain(file, found, unreadable);
    }
  }

  /**
   * What is held of a file until all are found: some dozen bytes, where all that is known of it
   * would take hundreds.
   */
  private byte[] held(LocalFile file) {
    Instant modified = file.mtime().toInstant();
    long key =
        switch (order.by()) {
          case NONE, NAME -> 0;
          case MODIFIED -> modified.getEpochSecond();
          case SIZE -> file.size();
        };
    byte[] name = PathBytes.of(file.relative());
    return ByteBuffer.allocate(KEY + name.length)
        .putLong(key ^ Long.MIN_VALUE)
        .putInt(order.by() == Order.By.MODIFIED ? modified.getNano() : 0)
        .put(name)
        .array();
  }

  private void lookAgain(
      byte[] held, Consumer<LocalFile> found, BiConsumer<Path, IOException> unreadable) {
    Path relative = PathBytes.path(Arrays.copyOfRange(held, KEY, held.length));
    try {
      if (LocalFile.look(root.resolve(relative), relative)
          instanceof LocalFile.Found.File(LocalFile file)) {
        found.accept(file);
      }
    } catch (IOException e) {
      unreadable.accept(relative, e);
    }
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
    String path = relative.toString();
    boolean selected = selection.selects(path);
    boolean mayBeEntered = recursive && !entry.endsWith(WorkFolder.NAME);
    if (!selected && !(mayBeEntered && selection.mayHold(path))) {
      return;
    }
    switch (LocalFile.look(entry, relative)) {
      case LocalFile.Found.File(LocalFile file) when selected -> found.accept(file);
      case LocalFile.Found.Folder _ when mayBeEntered && selection.mayHold(path) ->
          folders.push(entry);
      case LocalFile.Found _ -> {
        return;
      }
    }
  }
}
