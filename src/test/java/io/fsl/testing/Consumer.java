package io.fsl.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Takes every file out of some folders as soon as it is there: moves it away, notes its contents
 * and deletes it, as programs do that live on the files.
 */
public final class Consumer implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(3);

  private final Map<String, Path> folders;
  private final @Nullable Path hand;
  private final Deliveries deliveries;
  private final Thread thread;
  private volatile boolean ending;
  private volatile @Nullable Throwable failure;

  private Consumer(Map<String, Path> folders, @Nullable Path hand, Deliveries deliveries) {
    this.folders = new TreeMap<>(folders);
    this.hand = hand;
    this.deliveries = deliveries;
    this.thread = Thread.ofPlatform().name("consumer").unstarted(this::consume);
  }

  /**
   * Starts.
   *
   * @param folders by the name of the place
   * @param hand a folder on the same file system, for files that it has taken
   */
  public static Consumer start(Map<String, Path> folders, Path hand, Deliveries deliveries)
      throws IOException {
    Files.createDirectories(hand);
    Consumer consumer = new Consumer(folders, hand, deliveries);
    consumer.thread.start();
    return consumer;
  }

  /** Takes once what is there. */
  public static void once(Map<String, Path> folders, Path hand, Deliveries deliveries)
      throws IOException {
    Files.createDirectories(hand);
    new Consumer(folders, hand, deliveries).sweep();
  }

  /** Takes once what is in a folder, within its own file system. */
  public static void take(String place, Path folder, Deliveries deliveries) throws IOException {
    if (Files.isWritable(folder)) {
      once(Map.of(place, folder), folder, deliveries);
    }
  }

  /** Notes what is there, and leaves it there. */
  public static void look(Map<String, Path> folders, Deliveries deliveries) throws IOException {
    new Consumer(folders, null, deliveries).sweep();
  }

  private void consume() {
    try {
      while (!ending) {
        sweep();
        LockSupport.parkNanos(PAUSE.toNanos());
      }
      sweep();
    } catch (IOException | RuntimeException e) {
      failure = e;
    }
  }

  private void sweep() throws IOException {
    for (Map.Entry<String, Path> each : folders.entrySet()) {
      if (Files.isDirectory(each.getValue())) {
        Files.walkFileTree(each.getValue(), new Taker(each.getKey(), each.getValue()));
      }
    }
  }

  private final class Taker extends SimpleFileVisitor<Path> {
    private final String place;
    private final Path root;

    Taker(String place, Path root) {
      this.place = place;
      this.root = root;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return folder.endsWith(".fsl") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (hand == null) {
        deliveries.take(place, root.relativize(file), file);
      } else {
        Path taken = hand.resolve(".taken");
        Files.move(file, taken, StandardCopyOption.ATOMIC_MOVE);
        deliveries.take(place, root.relativize(file), taken);
        Files.delete(taken);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }
  }

  /** Ends, once everything that is there is taken. */
  @Override
  public void close() throws IOException {
    ending = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    Throwable reason = failure;
    if (reason instanceof IOException io) {
      throw new UncheckedIOException(io);
    } else if (reason != null) {
      throw new AssertionError(reason);
    }
  }
}
