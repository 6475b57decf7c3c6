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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
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
    finish(step(after), file);
    assertEquals(6, size("x.csv"));
    assertEquals(99, size("x.~2~.csv"));
    assertFalse(has(aside(file)));
    assertFalse(has("done/x.csv"));
    finish(step(after), file);
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
    assertEquals("no such file", failure(step(after), file).getMessage());
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
