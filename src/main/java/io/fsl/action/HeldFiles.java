package io.fsl.action;

import io.fsl.config.Order;
import io.fsl.linux.PathBytes;
import io.fsl.sftp.RemotePath;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * The files of a listing that cannot be handed on as they come: each in one array, since a {@link
 * RemoteFile} takes several times the memory, and there may be hundreds of thousands.
 */
final class HeldFiles {
  private static final int SIZE = 0;
  private static final int MTIME = SIZE + Long.BYTES;
  private static final int LENGTH = MTIME + Long.BYTES;
  private static final int RELATIVE = LENGTH + Integer.BYTES;

  private final String source;
  private final RemotePath root;

  /** Size, mtime, length of the relative path, that path; the server's if it is another. */
  private final List<byte[]> files = new ArrayList<>();

  /**
   * @param source the source's name
   * @param root its folder on the server
   */
  HeldFiles(String source, RemotePath root) {
    this.source = source;
    this.root = root;
  }

  void add(RemoteFile file) {
    byte[] relative = PathBytes.of(file.relative());
    byte[] path = file.path().equals(onServer(relative)) ? new byte[0] : file.path().bytes();
    files.add(
        ByteBuffer.allocate(RELATIVE + relative.length + path.length)
            .putLong(file.size())
            .putLong(file.mtime())
            .putInt(relative.length)
            .put(relative)
            .put(path)
            .array());
  }

  /** Hands on all files in the given order, and forgets them. */
  void drain(Order order, Consumer<RemoteFile> each) {
    if (order.by() != Order.By.NONE) {
      Comparator<byte[]> by = by(order.by());
      files.sort(order.descending() ? by.reversed() : by);
    }
    for (int i = 0; i < files.size(); i++) {
      RemoteFile file = file(files.get(i));
      files.set(i, new byte[0]);
      each.accept(file);
    }
    files.clear();
  }

  private static Comparator<byte[]> by(Order.By what) {
    Comparator<byte[]> byName =
        (one, other) ->
            Arrays.compareUnsigned(one, RELATIVE, end(one), other, RELATIVE, end(other));
    return switch (what) {
      case NONE, NAME -> byName;
      case MODIFIED -> byNumber(MTIME).thenComparing(byName);
      case SIZE -> byNumber(SIZE).thenComparing(byName);
    };
  }

  private static Comparator<byte[]> byNumber(int index) {
    return Comparator.comparingLong(file -> ByteBuffer.wrap(file).getLong(index));
  }

  private static int end(byte[] file) {
    return RELATIVE + ByteBuffer.wrap(file).getInt(LENGTH);
  }

  private RemoteFile file(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file);
    int end = end(file);
    byte[] relative = Arrays.copyOfRange(file, RELATIVE, end);
    RemotePath path =
        end == file.length
            ? onServer(relative)
            : RemotePath.of(Arrays.copyOfRange(file, end, file.length));
    return new RemoteFile(
        source, path, PathBytes.path(relative), bytes.getLong(SIZE), bytes.getLong(MTIME));
  }

  private RemotePath onServer(byte[] relative) {
    return root.resolve(RemotePath.of(relative));
  }
}
