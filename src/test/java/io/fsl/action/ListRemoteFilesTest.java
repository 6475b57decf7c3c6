package io.fsl.action;

import static io.fsl.action.FetchSetup.MTIME;
import static io.fsl.action.FetchSetup.path;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.config.AfterFetch;
import io.fsl.config.FetchSource;
import io.fsl.config.Order;
import io.fsl.sftp.Attributes;
import io.fsl.sftp.Attributes.Type;
import io.fsl.sftp.ConnectionLostException;
import io.fsl.sftp.Entry;
import io.fsl.sftp.RemoteException;
import io.fsl.sftp.RemotePath;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which entries of a listing are files to fetch, and what is said of the others. */
class ListRemoteFilesTest extends FetchCase {
  private static final Attributes FOLDER = new Attributes(Type.FOLDER, 4096, MTIME);
  private static final Attributes FILE = new Attributes(Type.FILE, 7, MTIME);

  private final List<RemoteFile> found = new ArrayList<>();

  private ListRemoteFiles files(FetchSource source, RemotePath leftOut) {
    return new ListRemoteFiles(
        setup.remote,
        source,
        leftOut,
        new DoneMarkers(source.readiness().doneFile()),
        setup.retries(1),
        setup.outcomes::add);
  }

  /** Whether all folders could be listed. */
  private boolean list(String globs, boolean recursive) throws IOException {
    found.clear();
    FetchSource source = setup.source(globs, recursive, Order.NONE, null, new AfterFetch.Keep());
    return files(source, path("/out/moved")).forEach(found::add);
  }

  private String names() {
    return String.join(" ", new TreeSet<>(found.stream().map(RemoteFile::name).toList()));
  }

  private List<String> refusals() {
    return setup.outcomes.stream()
        .map(Outcome.Failed.class::cast)
        .map(failed -> failed.file() + ": " + failed.reason())
        .toList();
  }

  private static Entry entry(String name, Type type) {
    return new Entry(path(name), new Attributes(type, 7, MTIME));
  }

  private void tree() {
    for (String folder : new String[] {"sub", "sub/deep", "moved", ".hidden"}) {
      setup.files.putFolder("/out/" + folder);
    }
    for (String name :
        "a.txt b.csv sub/c.txt sub/deep/d.txt moved/e.txt .hidden/f.txt".split(" ")) {
      setup.put(name, "text");
    }
  }

  @ParameterizedTest(name = "{0}, recursive {1}: {2}")
  @CsvSource({
    "*.txt, false, a.txt",
    "*.txt, true, .hidden/f.txt a.txt sub/c.txt sub/deep/d.txt",
    "* !b*, true, .hidden/f.txt a.txt sub/c.txt sub/deep/d.txt",
    ".hidden/*, true, .hidden/f.txt",
    "sub/*, true, sub/c.txt",
  })
  void selectedFilesAreHandedOn(String globs, boolean recursive, String names) throws IOException {
    tree();
    assertTrue(list(globs, recursive));
    assertEquals(names, names());
    assertEquals(List.of(), setup.outcomes);
  }

  @Test
  void aFileIsHandedOnAsItIsListed() throws IOException {
    setup.files.putFolder("/out/sub");
    RemoteFile file = setup.put("sub/x", "text");
    list("*", true);
    assertEquals(List.of(file), found);
    assertFalse(setup.remote.requests().contains("stat /out/sub/x"), "it was told all");
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource({
    "NAME, false, a b c",
    "NAME, true, c b a",
    "SIZE, false, b c a",
    "SIZE, true, a c b",
    "MODIFIED, false, c a b",
    "MODIFIED, true, b a c",
  })
  void anOrderHolds(Order.By by, boolean descending, String names) throws IOException {
    setup.files.put("/out/a", new byte[3], 20);
    setup.files.put("/out/b", new byte[1], 30);
    setup.files.put("/out/c", new byte[2], 10);
    Order order = new Order(by, descending);
    ListRemoteFiles files =
        files(setup.source("*", true, order, null, new AfterFetch.Keep()), path("/"));
    assertTrue(files.forEach(found::add));
    assertEquals(List.of(names.split(" ")), found.stream().map(RemoteFile::name).toList());
  }

  @Test
  void markersAreNoFilesAndKnownWhenTheirFilesAreHandedOn() throws IOException {
    setup.files.putFolder("/out/sub");
    RemoteFile marked = setup.put("sub/x", "text");
    RemoteFile unmarked = setup.put("y", "text");
    setup.files.put("/out/sub/x.done", new byte[0], 77);
    FetchSource source = setup.source("*", true, Order.NONE, "{name}.done", new AfterFetch.Keep());
    ListRemoteFiles files = files(source, path("/"));
    List<@Nullable Instant> times = new ArrayList<>();
    files.forEach(file -> {
      found.add(file);
      times.add(files.markerTime(file));
    });
    assertEquals("sub/x y", names());
    assertEquals(Instant.ofEpochSecond(77), files.markerTime(marked));
    assertNull(files.markerTime(unmarked));
    assertEquals(times.get(found.indexOf(marked)), Instant.ofEpochSecond(77), "told in time");
    setup.files.remove(path("/out/sub/x.done")).join();
    files.forEach(file -> {});
    assertNull(files.markerTime(marked), "each listing starts anew");
  }

  @Test
  void whatIsAboutToBeRemovedIsNoFile() throws IOException {
    setup.put(".fsl-removing-abc", "text");
    list(".* *", false);
    assertEquals("", names());
  }

  @Test
  void aLinkIsTheFileThatItLeadsTo() throws IOException {
    for (String name : new String[] {"file", "folder", "gone", "link", "device", "refused"}) {
      setup.remote.lists("/out", entry(name, Type.LINK));
    }
    setup.remote.lists("/out", entry("unasked.csv", Type.LINK));
    setup.remote.shows("/out/file", new Attributes(Type.FILE, 9, 99));
    setup.remote.shows("/out/folder", FOLDER);
    setup.remote.shows("/out/link", new Attributes(Type.LINK, 9, 99));
    setup.remote.shows("/out/device", new Attributes(Type.OTHER, 9, 99));
    setup.remote.fails("stat /out/refused", new RemoteException(3, "refused"));
    assertTrue(list("* !*.csv", true));
    assertEquals(
        List.of(new RemoteFile("feeds", path("/out/file"), Path.of("file"), 9, 99)), found);
    assertEquals(List.of("refused: refused"), refusals());
    assertFalse(setup.remote.requests().contains("stat /out/unasked.csv"));
    assertFalse(setup.remote.requests().contains("list /out/folder"));
  }

  /** Each alone would take a round trip. */
  @Test
  void manyLinksAreLookedAtTogether() throws IOException {
    for (int i = 0; i < 200; i++) {
      setup.remote.lists("/out", entry("link" + i, Type.LINK));
      setup.remote.shows("/out/link" + i, FILE);
    }
    FetchSource source = setup.source("*", false, Order.NONE, null, new AfterFetch.Keep());
    List<Long> asked = new ArrayList<>();
    assertTrue(
        files(source, path("/out/moved"))
            .forEach(file -> {
              found.add(file);
              asked.add(
                  setup.remote.requests().stream().filter(r -> r.startsWith("stat ")).count());
            }));
    assertEquals(64, asked.getFirst());
    assertEquals(200, found.size());
    assertEquals("link0", found.getFirst().name());
    assertEquals("link199", found.getLast().name());
  }

  @Test
  void whatIsToBeListedNextIsAnnounced() throws IOException {
    tree();
    assertTrue(list("*", true));
    assertEquals(
        List.of(
            "list /out",
            "list soon /out/sub",
            "list /out/.hidden",
            "list /out/sub",
            "list /out/sub/deep"),
        setup.remote.requests().stream().filter(r -> !r.startsWith("end of")).toList());
  }

  @Test
  void anEntryThatSaysTooLittleIsLookedAt() throws IOException {
    setup.remote.lists("/out", entry("folder", Type.UNKNOWN));
    setup.remote.lists("/out", entry("file", Type.UNKNOWN));
    setup.remote.lists("/out", new Entry(path("sizeless"), new Attributes(Type.FILE, -1, 5)));
    setup.remote.lists("/out", entry("silent", Type.UNKNOWN));
    setup.remote.lists("/out", entry("timeless", Type.UNKNOWN));
    setup.remote.lists("/out", entry("unasked.csv", Type.UNKNOWN));
    setup.remote.shows("/out/folder", FOLDER);
    setup.remote.lists("/out/folder", entry("inner", Type.FILE));
    setup.remote.shows("/out/file", FILE);
    setup.remote.shows("/out/sizeless", FILE);
    setup.remote.shows("/out/silent", new Attributes(Type.UNKNOWN, -1, 5));
    setup.remote.shows("/out/timeless", new Attributes(Type.FILE, 5, -1));
    setup.remote.shows("/out/unasked.csv", new Attributes(Type.UNKNOWN, -1, -1));
    assertTrue(list("* !*.csv", true));
    assertEquals("file folder/inner sizeless", names());
    assertTrue(found.stream().allMatch(file -> file.size() == 7));
    assertEquals(
        List.of(
            "silent: the server does not tell its size and time",
            "timeless: the server does not tell its size and time"),
        refusals());
    found.clear();
    setup.remote.shows("/out/folder", FOLDER).shows("/out/file", FILE).shows("/out/sizeless", FILE);
    list("file folder inner", false);
    assertEquals("file", names(), "sub-folders are left alone");
  }

  @Test
  void devicesAreLeftAlone() throws IOException {
    setup.remote.lists("/out", entry("device", Type.OTHER));
    assertTrue(list("*", true));
    assertEquals("", names());
    assertEquals(List.of(), setup.outcomes);
  }

  @Test
  void aLinkIsLookedAtAgainAfterALostConnectionButNotForEver() throws IOException {
    setup.remote.lists("/out", entry("link", Type.LINK));
    ConnectionLostException lost = new ConnectionLostException("lost");
    setup.remote.fails("stat /out/link", lost).shows("/out/link", FILE);
    assertTrue(list("*", false));
    assertEquals("link", names());
    setup.remote.fails("stat /out/link", lost).fails("stat /out/link", lost);
    assertThrows(ConnectionLostException.class, () -> list("*", false));
  }

  @Test
  void aFolderIsListedAgainAfterALostConnection() throws IOException {
    tree();
    setup.remote.lists("/out", entry("link", Type.LINK));
    setup.remote.shows("/out/link", FILE).shows("/out/link", FILE);
    setup.remote.fails("end of list /out", new ConnectionLostException("lost"));
    assertTrue(list("*.txt link", true));
    assertEquals(".hidden/f.txt a.txt link sub/c.txt sub/deep/d.txt", names());
    assertEquals(1, found.stream().filter(file -> file.name().equals("link")).count());
    assertEquals(1, found.stream().filter(file -> file.name().equals("sub/c.txt")).count());
  }

  @Test
  void aFolderThatCannotBeListedDoesNotKeepTheOthersFromIt() throws IOException {
    tree();
    setup.remote.fails("list /out/.hidden", new RemoteException(3, "denied"));
    assertFalse(list("*.txt", true));
    assertEquals("a.txt sub/c.txt sub/deep/d.txt", names());
    assertEquals(List.of(".hidden: denied"), refusals());
  }

  @ParameterizedTest
  @CsvSource({
    "* !sub/**, .hidden/f.txt a.txt b.csv",
    ".hidden/*, .hidden/f.txt",
  })
  void aFolderThatCanHoldNoFileIsNotListed(String globs, String names) throws IOException {
    tree();
    setup.remote.lists("/out", entry("unclear", Type.UNKNOWN));
    setup.remote.shows("/out/unclear", FOLDER).fails("list /out/sub", new RemoteException(3, "no"));
    setup.remote.fails("list /out/unclear", new RemoteException(3, "no"));
    assertTrue(list(globs + " !unclear/**", true));
    assertEquals(names, names());
    assertEquals(List.of(), refusals());
  }

  /** One by one, they would have to be asked for. */
  @Test
  void theFoldersOfMarkersAreListed() throws IOException {
    for (String folder : "data data/ok data/ok/2 data/other ok".split(" ")) {
      setup.files.putFolder("/out/" + folder);
    }
    FetchSource source =
        setup.source("data/*", true, Order.NONE, "ok/2/{name}", new AfterFetch.Keep());
    files(source, path("/out/moved")).forEach(found::add);
    assertEquals(
        Set.of(
            "list /out",
            "list /out/data",
            "list /out/data/ok",
            "list /out/data/ok/2",
            "list /out/ok"),
        setup.remote.requests().stream()
            .filter(each -> each.startsWith("list /"))
            .collect(Collectors.toSet()));
  }

  @Test
  void anOrderedListingTellsAsWellThatItIsNotComplete() throws IOException {
    tree();
    setup.remote.fails("list /out/sub", new RemoteException(3, "denied"));
    Order order = new Order(Order.By.NAME, false);
    FetchSource source = setup.source("*", true, order, null, new AfterFetch.Keep());
    assertFalse(files(source, path("/")).forEach(found::add));
    assertTrue(names().contains("a.txt"));
  }

  @Test
  void aFolderThatVanishedHasNoFiles() throws IOException {
    tree();
    setup.remote.fails("list /out/sub", new RemoteException(2, "gone"));
    assertTrue(list("*.txt", true));
    assertEquals(".hidden/f.txt a.txt", names());
    assertEquals(List.of(), setup.outcomes);
  }

  @Test
  void withoutItsFolderASourceHasNoListing() {
    setup.remote.fails("list /out", new RemoteException(2, "gone"));
    assertThrows(RemoteException.class, () -> list("*", true));
  }
}
