package io.fsl.log;

import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A log file that several processes append to. A line is one append, so that lines never mix. A
 * file that was moved away is left to whoever moved it, and a new one is begun.
 */
final class LogFile {
  /** The bits of a mode that tell what it is of (inode(7)). */
  private static final int TYPE = 0170000;

  private static final int PIPE = 0010000;

  private final Path path;
  private final Rotation rotation;
  private @Nullable FileOutputStream stream;
  private @Nullable Object key;
  private long lookAgain;

  LogFile(Path path, Rotation rotation) {
    this.path = path;
    this.rotation = rotation;
  }

  /** Appends a line; opens the file first when it is not. */
  synchronized void append(byte[] line) throws IOException {
    stream().write(line);
  }

  /** Appends several lines; opens the file first when it is not. */
  synchronized void append(ByteArrayOutputStream lines) throws IOException {
    lines.writeTo(stream());
  }

  private FileOutputStream stream() throws IOException {
    if (stream == null || System.nanoTime() - lookAgain >= 0) {
      look();
    }
    return stream == null ? open() : stream;
  }

  /** Lets go of the file; the next line opens it anew. */
  synchronized void close() throws IOException {
    if (stream != null) {
      stream.close();
      stream = null;
    }
  }

  /** Rotates when the file is large, and lets go of it when it is no longer the one of its name. */
  private void look() throws IOException {
    lookAgain = System.nanoTime() + rotation.look().toNanos();
    BasicFileAttributes file = attributes();
    if (file != null && file.size() >= rotation.limit()) {
      rotate();
      file = attributes();
    }
    if (file == null || !Objects.equals(file.fileKey(), key)) {
      close();
    }
  }

  /** Rotates the file. That this fails is passed over: a large log is better than none. */
  private void rotate() {
    try {
      rotation.rotate(path);
    } catch (IOException _) {
      // tried again with the next look
    }
  }

  /** A stream and not a channel, which an interrupted thread would close for all. */
  private FileOutputStream open() throws IOException {
    Files.createDirectories(path.getParent());
    if (isPipe()) {
      throw new FileSystemException(
          path.toString(), null, "it is a pipe, which may have no reader");
    }
    FileOutputStream open = new FileOutputStream(path.toFile(), true);
    stream = open;
    BasicFileAttributes file = attributes();
    key = file == null ? null : file.fileKey();
    return open;
  }

  /**
   * Whether its very name is that of a pipe: opening it would wait for a reader, maybe for ever.
   */
  private boolean isPipe() throws IOException {
    try {
      int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      return (mode & TYPE) == PIPE;
    } catch (NoSuchFileException _) {
      return false;
    }
  }

  private @Nullable BasicFileAttributes attributes() throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class);
    } catch (NoSuchFileException _) {
      return null;
    }
  }
}
