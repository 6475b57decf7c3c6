package io.fsl.action;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What fsl remembers between loops and runs, in one file, with a lock so that one process has it.
 * Thread-safe.
 */
public final class Ledger implements Closeable {
  /** Opens or creates the ledger, and takes its lock. */
  public static Ledger open(Path folder, String name, boolean durable) throws IOException {
    throw new UnsupportedOperationException(folder + name + durable);
  }

  private Ledger() {}

  /** A random name that this ledger keeps for life; it names its working folders. */
  public String id() {
    throw new UnsupportedOperationException();
  }

  /** Whether the file was damaged, set aside and begun anew. */
  public boolean rebuilt() {
    throw new UnsupportedOperationException();
  }

  /** A table of this ledger; created when missing. */
  public Table table(String name) {
    throw new UnsupportedOperationException(name);
  }

  /** Makes all changes so far durable, together. */
  public void commit() throws IOException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Sorted by key, unsigned bytes. Changes count once {@link #commit} has returned. */
  public interface Table {
    byte @Nullable [] get(byte[] key);

    void put(byte[] key, byte[] value);

    void remove(byte[] key);

    /** All entries whose key starts so, in order; entries may be removed meanwhile. */
    void forEach(byte[] prefix, BiConsumer<byte[], byte[]> each);
  }
}
