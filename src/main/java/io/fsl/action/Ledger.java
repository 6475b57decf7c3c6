package io.fsl.action;

import io.fsl.text.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * What fsl remembers between loops and runs, in one file, with a lock so that one process has it.
 *
 * <p>Thread-safe. A thread that uses it must not be interrupted: that closes the file. After a
 * failure (a full disk) every method fails until {@link #recover()}, so that no change is taken for
 * kept that was lost.
 */
public final class Ledger implements Closeable {
  /** Unwritten changes are committed early beyond this: they are held in memory. */
  private static final long PENDING_BYTES_MAX = 2 << 20;

  private final @Nullable LockFile lock;
  private final @Nullable LedgerFile file;
  private final boolean durable;
  private final String id;
  private final AtomicLong asked = new AtomicLong();
  private final AtomicLong pendingBytes = new AtomicLong();
  private final Object committing = new Object();
  private final Map<Path, Object> monitors = new ConcurrentHashMap<>();
  private volatile LedgerStore store;
  private volatile @Nullable IOException failure;
  private long committed;
  private boolean closed;

  private Ledger(
      @Nullable LockFile lock, @Nullable LedgerFile file, LedgerStore store, boolean durable) {
    this.lock = lock;
    this.file = file;
    this.store = store;
    this.durable = durable;
    this.id = store.id();
  }

  /**
   * Opens or creates the ledger, and takes its lock.
   *
   * @throws LockedException when another run has it
   */
  public static Ledger open(Path folder, String name, boolean durable) throws IOException {
    Path home = Files.createDirectories(folder).toRealPath();
    LockFile lock = LockFile.take(home.resolve(name + ".lock"));
    try {
      LedgerFile file = new LedgerFile(home, name);
      return new Ledger(lock, file, file.open(), durable);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** What the ledger says now, without its lock; changes stay in memory. For a dry run. */
  public static Ledger peek(Path folder, String name) throws IOException {
    return new Ledger(null, null, new LedgerFile(folder, name).peek(), false);
  }

  /** An empty ledger without a file. */
  public static Ledger inMemory() {
    return new Ledger(null, null, LedgerStore.inMemory(), false);
  }

  /**
   * Whether it forces its commits to disk. Files must be forced as well then: what it says of them
   * is to be true after a power cut.
   */
  public boolean isDurable() {
    return durable;
  }

  /** A random name that this ledger keeps for life; it names its working folders. */
  public String id() {
    return id;
  }

  /**
   * Whether what was known is lost: the file was damaged and set aside, or is gone, or is back at
   * an earlier commit. True for every run until {@link #confirmRebuilt()}.
   */
  public boolean rebuilt() {
    return ask(LedgerStore::rebuilt);
  }

  /**
   * Ends the rebuilding: what was lost has been found again as far as possible, and later loops
   * need not try.
   */
  public void confirmRebuilt() throws IOException {
    change(LedgerStore::confirmRebuilt);
    commit();
  }

  /** A table of this ledger; created when missing. */
  public Table table(String name) {
    return new LedgerTable(this, name);
  }

  /**
   * To be synchronized on by those who make a folder: one object for each, so that a file system
   * that hangs holds up nobody but its users.
   */
  Object monitor(Path folder) {
    return monitors.computeIfAbsent(folder, f -> new Object());
  }

  /** Makes all changes so far durable, together with those of other threads. */
  public void commit() throws IOException {
    long ticket = asked.incrementAndGet();
    synchronized (committing) {
      if (committed < ticket) {
        commitAll();
      }
    }
  }

  /** Whoever asked before this starts is served by it, and finds so once it has the monitor. */
  private void commitAll() throws IOException {
    check();
    long upTo = asked.get();
    pendingBytes.set(0);
    try {
      store.commit(durable);
      if (durable && file != null) {
        file.noteSynced(store);
      }
    } catch (RuntimeException e) {
      throw fail(e);
    }
    committed = upTo;
  }

  /**
   * Opens the file again after a failure; does nothing when there was none. What was not committed
   * is forgotten, so this is called while nobody has changes pending: at the start of a loop.
   */
  public void recover() throws IOException {
    synchronized (committing) {
      if (failure != null && file != null) {
        release();
        store = file.open();
        failure = null;
      }
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (committing) {
      if (closed) {
        return;
      }
      closed = true;
      try {
        release();
      } finally {
        if (lock != null) {
          lock.close();
        }
      }
    }
  }

  /**
   * A file that turned out damaged is set aside at once, so that the next run need not find out.
   */
  private void release() throws IOException {
    if (failure == null) {
      try {
        if (file == null) {
          store.close();
        } else {
          file.close(store);
        }
      } catch (RuntimeException e) {
        throw fail(e);
      }
    } else {
      store.closeImmediately();
      if (file != null && failure instanceof LedgerDamagedException damaged) {
        file.setAside();
        failure = new IOException(damaged.getMessage(), damaged); // once is enough
      }
    }
  }

  /** Asks the file, which may fail: UncheckedIOException. */
  <T extends @Nullable Object> T ask(Function<LedgerStore, T> question) {
    try {
      check();
      return question.apply(store);
    } catch (MVStoreException e) {
      throw new UncheckedIOException(fail(e));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has something done to the file, which may fail as it does when asked. */
  void change(Consumer<LedgerStore> change) {
    ask(s -> {
      change.accept(s);
      return true;
    });
  }

  /** Commits early if there is too much that is not committed, with so many bytes more. */
  void changed(int bytes) {
    if (pendingBytes.addAndGet(bytes) > PENDING_BYTES_MAX) {
      try {
        commit();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void check() throws IOException {
    IOException earlier = failure;
    if (earlier != null) {
      throw new IOException(Reason.of(earlier), earlier);
    }
  }

  private IOException fail(RuntimeException e) {
    IOException cause = LedgerFailure.translate(file == null ? "ledger" : file.toString(), e);
    if (failure == null) {
      failure = cause;
    }
    return cause;
  }

  /**
   * Sorted by key, unsigned bytes. Changes are seen at once, and count once {@link #commit} has
   * returned; they may come to disk earlier. Throws UncheckedIOException when the file fails.
   */
  public interface Table {
    byte @Nullable [] get(byte[] key);

    void put(byte[] key, byte[] value);

    void remove(byte[] key);

    /**
     * Removes the entry of a key if its value is such.
     *
     * @param which may be asked several times
     */
    void remove(byte[] key, Predicate<byte[]> which);

    /** All entries whose key starts so, in order; entries may be removed meanwhile. */
    default void forEach(byte[] prefix, BiConsumer<byte[], byte[]> each) {
      forEach(
          prefix,
          prefix,
          (key, value) -> {
            each.accept(key, value);
            return true;
          });
    }

    /**
     * The same, from a key on.
     *
     * @param each tells whether to go on
     */
    void forEach(byte[] prefix, byte[] from, BiPredicate<byte[], byte[]> each);
  }
}
