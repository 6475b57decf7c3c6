package io.fsl.testing.faulty;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A file that a session has open. */
final class OpenFile {
  private final Path path;
  private final @Nullable FileChannel channel;
  private boolean meddled;

  /**
   * @param madeUp whether it is only in the listing; it reads as if it were {@link Listing#TEXT}
   */
  OpenFile(Path path, boolean madeUp) throws IOException {
    this.path = path;
    this.channel = madeUp ? null : FileChannel.open(path);
  }

  Path path() {
    return path;
  }

  long size() throws IOException {
    return channel == null ? Listing.size(path) : channel.size();
  }

  byte[] read(long offset, int length) throws IOException {
    if (channel == null) {
      return Arrays.copyOfRange(Listing.TEXT, (int) offset, (int) offset + length);
    }
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining() && channel.read(bytes, offset + bytes.position()) >= 0) {
      // on
    }
    return bytes.array();
  }

  /** Does to the file what a producer might, once a READ has got so far. */
  void meddle(Faults faults, long reached) throws IOException {
    if (meddled) {
      return;
    }
    if (reached >= faults.number(Fault.REPLACE, Long.MAX_VALUE)) {
      meddled = true;
      byte[] other = new byte[(int) Files.size(path)];
      Arrays.fill(other, (byte) 'n');
      FileTime later = FileTime.fromMillis(Files.getLastModifiedTime(path).toMillis() + 5000);
      Path next = Files.write(path.resolveSibling(".next-" + path.getFileName()), other);
      Files.setLastModifiedTime(next, later);
      Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
    } else if (reached >= faults.number(Fault.APPEND, Long.MAX_VALUE)) {
      meddled = true;
      Files.write(path, new byte[] {'a'}, StandardOpenOption.APPEND);
    } else if (reached >= faults.number(Fault.REMOVE, Long.MAX_VALUE)) {
      meddled = true;
      Files.delete(path);
    }
  }

  void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
