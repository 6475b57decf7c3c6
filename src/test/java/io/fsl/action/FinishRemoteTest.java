package io.fsl.action;

import static io.fsl.action.FetchSetup.MTIME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.config.AfterFetch;
import io.fsl.sftp.ConnectionLostException;
import io.fsl.sftp.RemoteException;
import io.fsl.sftp.RemotePath;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the file on the server, and of a newer one that takes its place meanwhile. */
class FinishRemoteTest extends AfterFetchCase {
  private static final AfterFetch KEEP = new AfterFetch.Keep();
  private static final AfterFetch DELETE = new AfterFetch.Delete();
  private static final AfterFetch MOVE = new AfterFetch.Move("done");

  @Test
  void aFileThatIsKeptIsNotTouched() {
    RemoteFile file = setup.put("x", "text");
    finish(KEEP, file);
    assertTrue(has("x"));
    assertEquals(List.of(), setup.remote.requests());
  }

  @Test
  void aFileIsDeletedAfterItWasMovedOutOfTheWay() {
    RemoteFile file = setup.put("x", "text");
    finish(DELETE, file);
    assertFalse(has("x"));
    assertFalse(has(aside(file)));
    assertTrue(setup.remote.requests().contains("remove /out/" + aside(file)));
  }

  @Test
  void aServerThatCannotReplaceRenamesAsWell() {
    setup.files.replacesNothing();
    RemoteFile file = setup.put("x", "text");
    finish(DELETE, file);
    assertFalse(has("x"));
    assertFalse(has(aside(file)));
  }

  /** An earlier run ended before it could look at what it had put aside. */
  @Test
  void aNewerVersionThatAnEarlierRunPutAsideIsNotReplaced() {
    RemoteFile file = FetchSetup.listed("x.csv", 4);
    newer(aside(file));
    setup.put("x.csv", "newest");
    finish(DELETE, file);
    assertEquals(6, size("x.csv"));
    assertEquals(99, size("x.~2~.csv"));
    assertFalse(has(aside(file)));
  }

  @Test
  void aNewerVersionIsNotDeleted() {
    RemoteFile file = setup.put("x", "text");
    newer("x");
    finish(DELETE, file);
    assertEquals(99, size("x"));
    assertFalse(has(aside(file)));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"delete", "move"})
  void oneOfTwoNewerVersionsComesBackBeside(String after) {
    RemoteFile file = setup.put("x.csv", "text");
    setup.remote.before(
        "rename /out/x.csv",
        () -> {
          newer("x.csv");
          setup.remote.before("stat /out/" + aside(file), () -> setup.put("x.csv", "newest"));
        });
    finish(after.equals("delete") ? DELETE : MOVE, file);
    assertEquals(6, size("x.csv"));
    assertEquals(99, size("x.~2~.csv"));
    assertFalse(has(aside(file)));
    assertFalse(has("done/x.csv"));
    finish(after.equals("delete") ? DELETE : MOVE, file);
    assertEquals(6, size("x.csv"));
  }

  @Test
  void aFileThatIsGoneIsFinished() {
    finish(DELETE, FetchSetup.listed("x", 4));
    finish(MOVE, FetchSetup.listed("x", 4));
    assertFalse(has("done"));
  }

  @Test
  void aDeletionThatWasBegunIsCompletedAndWhatCameSinceStays() {
    RemoteFile file = setup.put("x", "text");
    setup.put(aside(file), "text");
    newer("x");
    setup.remote.fails("rename /out/x", new RemoteException(4, "exists"));
    finish(DELETE, file);
    assertFalse(has(aside(file)));
    assertEquals(99, size("x"));
  }

  /** Its target was fetched as well, and went first. */
  @Test
  void aLinkWhoseTargetIsGoneIsDeleted() {
    RemoteFile link = FetchSetup.listed("lnk", 4);
    setup.files.putLink("/out/lnk");
    finish(DELETE, link);
    assertFalse(has("lnk"));
    assertFalse(has(aside(link)));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"statLink /out/ASIDE", "remove /out/ASIDE"})
  void aLinkIsDeletedByAnotherAttempt(String lost) {
    RemoteFile link = FetchSetup.listed("lnk", 4);
    setup.files.putLink("/out/" + aside(link));
    setup.remote.fails(lost.replace("ASIDE", aside(link)), new ConnectionLostException("lost"));
    assertInstanceOf(ConnectionLostException.class, failure(DELETE, link));
    finish(DELETE, link);
    assertFalse(has(aside(link)));
    finish(DELETE, link);
  }

  @Test
  void aLinkThatWasPutAsideIsDeletedAndWhatCameSinceStays() {
    RemoteFile link = FetchSetup.listed("lnk", 4);
    setup.files.putLink("/out/" + aside(link));
    newer("lnk");
    finish(DELETE, link);
    assertFalse(has(aside(link)));
    assertEquals(99, size("lnk"));
  }

  @Test
  void aLinkThatCannotBeRemovedIsToldOfUntilItCan() {
    RemoteFile link = FetchSetup.listed("lnk", 4);
    setup.files.putLink("/out/lnk");
    String remove = "remove /out/" + aside(link);
    setup.remote.fails(remove, new RemoteException(3, "denied"));
    setup.remote.fails(remove, new RemoteException(3, "denied"));
    assertEquals("denied", failure(DELETE, link).getMessage());
    assertEquals("denied", failure(DELETE, link).getMessage());
    finish(DELETE, link);
    assertFalse(has(aside(link)));
  }

  @Test
  void whatAnotherRemovesMeanwhileIsDeleted() {
    RemoteFile file = setup.put("x", "text");
    setup.remote.fails("remove /out/" + aside(file), new RemoteException(2, "no such file"));
    finish(DELETE, file);
  }

  /** As by one that knows no LSTAT, or that hides such names. */
  @ParameterizedTest(name = "status {0}")
  @ValueSource(ints = {2, 4, 8})
  void whatTheServerDoesNotShowIsWarnedOf(int status) {
    RemoteFile file = setup.put("x", "text");
    setup.remote.fails("stat /out/" + aside(file), new RemoteException(2, "no such file"));
    for (int i = 0; i < 2; i++) {
      setup.remote.fails("statLink /out/" + aside(file), new RemoteException(status, "no"));
    }
    List<String> warnings = warnings(() -> finish(DELETE, file));
    assertEquals(1, warnings.size(), warnings.toString());
    assertTrue(warnings.getFirst().contains("/out/" + aside(file)), warnings.toString());
    assertTrue(has(aside(file)), "it may be a newer version");
  }

  @Test
  void aFileThatIsGoneIsNotWarnedOf() {
    assertEquals(List.of(), warnings(() -> finish(DELETE, FetchSetup.listed("x", 4))));
  }

  private static List<String> warnings(Runnable step) {
    List<String> warnings = new ArrayList<>();
    Logger log = Logger.getLogger("io.fsl.finish");
    Filter noting =
        entry -> {
          warnings.add(new SimpleFormatter().formatMessage(entry));
          return false;
        };
    log.setFilter(noting);
    log.setLevel(Level.WARNING);
    try {
      step.run();
    } finally {
      log.setFilter(null);
      log.setLevel(null);
    }
    return warnings;
  }

  @Test
  void aServerThatLetsNothingBeRenamedIsToldOf() {
    RemoteFile file = setup.put("x", "text");
    setup.remote.fails("rename /out/x", new RemoteException(3, "denied"));
    assertEquals("denied", failure(DELETE, file).getMessage());
    assertTrue(has("x"));
    setup.remote.fails("rename /out/x", new ConnectionLostException("lost"));
    assertInstanceOf(ConnectionLostException.class, failure(DELETE, file));
  }

  /** It would be taken for a new one, and be fetched again. */
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"delete", "move"})
  void aFileThatIsThereThoughTheServerSaysThatItIsNotIsToldOf(String after) {
    RemoteFile file = setup.put("x", "text");
    setup.remote.fails("rename /out/x", new RemoteException(2, "no such file"));
    assertEquals(
        "no such file", failure(after.equals("delete") ? DELETE : MOVE, file).getMessage());
    assertTrue(has("x"));
  }

  @Test
  void aVersionThatCouldNotBeDeletedHoldsUpNoNewerOne() {
    RemoteFile file = setup.put("x", "text");
    newer("x");
    setup.remote.fails("rename /out/x", new RemoteException(3, "denied"));
    finish(DELETE, file);
    assertEquals(99, size("x"));
  }

  @Test
  void aServerThatRefusesToLookIsToldOf() {
    RemoteFile file = setup.put("x", "text");
    setup.remote.fails("stat /out/" + aside(file), new RemoteException(3, "denied"));
    assertEquals("denied", failure(DELETE, file).getMessage());
    setup.remote.fails("stat /out/y", new RemoteException(3, "denied"));
    assertEquals("denied", failure(MOVE, setup.put("y", "text")).getMessage());
    assertTrue(has("y"));
  }

  @Test
  void theMarkerGoesWithItsFile() {
    RemoteFile file = setup.put("x", "text");
    setup.put("x.done", "");
    loop(DELETE, "{name}.done").finish(file).join();
    assertFalse(has("x"));
    assertFalse(has("x.done"));
    loop(DELETE, "{name}.done").finish(setup.put("y", "text")).join();
    assertFalse(has("y"), "no marker is as good as one that went");
    loop(DELETE, "{name}.done").finish(FetchSetup.listed("z", 4)).join();
  }

  @Test
  void theMarkerOfANewerVersionStays() {
    RemoteFile file = setup.put("x", "text");
    setup.put("x.done", "");
    newer("x");
    loop(DELETE, "{name}.done").finish(file).join();
    assertTrue(has("x.done"));
    setup.put("x", "text");
    setup.remote.before("remove /out/" + aside(file), () -> newer("x"));
    loop(DELETE, "{name}.done").finish(file).join();
    assertEquals(99, size("x"));
    assertTrue(has("x.done"));
  }

  @Test
  void aMarkerThatCannotBeRemovedIsToldOf() {
    RemoteFile file = setup.put("x", "text");
    setup.put("x.done", "");
    setup.remote.fails("remove /out/x.done", new RemoteException(3, "denied"));
    FinishRemote finish = loop(DELETE, "{name}.done");
    assertThrows(CompletionException.class, () -> finish.finish(file).join());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"x, done/x", "sub/x, done/sub/x", "a/b/x, done/a/b/x"})
  void aFileIsMovedWithItsSubFolders(String name, String target) {
    setup.files.putFolder("/out/sub");
    setup.files.putFolder("/out/a");
    setup.files.putFolder("/out/a/b");
    finish(MOVE, setup.put(name, "text"));
    assertFalse(has(name));
    assertEquals(4, size(target));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"/in/x", "/former/folder/x", "/outer/x"})
  void aFileOfAFolderThatWasConfiguredBeforeIsMovedByItsName(String path) {
    RemotePath from = FetchSetup.path(path);
    List.of("/in", "/former", "/former/folder", "/outer").forEach(setup.files::putFolder);
    setup.files.put(path, new byte[4], MTIME);
    finish(MOVE, new RemoteFile("feeds", from, Path.of("x"), 4, MTIME));
    assertFalse(setup.files.has(path));
    assertEquals(4, size("done/x"));
  }

  @Test
  void aMovedFileNeverTakesTheNameOfAnother() {
    setup.files.putFolder("/out/done");
    newer("done/x.csv");
    finish(MOVE, setup.put("x.csv", "text"));
    finish(MOVE, setup.put("x.csv", "texts"));
    assertEquals(99, size("done/x.csv"));
    assertEquals(4, size("done/x.~2~.csv"));
    assertEquals(5, size("done/x.~3~.csv"));
  }

  @Test
  void aNewerVersionIsNotMoved() {
    RemoteFile file = setup.put("x", "text");
    setup.put("x.done", "");
    newer("x");
    loop(MOVE, "{name}.done").finish(file).join();
    assertEquals(99, size("x"));
    assertTrue(has("x.done"));
    assertFalse(has("done/x"));
  }

  @Test
  void aNewerVersionThatCameJustThenIsMovedBack() {
    RemoteFile file = setup.put("x", "text");
    setup.put("x.done", "");
    setup.remote.before("rename /out/x", () -> newer("x"));
    loop(MOVE, "{name}.done").finish(file).join();
    assertEquals(99, size("x"));
    assertFalse(has("done/x"));
    assertTrue(has("x.done"));
  }

  @Test
  void theMarkerIsMovedBesideItsFile() {
    RemoteFile file = setup.put("x", "text");
    setup.put("x.done", "");
    loop(MOVE, "{name}.done").finish(file).join();
    assertTrue(has("done/x"));
    assertTrue(has("done/x.done"));
    assertFalse(has("x.done"));
  }

  @Test
  void theMarkerOfAFileThatAnEarlierRunMovedFollowsIt() {
    setup.files.putFolder("/out/done");
    setup.put("x.done", "");
    loop(MOVE, "{name}.done").finish(FetchSetup.listed("x", 4)).join();
    assertTrue(has("done/x.done"));
  }

  @Test
  void aFolderThatAnotherMakesMeanwhileIsAsGood() {
    RemoteFile file = setup.put("x", "text");
    setup.remote.before("makeFolder /out/done", () -> setup.files.putFolder("/out/done"));
    finish(MOVE, file);
    assertTrue(has("done/x"));
  }

  @Test
  void aFolderThatCannotBeMadeIsTriedAgainForTheNextFile() {
    FinishRemote finish = loop(MOVE, null);
    RemoteFile file = setup.put("x", "text");
    setup.remote.fails("makeFolder /out/done", new RemoteException(3, "denied"));
    CompletionException e =
        assertThrows(CompletionException.class, () -> finish.finish(file).join());
    assertEquals("denied", Outcomes.cause(e).getMessage());
    assertTrue(has("x"));
    finish.finish(file).join();
    assertTrue(has("done/x"));
    finish.finish(setup.put("y", "text")).join();
    assertEquals(
        2, setup.remote.requests().stream().filter("makeFolder /out/done"::equals).count());
  }

  @Test
  void aMarkerOfSeveralFilesGoesWithTheLastOfThem() throws IOException {
    FinishRemote finish = loop(DELETE, "READY");
    RemoteFile one = setup.put("one", "text");
    RemoteFile other = setup.put("other", "text");
    setup.put("READY", "");
    finish.finish(one).join();
    finish.end();
    assertTrue(has("READY"), "it is still the other's");
    finish.finish(other).join();
    assertTrue(has("READY"), "not all files were listed yet");
    finish.end();
    assertFalse(has("READY"));
  }

  @Test
  void aMarkerOfSeveralFilesStaysWithWhatAnEarlierRunLeft() throws IOException {
    FinishRemote finish = loop(DELETE, "{stem}.done");
    RemoteFile earlier = setup.put("a.csv", "text");
    RemoteFile waiting = setup.put("a.txt", "text");
    setup.put("a.done", "");
    finish.finish(earlier).join();
    finish.end();
    assertTrue(has("a.done"), "it is still the other's");
  }

  @ParameterizedTest(name = "{0}, {1} came: {2}")
  @CsvSource({
    "READY, y, true",
    "READY, sub/y, false",
    "READY, .fsl-removing-y, false",
    "READY, .y, false",
    "{stem}.done, x.txt, true",
    "{stem}.done, y.txt, false",
    "flags/READY, y, true",
    "flags/READY, sub/y, false",
  })
  void aMarkerOfSeveralFilesStaysForOneThatCameSinceTheListing(
      String doneFile, String came, boolean stays) throws IOException {
    setup.files.putFolder("/out/sub");
    setup.files.putFolder("/out/flags");
    FinishRemote finish = loop(DELETE, doneFile);
    RemoteFile file = setup.put("x.csv", "text");
    String marker = doneFile.replace("{stem}", "x");
    setup.put(marker, "");
    finish.finish(file).join();
    setup.put(came, "text");
    finish.end();
    assertEquals(stays, has(marker));
  }

  @Test
  void aMarkerOfSeveralFilesStaysWhileItIsNotKnownWhoNeedsIt() throws IOException {
    FinishRemote finish = loop(MOVE, "READY");
    RemoteFile file = setup.put("x", "text");
    setup.put("READY", "");
    finish.finish(file).join();
    setup.remote.fails("list /out", new ConnectionLostException("lost"));
    assertThrows(ConnectionLostException.class, finish::end);
    assertTrue(has("READY"));
    finish.end();
    assertTrue(has("done/READY"));
    finish.end();
  }

  @Test
  void aMarkerOfSeveralFilesIsDeletedByALaterRun() throws IOException {
    RemoteFile file = setup.put("x", "text");
    setup.put("READY", "");
    loop(DELETE, "READY").finish(file).join();
    assertTrue(has("READY"), "the run is cut off");
    setup.put("y", "text");
    loop(DELETE, "READY").end();
    assertTrue(has("READY"), "it is another's");
    loop(DELETE, "READY").finish(setup.put("y", "text")).join();
    loop(DELETE, "READY").end();
    assertFalse(has("READY"));
  }

  @Test
  void aMarkerOfSeveralFilesIsMovedByALaterRun() throws IOException {
    setup.files.putFolder("/out/sub");
    RemoteFile file = setup.put("sub/x", "text");
    setup.put("sub/READY", "");
    loop(MOVE, "READY").finish(file).join();
    loop(new AfterFetch.Move("old"), "READY").end();
    assertTrue(has("old/sub/READY"));
    assertFalse(has("sub/READY"));
  }

  @Test
  void aMarkerThatWasDealtWithIsNotDealtWithAgain() throws IOException {
    RemoteFile file = setup.put("x", "text");
    setup.put("READY", "");
    loop(DELETE, "READY").finish(file).join();
    loop(DELETE, "READY").end();
    setup.put("READY", "of the next");
    loop(DELETE, "READY").end();
    assertTrue(has("READY"));
  }

  @Test
  void aMarkerThatCannotBeDeletedIsTriedAgainByALaterRun() throws IOException {
    FinishRemote finish = loop(DELETE, "{stem}.done");
    for (String name : List.of("x", "y")) {
      setup.put(name + ".done", "");
      finish.finish(setup.put(name, "text")).join();
    }
    setup.remote.fails("remove /out/x.done", new RemoteException(3, "refused"));
    assertThrows(RemoteException.class, finish::end);
    assertTrue(has("x.done"));
    assertFalse(has("y.done"));
    loop(DELETE, "{stem}.done").end();
    assertFalse(has("x.done"));
  }

  /** The other template may take as a marker what is a file now. */
  @Test
  void markersOfAnotherConfigurationStay() throws IOException {
    setup.put("x.ok", "");
    loop(DELETE, "{stem}.ok").finish(setup.put("x", "text")).join();
    loop(DELETE, "{name}.ok").end();
    loop(DELETE, "{stem}.ok").end();
    assertTrue(has("x.ok"), "it was forgotten");
    loop(DELETE, "{stem}.ok").finish(setup.put("x", "text")).join();
    loop(DELETE, "{stem}.done").end();
    assertTrue(has("x.ok"));
    setup.put("y.ok", "");
    loop(DELETE, "{stem}.ok").finish(setup.put("y", "text")).join();
    loop(KEEP, "{stem}.ok").end();
    assertTrue(has("y.ok"));
  }

  @Test
  void aFolderThatCannotBeListedKeepsTheMarkersOfNoOther() throws IOException {
    FinishRemote finish = loop(DELETE, "READY");
    for (String folder : List.of("a", "b")) {
      setup.files.putFolder("/out/" + folder);
      setup.put(folder + "/READY", "");
      finish.finish(setup.put(folder + "/x", "text")).join();
    }
    setup.remote.fails("list /out/a", new RemoteException(3, "refused"));
    assertThrows(RemoteException.class, finish::end);
    assertTrue(has("a/READY"));
    assertFalse(has("b/READY"));
    finish.end();
    assertFalse(has("a/READY"));
  }

  @Test
  void aFileInPlaceOfTheFolderIsToldOf() {
    RemoteFile file = setup.put("x", "text");
    setup.put("done", "a file");
    assertEquals(
        "files cannot be moved to /out/done: it is no folder", failure(MOVE, file).getMessage());
    assertTrue(has("x"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "done, /out/done",
    "./done/, /out/done",
    "done//old, /out/done/old",
    "a/./b/., /out/a/b",
    "/archive, /archive",
    "/archive/, /archive",
    "../old, /out/../old",
  })
  void theFolderIsSpelledAsListingsSpellIt(String folder, String path) {
    assertEquals(
        FetchSetup.path(path),
        FinishRemote.moveFolder(setup.source(new AfterFetch.Move(folder), null)));
  }

  @Test
  void filesThatStayHaveNoFolderToGoTo() {
    assertEquals(0, FinishRemote.moveFolder(setup.source(KEEP, null)).length());
    assertEquals(0, FinishRemote.moveFolder(setup.source(DELETE, null)).length());
  }

  // --- servers that give files new times when they are renamed

  private long renamings() {
    return setup.remote.requests().stream().filter(each -> each.startsWith("rename ")).count();
  }

  private void newTimesAtRenaming() {
    AtomicLong clock = new AtomicLong(MTIME + 1000);
    setup.files.timesRenamed(clock::incrementAndGet);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"delete", "move"})
  void aFileOfANewTimeIsTheOldOneWhereTimesComeOfRenaming(String after) {
    newTimesAtRenaming();
    FinishRemote finish = loop(after.equals("delete") ? DELETE : MOVE, null);
    for (int i = 0; i < 3; i++) {
      finish.finish(setup.put("x" + i, "text")).join();
      assertFalse(has("x" + i));
      assertEquals(after.equals("move"), has("done/x" + i));
    }
    int each = after.equals("move") ? 2 : 1;
    assertEquals(3 * each + 2, renamings(), "it is found out once");
  }

  @ParameterizedTest(name = "{0}, {1} bytes")
  @CsvSource({"delete, 4", "move, 4", "delete, 5", "move, 5"})
  void aNewerVersionIsKnownBeforeItsTimeComesOfRenaming(String after, int bytes) {
    newTimesAtRenaming();
    FinishRemote finish = loop(after.equals("delete") ? DELETE : MOVE, null);
    finish.finish(setup.put("x", "text")).join();
    RemoteFile file = setup.put("y", "text");
    setup.files.put("/out/y", new byte[bytes], MTIME + 1);
    finish.finish(file).join();
    assertEquals(bytes, size("y"));
    assertEquals(MTIME + 1, mtime("y"), "it is not touched");
  }

  private long mtime(String name) {
    return setup.files.stat(FetchSetup.path("/out/" + name)).join().mtime();
  }

  /** On a server that leaves times as they are, whatever its newer version looks like. */
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"delete", "move"})
  void aNewerVersionOfThatSizeThatCameJustThenStays(String after) {
    FinishRemote finish = loop(after.equals("delete") ? DELETE : MOVE, null);
    for (int i = 0; i < 2; i++) {
      RemoteFile file = setup.put("x", "text");
      setup.remote.before("rename /out/x", () -> setup.files.put("/out/x", new byte[4], MTIME + 1));
      finish.finish(file).join();
      assertEquals(MTIME + 1, mtime("x"));
      assertFalse(has("done/x"));
      assertFalse(has(aside(file)));
      finish.finish(setup.put("other" + i, "text")).join();
    }
  }

  /** As above, and it is still being written. */
  @Test
  void aNewerVersionThatGrowsOnStays() {
    RemoteFile file = setup.put("x", "text");
    setup.remote.before(
        "rename /out/x",
        () -> {
          setup.files.put("/out/x", new byte[4], MTIME + 1);
          setup.remote.before(
              "rename /out/" + aside(file),
              () -> setup.files.put("/out/" + aside(file), new byte[5], MTIME + 2));
        });
    finish(DELETE, file);
    assertEquals(5, size("x"));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource({
    "delete, rename /out/ASIDE",
    "delete, rename /out/ASIDE~",
    "delete, stat /out/ASIDE",
    "delete, remove /out/ASIDE",
    "delete, rename /out/x",
    "move, rename /out/ASIDE",
    "move, rename /out/ASIDE~",
    "move, stat /out/ASIDE~",
    "move, statLink /out/done/x",
    "move, rename /out/x",
  })
  void whatALostConnectionLeftIsFinishedByAnotherAttempt(String after, String lost) {
    newTimesAtRenaming();
    RemoteFile file = setup.put("x", "text");
    FinishRemote finish = loop(after.equals("delete") ? DELETE : MOVE, null);
    String request = lost.replace("ASIDE", aside(file));
    if (request.equals("rename /out/x")) {
      setup.remote.losesAnswer(request);
    } else {
      setup.remote.fails(request, new ConnectionLostException("lost"));
    }
    assertThrows(CompletionException.class, () -> finish.finish(file).join());
    finish.finish(file).join();
    assertFalse(has(aside(file)) || has(aside(file) + "~"));
    assertFalse(has("x"));
    assertEquals(after.equals("move"), has("done/x"));
  }

  /** As below, and a version that came after it has a done file of its own. */
  @Test
  void theDoneFileOfAVersionThatCameAfterAMoveWithoutAnAnswerStays() {
    RemoteFile file = setup.put("x", "text");
    setup.put("x.done", "");
    setup.remote.losesAnswer("rename /out/x");
    FinishRemote cut = loop(MOVE, "{name}.done");
    assertThrows(CompletionException.class, () -> cut.finish(file).join());
    newer("x");
    loop(MOVE, "{name}.done").finish(file).join();
    assertTrue(has("done/x"));
    assertEquals(99, size("x"));
    assertTrue(has("x.done"));
  }

  /** It was renamed within the second that it was written in, which tells nothing. */
  @Test
  void thatATimeIsTheSameProvesNothingWhereItMayBeThatOfTheRenaming() {
    long now = Instant.now().getEpochSecond();
    AtomicLong clock = new AtomicLong(now - 1);
    setup.files.timesRenamed(clock::incrementAndGet);
    FinishRemote finish = loop(DELETE, null);
    setup.files.put("/out/new", new byte[4], now);
    finish
        .finish(new RemoteFile("feeds", FetchSetup.path("/out/new"), Path.of("new"), 4, now))
        .join();
    RemoteFile old = setup.put("old", "text");
    setup.files.put("/out/later", new byte[4], now - 5);
    finish
        .finish(
            new RemoteFile("feeds", FetchSetup.path("/out/later"), Path.of("later"), 4, now - 5))
        .join();
    finish.finish(old).join();
    assertFalse(has("later"));
    assertFalse(has("old"));
  }

  /** The loop ended before it was looked at, and an earlier run may have ended so. */
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"delete", "move"})
  void whatALoopLeftAsideIsFinishedByAnotherWhereTimesComeOfRenaming(String after) {
    newTimesAtRenaming();
    AfterFetch step = after.equals("delete") ? DELETE : MOVE;
    RemoteFile file = setup.put("x", "text");
    setup.remote.losesAnswer("rename /out/x");
    assertInstanceOf(ConnectionLostException.class, failure(step, file));
    assertTrue(has(aside(file)));
    finish(step, file);
    assertFalse(has(aside(file)));
    assertFalse(has("x"));
    assertEquals(after.equals("move"), has("done/x"));
  }

  @Test
  void aMoveThatTheServerRefusedIsNotTakenForOneThatWasMade() {
    RemoteFile file = setup.put("x", "text");
    setup.remote.fails("rename /out/x", new RemoteException(4, "failure"));
    assertInstanceOf(RemoteException.class, failure(MOVE, file));
    setup.files.remove(file.path()).join();
    newer("done/x");
    finish(MOVE, file);
    assertTrue(has("done/x"), "it is another's");
  }
}
