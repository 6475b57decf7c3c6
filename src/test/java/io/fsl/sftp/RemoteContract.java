package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.sftp.Attributes.Type;
import io.fsl.testing.Bytes;
import io.fsl.testing.Collected;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link Remote} does, whatever is behind it. */
abstract class RemoteContract {
  private static final long SECONDS = 30;
  private static final long MTIME = 1_700_000_000;

  /** The files behind a remote, as one who sits at the server sees them. */
  interface Store extends AutoCloseable {
    /** The folder that the tests use, on the server. */
    String root();

    void put(String name, byte[] content, long mtime) throws IOException;

    void putFolder(String name) throws IOException;

    boolean has(String name);

    /** The latest mtime that the server can tell. */
    default long latestTime() {
      return 4_294_967_295L;
    }

    /** Takes away the right to read a file; false: that cannot be done here. */
    boolean forbid(String name) throws IOException;

    Remote connect() throws IOException;

    @Override
    void close() throws IOException;
  }

  abstract Store store() throws IOException;

  private Store store;
  private Remote remote;

  @BeforeEach
  final void connect() throws IOException {
    store = store();
    remote = store.connect();
  }

  @AfterEach
  final void hangUp() throws IOException {
    remote.close();
    store.close();
  }

  // --- listing

  @Test
  void listsAFolder() throws Exception {
    store.put("b.txt", Bytes.some(5), MTIME);
    store.put("a ü.txt", Bytes.some(0), MTIME + 1);
    store.putFolder("sub");
    store.put("sub/c.txt", Bytes.some(1), MTIME);
    List<Entry> entries = list("");
    assertEquals(Set.of("b.txt", "a ü.txt", "sub"), names(entries));
    assertEquals(new Attributes(Type.FILE, 5, MTIME), attributes(entries, "b.txt"));
    assertEquals(new Attributes(Type.FILE, 0, MTIME + 1), attributes(entries, "a ü.txt"));
    assertEquals(Type.FOLDER, attributes(entries, "sub").type());
  }

  @Test
  void listsManyEntriesOnceEach() throws Exception {
    Set<String> expected = new TreeSet<>();
    for (int i = 0; i < 1500; i++) {
      store.put("file-" + i, Bytes.some(0), MTIME);
      expected.add("file-" + i);
    }
    List<Entry> entries = list("");
    assertEquals(expected, names(entries));
    assertEquals(1500, entries.size());
  }

  @Test
  void listsAnEmptyFolder() throws Exception {
    store.putFolder("empty");
    assertEquals(List.of(), list("empty"));
  }

  @Test
  void aMissingFolderIsAnError() {
    RemoteException answer = assertThrows(RemoteException.class, () -> list("missing"));
    assertTrue(answer.noSuchFile());
    assertTrue(String.valueOf(answer.getMessage()).contains("missing"));
  }

  @Test
  void anAnnouncedFolderIsListedAsAnyOther() throws Exception {
    Set<String> expected = new TreeSet<>();
    store.putFolder("many");
    for (int i = 0; i < 1500; i++) {
      store.put("many/file-" + i, Bytes.some(0), MTIME);
      expected.add("file-" + i);
    }
    store.putFolder("empty");
    for (String folder : List.of("many", "missing", "empty", "many")) {
      boolean _ = remote.listSoon(path(folder));
    }
    List<Entry> entries = list("many");
    assertEquals(expected, names(entries));
    assertEquals(1500, entries.size());
    assertTrue(assertThrows(RemoteException.class, () -> list("missing")).noSuchFile());
    assertEquals(List.of(), list("empty"));
    assertEquals(1500, list("many").size());
  }

  @Test
  void aFolderThatComesAfterItWasAnnouncedIsListed() throws Exception {
    boolean _ = remote.listSoon(path("later"));
    assertThrows(ExecutionException.class, () -> get(remote.stat(path("later"))));
    store.putFolder("later");
    store.put("later/a", Bytes.some(0), MTIME);
    assertEquals(1, list("later").size());
  }

  @Test
  void aListingMayBeGivenUp() throws Exception {
    store.put("a", Bytes.some(0), MTIME);
    RuntimeException enough = new RuntimeException("enough");
    assertEquals(
        enough,
        assertThrows(
            RuntimeException.class,
            () ->
                remote.list(
                    path(""),
                    entry -> {
                      throw enough;
                    })));
    assertEquals(1, list("").size());
  }

  // --- attributes

  @Test
  void statsAFile() throws Exception {
    store.put("a", Bytes.some(70_000), MTIME);
    Attributes expected = new Attributes(Type.FILE, 70_000, MTIME);
    assertEquals(expected, get(remote.stat(path("a"))));
    assertEquals(expected, get(remote.statLink(path("a"))));
    assertEquals(expected, get(remote.statOpened(path("a"))));
  }

  /** The protocol's 32 bits last until 2106. */
  @ParameterizedTest
  @ValueSource(longs = {0, Integer.MAX_VALUE, 2_208_988_800L, 4_294_967_295L})
  void timesAreUnsigned(long mtime) throws Exception {
    Assumptions.assumeTrue(mtime <= store.latestTime(), "this server cannot tell such a time");
    store.put("a", Bytes.some(1), mtime);
    assertEquals(mtime, get(remote.stat(path("a"))).mtime());
    assertEquals(mtime, attributes(list(""), "a").mtime());
  }

  @Test
  void statsAFolder() throws Exception {
    store.putFolder("sub");
    assertEquals(Type.FOLDER, get(remote.stat(path("sub"))).type());
  }

  @Test
  void aMissingFileIsAnError() {
    for (CompletableFuture<?> answer :
        List.of(
            remote.stat(path("missing")),
            remote.statLink(path("missing")),
            remote.statOpened(path("missing")),
            remote.read(path("missing"), 0, 1, new Collected()),
            remote.read(path("missing"), 0, 0, new Collected()),
            remote.rename(path("missing"), path("other")),
            remote.remove(path("missing")))) {
      assertTrue(error(answer).noSuchFile());
    }
  }

  // --- reading

  @ParameterizedTest
  @ValueSource(ints = {1, 4096, 32768, 32769, 65536, 262144, 262145, 3_000_000, 20_000_000})
  void readsAWholeFile(int size) throws Exception {
    byte[] content = Bytes.some(size);
    store.put("a", content, MTIME);
    assertArrayEquals(content, read("a", 0, size));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4096, 3_000_000})
  void readsAWholeFileAndMayShowIt(int size) throws Exception {
    byte[] content = Bytes.some(size);
    store.put("a", content, MTIME);
    Collected sink = new Collected();
    Attributes shown = get(remote.readWhole(path("a"), size, sink));
    assertArrayEquals(content, sink.bytes());
    if (shown != null) {
      assertEquals(get(remote.stat(path("a"))), shown);
    }
  }

  @ParameterizedTest
  @CsvSource({"0,1", "1,1", "99999,1", "0,40000", "40000,60000", "32768,32768", "65536,0"})
  void readsARange(int offset, int length) throws Exception {
    byte[] content = Bytes.some(100_000);
    store.put("a", content, MTIME);
    Collected sink = new Collected();
    Attributes opened = get(remote.read(path("a"), offset, length, sink));
    assertArrayEquals(Bytes.range(content, offset, length), sink.bytes());
    if (opened != null) {
      assertEquals(get(remote.stat(path("a"))), opened);
    }
  }

  @Test
  void readsOfNothingOpenTheFile() throws Exception {
    store.put("a", Bytes.some(0), MTIME);
    assertEquals(0, read("a", 0, 0).length);
  }

  @ParameterizedTest
  @CsvSource({"0,101,100", "50,100,50", "100,1,0", "1000,1,0", "0,200000,100"})
  void theEndOfAFileIsAnError(int offset, int length, int delivered) throws Exception {
    store.put("a", Bytes.some(100), MTIME);
    Collected sink = new Collected();
    RemoteException answer = error(remote.read(path("a"), offset, length, sink));
    assertEquals(1, answer.status());
    assertTrue(sink.bytes().length <= delivered, () -> sink.bytes().length + " bytes");
  }

  @Test
  void readsManyFilesAtOnce() throws Exception {
    List<Collected> sinks = new ArrayList<>();
    List<CompletableFuture<?>> reads = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      store.put("file-" + i, Bytes.some(i * 11, i), MTIME);
    }
    for (int i = 0; i < 1000; i++) {
      sinks.add(new Collected());
      reads.add(remote.read(path("file-" + i), 0, i * 11L, sinks.get(i)));
    }
    for (int i = 0; i < 1000; i++) {
      get(reads.get(i));
      assertArrayEquals(Bytes.some(i * 11, i), sinks.get(i).bytes(), "file-" + i);
    }
  }

  @Test
  void readsRangesOfOneFileAtOnce() throws Exception {
    int part = 500_000;
    byte[] content = Bytes.some(8 * part);
    store.put("a", content, MTIME);
    List<Collected> sinks = new ArrayList<>();
    List<CompletableFuture<?>> reads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      sinks.add(new Collected());
      reads.add(remote.read(path("a"), (long) i * part, part, sinks.get(i)));
    }
    for (int i = 0; i < 8; i++) {
      get(reads.get(i));
      assertArrayEquals(Bytes.range(content, i * part, part), sinks.get(i).bytes());
    }
  }

  @Test
  void aSinkThatThrowsFailsItsReadAlone() throws Exception {
    store.put("a", Bytes.some(2_000_000), MTIME);
    for (Exception failure :
        List.of(new IOException("disk full"), new IllegalStateException("a fault"))) {
      Collected good = new Collected();
      CompletableFuture<?> bad =
          remote.read(path("a"), 0, 2_000_000, Collected.failing(failure, 300_000));
      CompletableFuture<?> other = remote.read(path("a"), 0, 2_000_000, good);
      assertEquals(failure, failure(bad));
      get(other);
      assertArrayEquals(Bytes.some(2_000_000), good.bytes());
    }
  }

  @Test
  void whatMayNotBeReadIsAnError() throws Exception {
    store.put("a", Bytes.some(10), MTIME);
    Assumptions.assumeTrue(store.forbid("a"), "root may read everything");
    assertEquals(3, error(remote.read(path("a"), 0, 10, new Collected())).status());
    assertEquals(3, error(remote.statOpened(path("a"))).status());
  }

  // --- changing

  @Test
  void renames() throws Exception {
    store.put("a", Bytes.some(10), MTIME);
    get(remote.rename(path("a"), path("b")));
    assertFalse(store.has("a"));
    assertArrayEquals(Bytes.some(10), read("b", 0, 10));
  }

  @Test
  void neverRenamesOntoAnother() throws Exception {
    store.put("a", Bytes.some(10, 1), MTIME);
    store.put("b", Bytes.some(10, 2), MTIME);
    error(remote.rename(path("a"), path("b")));
    assertArrayEquals(Bytes.some(10, 1), read("a", 0, 10));
    assertArrayEquals(Bytes.some(10, 2), read("b", 0, 10));
  }

  /** Or, where the server cannot, does nothing. */
  @Test
  void replacesInOneStep() throws Exception {
    store.put("a", Bytes.some(10, 1), MTIME);
    store.put("b", Bytes.some(10, 2), MTIME);
    boolean replaced = get(remote.replace(path("a"), path("b")));
    assertEquals(!replaced, store.has("a"));
    assertArrayEquals(Bytes.some(10, replaced ? 1 : 2), read("b", 0, 10));
    assertEquals(replaces(), replaced);
    if (replaced) {
      assertEquals(2, error(remote.replace(path("missing"), path("b"))).status());
      assertArrayEquals(Bytes.some(10, 1), read("b", 0, 10));
    }
  }

  /** Whether the server has such an operation. */
  boolean replaces() {
    return true;
  }

  @Test
  void removes() throws Exception {
    store.put("a", Bytes.some(10), MTIME);
    get(remote.remove(path("a")));
    assertFalse(store.has("a"));
  }

  @Test
  void makesAFolderOnce() throws Exception {
    get(remote.makeFolder(path("new")));
    assertTrue(store.has("new"));
    error(remote.makeFolder(path("new")));
  }

  // --- the end

  @Test
  void closingFailsWhatIsUnderWayAndWhatComesLater() throws Exception {
    store.put("a", Bytes.some(2_000_000), MTIME);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    CompletableFuture<?> first =
        remote.read(
            path("a"),
            0,
            2_000_000,
            bytes -> {
              bytes.position(bytes.limit());
              begun.countDown();
              await(closed);
            });
    List<CompletableFuture<?>> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      all.add(remote.read(path("a"), 0, 2_000_000, bytes -> bytes.position(bytes.limit())));
    }
    await(begun);
    remote.close();
    closed.countDown();
    all.add(remote.stat(path("a")));
    all.add(remote.read(path("a"), 0, 1, new Collected()));
    all.add(remote.statOpened(path("a")));
    all.add(remote.remove(path("a")));
    assertTrue(first.handle((_, _) -> true).get(SECONDS, TimeUnit.SECONDS));
    for (CompletableFuture<?> request : all) {
      assertInstanceOf(UnreachableException.class, failure(request));
    }
    assertThrows(UnreachableException.class, () -> list(""));
    assertTrue(store.has("a"));
  }

  // --- for short

  private RemotePath path(String name) {
    String root = store.root();
    String path = name.isEmpty() ? root : root.equals("/") ? "/" + name : root + "/" + name;
    return RemotePath.of(path, StandardCharsets.UTF_8);
  }

  private List<Entry> list(String folder) throws IOException {
    List<Entry> entries = new ArrayList<>();
    remote.list(path(folder), entries::add);
    return entries;
  }

  private static Set<String> names(List<Entry> entries) {
    Set<String> names = new HashSet<>();
    entries.forEach(entry -> names.add(entry.name().toString()));
    return names;
  }

  private static Attributes attributes(List<Entry> entries, String name) {
    return entries.stream()
        .filter(entry -> entry.name().toString().equals(name))
        .findAny()
        .orElseThrow()
        .attributes();
  }

  private byte[] read(String name, long offset, long length) throws Exception {
    Collected sink = new Collected();
    get(remote.read(path(name), offset, length, sink));
    return sink.bytes();
  }

  private static <T> T get(CompletableFuture<T> answer) throws Exception {
    return answer.get(SECONDS, TimeUnit.SECONDS);
  }

  private static RemoteException error(CompletableFuture<?> answer) {
    return assertInstanceOf(RemoteException.class, failure(answer));
  }

  private static Throwable failure(CompletableFuture<?> answer) {
    Throwable failure =
        assertThrows(ExecutionException.class, () -> answer.get(SECONDS, TimeUnit.SECONDS));
    while (failure instanceof CompletionException || failure instanceof ExecutionException) {
      failure = Objects.requireNonNull(failure.getCause());
    }
    return failure;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
