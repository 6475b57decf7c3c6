package io.fsl.action;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.fsl.action.NewestCommit.Commit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.jspecify.annotations.Nullable;

/**
 * The MVStore in a ledger's file, set up so that a crash or power cut costs no commit: there is no
 * background thread and no commit but the ledger's own, each of which is synced, and space is used
 * again only five commits after it was freed.
 */
final class LedgerStore {
  private static final String SETTINGS = "ledger";
  private static final byte[] ID = "id".getBytes(US_ASCII);
  private static final byte[] REBUILT = "rebuilt".getBytes(US_ASCII);
  private static final byte[] GENERATION = "generation".getBytes(US_ASCII);
  private static final int VERSIONS = 5;
  private static final int WASTEFUL_PERCENT = 50;

  /** Bytes that compaction rewrites in one go, and thus holds in memory. */
  private static final int COMPACTION_BYTES = 1 << 20;

  /** A smaller file is not worth the time and memory that it takes to compact or write it anew. */
  private static final long SMALL_BYTES = 8 << 20;

  private final MVStore store;
  private final Map<String, MVMap<byte[], byte[]>> maps = new ConcurrentHashMap<>();
  private long compactAtBytes;
  private long syncedVersion;

  private LedgerStore(MVStore store) {
    this.store = store;
    // Only the pages of open maps can be compacted.
    store.getMapNames().forEach(this::map);
    compactAtBytes = nextCompaction();
  }

  /**
   * Opens or creates the file.
   *
   * @param expected version that it is known to have; 0: none
   * @throws LedgerDamagedException when it is there but no good
   */
  static LedgerStore open(Path file, boolean readOnly, long expected) throws IOException {
    try {
      return of(SealedFileStore.openStore(file, readOnly, expected));
    } catch (RuntimeException e) {
      throw LedgerFailure.translate(file.toString(), e);
    }
  }

  private static LedgerStore of(MVStore store) {
    try {
      store.setRetentionTime(0);
      store.setVersionsToKeep(VERSIONS);
      return new LedgerStore(store);
    } catch (RuntimeException e) {
      store.closeImmediately();
      throw e;
    }
  }

  static LedgerStore inMemory() {
    LedgerStore store = new LedgerStore(new MVStore.Builder().open());
    store.name("memory", 0, false);
    return store;
  }

  byte @Nullable [] get(String name, byte[] key) {
    return pinned(() -> map(name).get(key));
  }

  void put(String name, byte[] key, byte[] value) {
    pinned(() -> map(name).put(key, value));
  }

  void remove(String name, byte[] key) {
    pinned(() -> map(name).remove(key));
  }

  void remove(String name, byte[] key, Predicate<byte[]> which) {
    pinned(() -> map(name).operate(key, null, new Removal(which)));
  }

  private static final class Removal extends MVMap.DecisionMaker<byte[]> {
    private final Predicate<byte[]> which;

    Removal(Predicate<byte[]> which) {
      this.which = which;
    }

    @Override
    public MVMap.Decision decide(byte @Nullable [] existing, byte @Nullable [] provided) {
      return existing != null && which.test(existing)
          ? MVMap.Decision.REMOVE
          : MVMap.Decision.ABORT;
    }
  }

  /**
   * Reads and changes, with the version in use registered: else the commits of others meanwhile, of
   * which there may be many before a thread is scheduled again, free the pages that it is reading.
   */
  private <T extends @Nullable Object> T pinned(Supplier<T> work) {
    MVStore.TxCounter version = store.registerVersionUsage();
    try {
      return work.get();
    } finally {
      store.deregisterVersionUsage(version);
    }
  }

  private MVMap<byte[], byte[]> map(String name) {
    MVMap<byte[], byte[]> open = maps.get(name);
    return open != null ? open : open(name);
  }

  private MVMap<byte[], byte[]> open(String name) {
    return maps.computeIfAbsent(
        name,
        n ->
            store.openMap(
                n,
                new MVMap.Builder<byte[], byte[]>()
                    .keyType(ByteArrayDataType.INSTANCE)
                    .valueType(ByteArrayDataType.INSTANCE)));
  }

  boolean isNamed() {
    return get(SETTINGS, ID) != null;
  }

  String id() {
    return new String(Objects.requireNonNull(get(SETTINGS, ID)), US_ASCII);
  }

  void name(String id, long generation, boolean rebuilt) {
    put(SETTINGS, ID, id.getBytes(US_ASCII));
    setGeneration(generation);
    if (rebuilt) {
      put(SETTINGS, REBUILT, REBUILT);
    }
  }

  boolean rebuilt() {
    return get(SETTINGS, REBUILT) != null;
  }

  void confirmRebuilt() {
    remove(SETTINGS, REBUILT);
  }

  /** The commit that was opened. */
  Commit opened() {
    return new Commit(id(), generation(), store.getCurrentVersion());
  }

  /** The newest commit that is known to be on the disk. */
  Commit synced() {
    return new Commit(id(), generation(), syncedVersion);
  }

  private long generation() {
    byte @Nullable [] generation = get(SETTINGS, GENERATION);
    return generation == null ? 0 : ByteBuffer.wrap(generation).getLong();
  }

  private void setGeneration(long generation) {
    put(SETTINGS, GENERATION, ByteBuffer.allocate(Long.BYTES).putLong(generation).array());
  }

  /** Goes on from an earlier commit. What was done is; of what was under way nothing is known. */
  void goOn(long generation) {
    name(id(), generation, true);
    map(WorkFolder.MARKERS).clear();
  }

  void forEach(String name, byte[] prefix, byte[] from, BiPredicate<byte[], byte[]> each) {
    pinned(() -> {
      Cursor<byte[], byte[]> cursor = map(name).cursor(from);
      boolean goesOn = true;
      while (goesOn && cursor.hasNext()) {
        byte[] key = cursor.next();
        goesOn = startsWith(key, prefix) && each.test(key, cursor.getValue());
      }
      return goesOn;
    });
  }

  private static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }

  void commit(boolean durable) {
    store.commit();
    if (durable) {
      long version = store.getCurrentVersion();
      store.sync();
      syncedVersion = version;
    }
    if (sizeBytes() > compactAtBytes) {
      store.compact(WASTEFUL_PERCENT, COMPACTION_BYTES);
      compactAtBytes = nextCompaction();
    }
  }

  /** After as much was written again: so compaction costs no more than the writing. */
  private long nextCompaction() {
    return Math.max(SMALL_BYTES, sizeBytes() + COMPACTION_BYTES);
  }

  private long sizeBytes() {
    return store.getFileStore() == null ? 0 : store.getFileStore().size();
  }

  void close() {
    store.close();
  }

  /** Whether the file is worth writing anew. */
  boolean isWasteful() {
    return sizeBytes() > SMALL_BYTES
        && (store.getFileStore().getChunksFillRate() < WASTEFUL_PERCENT
            || store.getFillRate() < WASTEFUL_PERCENT);
  }

  void closeImmediately() {
    store.closeImmediately();
  }

  /** A copy that is held in memory. */
  LedgerStore copy() {
    LedgerStore copy = inMemory();
    copyTo(copy);
    return copy;
  }

  /** Writes all that this store has into another file, with which the ledger is continued. */
  void continueIn(LedgerStore other) {
    copyTo(other);
    other.setGeneration(generation() + 1);
    other.close();
  }

  private void copyTo(LedgerStore other) {
    long[] pendingBytes = {0};
    for (String name : store.getMapNames()) {
      forEach(
          name,
          new byte[0],
          new byte[0],
          (key, value) -> {
            other.put(name, key, value);
            pendingBytes[0] += key.length + value.length;
            if (pendingBytes[0] > COMPACTION_BYTES) {
              pendingBytes[0] = 0;
              other.store.commit();
            }
            return true;
          });
    }
  }
}
