package io.fsl.testing;

import io.fsl.sftp.Attributes;
import io.fsl.sftp.Entry;
import io.fsl.sftp.Remote;
import io.fsl.sftp.RemoteException;
import io.fsl.sftp.RemotePath;
import io.fsl.sftp.UnreachableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A server in memory. Paths are absolute, with {@code /} as the root; what is done is done by one
 * thread, in order. {@link #server} makes another connection to the same files.
 */
public final class FakeRemote implements Remote {
  private static final int END_OF_FILE = 1;
  private static final int NO_SUCH_FILE = 2;
  private static final int PERMISSION_DENIED = 3;
  private static final int FAILURE = 4;

  /** Of what one sink call gets. */
  private static final int CHUNK = 1000;

  private final Map<String, Node> nodes;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("fake-remote").factory());
  private volatile boolean closed;
  private volatile @Nullable LongSupplier timeOfRenaming;
  private volatile boolean replaces = true;

  /**
   * What a name leads to.
   *
   * @param content null: a folder
   */
  private record Node(byte @Nullable [] content, long mtime, boolean forbidden) {}

  /** A symbolic link that leads nowhere. */
  private static final Node LINK = new Node(new byte[0], 0, false);

  /** An empty server. */
  public FakeRemote() {
    this(new TreeMap<>(Map.of("/", new Node(null, 0, false))));
  }

  private FakeRemote(Map<String, Node> nodes) {
    this.nodes = nodes;
  }

  /** Another connection to the same files. */
  public FakeRemote server() {
    return new FakeRemote(nodes);
  }

  /** Puts a file there. */
  public void put(String path, byte[] content, long mtime) {
    synchronized (nodes) {
      nodes.put(path, new Node(content.clone(), mtime, false));
    }
  }

  /** Puts a folder there. */
  public void putFolder(String path) {
    synchronized (nodes) {
      nodes.put(path, new Node(null, 0, false));
    }
  }

  /** Puts a symbolic link there that leads nowhere. */
  public void putLink(String path) {
    synchronized (nodes) {
      nodes.put(path, LINK);
    }
  }

  /** From now on, files that are renamed get that time, in seconds since 1970. */
  public void timesRenamed(LongSupplier time) {
    timeOfRenaming = time;
  }

  /** From now on, a file cannot be opened. */
  public void forbid(String path) throws RemoteException {
    synchronized (nodes) {
      Node node = node(path);
      nodes.put(path, new Node(node.content, node.mtime, true));
    }
  }

  /** From now on it cannot {@link #replace}. */
  public void replacesNothing() {
    replaces = false;
  }

  /** Whether there is something of that name. */
  public boolean has(String path) {
    synchronized (nodes) {
      return nodes.containsKey(path);
    }
  }

  @Override
  public int lanes() {
    return 1;
  }

  @Override
  public int files() {
    return Integer.MAX_VALUE;
  }

  @Override
  public void list(RemotePath folder, Consumer<Entry> each) throws IOException {
    requireOpen();
    List<Entry> entries = new ArrayList<>();
    synchronized (nodes) {
      String path = text(folder);
      if (node(path).content != null) {
        throw new RemoteException(FAILURE, "list " + path + ": no folder");
      }
      nodes.forEach((name, node) -> {
        if (!name.equals("/") && parent(name).equals(path)) {
          entries.add(new Entry(path(name.substring(name.lastIndexOf('/') + 1)), shown(node)));
        }
      });
    }
    entries.forEach(each);
  }

  @Override
  public CompletableFuture<Attributes> stat(RemotePath path) {
    return submit(() -> shown(target(text(path))));
  }

  @Override
  public CompletableFuture<Attributes> statLink(RemotePath path) {
    return submit(() -> shown(node(text(path))));
  }

  @Override
  public CompletableFuture<Attributes> statOpened(RemotePath path) {
    return submit(() -> {
      open(path);
      return shown(node(text(path)));
    });
  }

  @Override
  public CompletableFuture<RemotePath> realPath(RemotePath path) {
    return submit(() -> path);
  }

  @Override
  public CompletableFuture<@Nullable Attributes> read(
      RemotePath path, long offset, long length, Sink sink) {
    return this.<@Nullable Attributes>submit(() -> {
      byte[] content = open(path);
      long at = offset;
      while (at < offset + length && at < content.length) {
        int n = (int) Math.min(Math.min(CHUNK, offset + length - at), content.length - at);
        requireOpen();
        sink.write(ByteBuffer.wrap(content, (int) at, n).slice().asReadOnlyBuffer());
        at += n;
      }
      if (at < offset + length) {
        throw new RemoteException(END_OF_FILE, "read " + path + ": End of file");
      }
      return shown(target(text(path)));
    });
  }

  @Override
  public CompletableFuture<@Nullable Void> rename(RemotePath from, RemotePath to) {
    return run(() -> {
      synchronized (nodes) {
        Node node = node(text(from));
        requireFree(to);
        nodes.remove(text(from));
        nodes.put(text(to), renamed(node));
      }
    });
  }

  @Override
  public CompletableFuture<Boolean> replace(RemotePath from, RemotePath to) {
    return submit(() -> {
      if (replaces) {
        synchronized (nodes) {
          Node node = node(text(from));
          node(parent(text(to)));
          nodes.remove(text(from));
          nodes.put(text(to), renamed(node));
        }
      }
      return replaces;
    });
  }

  private Node renamed(Node node) {
    LongSupplier time = timeOfRenaming;
    return time == null || node == LINK
        ? node
        : new Node(node.content, time.getAsLong(), node.forbidden);
  }

  @Override
  public CompletableFuture<@Nullable Void> remove(RemotePath path) {
    return run(() -> {
      synchronized (nodes) {
        if (node(text(path)).content == null) {
          throw new RemoteException(FAILURE, "remove " + path + ": a folder");
        }
        nodes.remove(text(path));
      }
    });
  }

  @Override
  public CompletableFuture<@Nullable Void> makeFolder(RemotePath path) {
    return run(() -> {
      synchronized (nodes) {
        requireFree(path);
        nodes.put(text(path), new Node(null, 0, false));
      }
    });
  }

  @Override
  public void close() {
    closed = true;
    thread.shutdown();
  }

  private byte[] open(RemotePath path) throws IOException {
    Node node = target(text(path));
    if (node.forbidden) {
      throw new RemoteException(PERMISSION_DENIED, "open " + path + ": Permission denied");
    }
    if (node.content == null) {
      throw new RemoteException(FAILURE, "open " + path + ": a folder");
    }
    return node.content;
  }

  private Node target(String path) throws RemoteException {
    Node node = node(path);
    if (node == LINK) {
      throw new RemoteException(NO_SUCH_FILE, path + ": No such file or directory");
    }
    return node;
  }

  private Node node(String path) throws RemoteException {
    synchronized (nodes) {
      Node node = nodes.get(path);
      if (node == null) {
        throw new RemoteException(NO_SUCH_FILE, path + ": No such file or directory");
      }
      return node;
    }
  }

  private void requireFree(RemotePath path) throws RemoteException {
    node(parent(text(path)));
    if (nodes.containsKey(text(path))) {
      throw new RemoteException(FAILURE, path + ": exists");
    }
  }

  private void requireOpen() throws UnreachableException {
    if (closed) {
      throw new UnreachableException("closed");
    }
  }

  private static Attributes shown(Node node) {
    byte[] content = node.content;
    if (node == LINK) {
      return new Attributes(Attributes.Type.LINK, 0, node.mtime);
    }
    return content == null
        ? new Attributes(Attributes.Type.FOLDER, 4096, node.mtime)
        : new Attributes(Attributes.Type.FILE, content.length, node.mtime);
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }

  private static RemotePath path(String text) {
    return RemotePath.of(text, StandardCharsets.UTF_8);
  }

  private static String text(RemotePath path) {
    return new String(path.bytes(), StandardCharsets.UTF_8);
  }

  // --- one after the other

  private interface Step<T extends @Nullable Object> {
    T run() throws IOException;
  }

  private interface Action {
    void run() throws IOException;
  }

  private CompletableFuture<@Nullable Void> run(Action action) {
    return this.<@Nullable Void>submit(() -> {
      action.run();
      return null;
    });
  }

  private <T extends @Nullable Object> CompletableFuture<T> submit(Step<T> step) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      thread.execute(() -> {
        try {
          requireOpen();
          result.complete(step.run());
        } catch (IOException | RuntimeException e) {
          result.completeExceptionally(e);
        }
      });
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(new UnreachableException("closed", e));
    }
    return result;
  }
}
