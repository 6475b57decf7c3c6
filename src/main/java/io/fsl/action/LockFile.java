package io.fsl.action;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A file that one process at a time has locked, and that tells its pid. The kernel drops the lock
 * when the process ends, however it ends. The file itself stays: were it removed, two processes
 * could each lock a file of that name.
 */
final class LockFile implements Closeable {
  private static final int PID_LENGTH = 20;

  /**
   * What this process has locked. A POSIX lock does not exclude its own process, and closing any
   * descriptor of the file drops it, so such a file must not even be opened a second time.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path key;
  private final FileChannel channel;

  private LockFile(Path key, FileChannel channel) {
    this.key = key;
    this.channel = channel;
  }

  /**
   * Locks the file, creating it when it is missing.
   *
   * @param key a real path, so that it is the same for the same file
   * @throws LockedException when it is locked already
   * @throws FileSystemException when it cannot be opened, or is a link: what that leads to would be
   *     overwritten with the pid
   */
  static LockFile take(Path key) throws IOException {
    if (!HELD.add(key)) {
      throw new LockedException(key, OptionalLong.of(ProcessHandle.current().pid()));
    }
    try {
      return new LockFile(key, lock(key));
    } catch (IOException | RuntimeException e) {
      HELD.remove(key);
      throw e;
    }
  }

  private static FileChannel lock(Path file) throws IOException {
    FileChannel channel = open(file);
    try {
      @Nullable FileLock lock = channel.tryLock();
      if (lock == null) {
        throw new LockedException(file, readPid(channel));
      }
      writePid(channel);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static FileChannel open(Path file) throws IOException {
    try {
      return FileChannel.open(
          file,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.CREATE,
          LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      if (Files.isSymbolicLink(file)) {
        throw new FileSystemException(file.toString(), null, "it is a symbolic link");
      }
      throw e;
    }
  }

  private static OptionalLong readPid(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(PID_LENGTH);
    channel.read(text, 0);
    try {
      return OptionalLong.of(
          Long.parseLong(new String(text.array(), 0, text.position(), US_ASCII).strip()));
    } catch (NumberFormatException _) {
      return OptionalLong.empty();
    }
  }

  private static void writePid(FileChannel channel) throws IOException {
    channel.truncate(0);
    channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(US_ASCII)), 0);
  }

  @Override
  public void close() throws IOException {
    channel.close();
    HELD.remove(key);
  }
}
