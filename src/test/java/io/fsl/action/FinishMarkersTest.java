package io.fsl.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.config.AfterFetch;
import io.fsl.sftp.ConnectionLostException;
import io.fsl.sftp.RemoteException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of done files on the server, of one file and of several. */
class FinishMarkersTest extends AfterFetchCase {
  /** The name that a marker has before it goes. */
  private static String asideOf(String marker) {
    return aside(new RemoteFile("feeds", FetchSetup.path("/out/" + marker), Path.of(marker), 0, 0));
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

  /** A producer that waits until its file is gone writes the next one at once. */
  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource({
    "delete, {name}.done",
    "move, {name}.done",
    "delete, {stem}.done",
    "move, READY",
  })
  void theMarkerOfAFileThatComesWhenItIsAboutToGoStays(String after, String doneFile)
      throws IOException {
    RemoteFile file = setup.put("x", "text");
    String marker = doneFile.replace("{name}", "x").replace("{stem}", "x");
    setup.put(marker, "");
    setup.remote.before(
        "rename /out/" + marker,
        () -> {
          newer("x");
          newer(marker);
        });
    FinishRemote finish = loop(step(after), doneFile);
    finish.finish(file).join();
    finish.end();
    assertTrue(has("x"));
    assertEquals(99, size(marker));
    assertFalse(has("done/" + marker));
    assertFalse(has(asideOf(marker)));
  }

  @Test
  void theMarkerOfAFileThatComesAfterItHasGoneStays() {
    RemoteFile file = setup.put("x", "text");
    setup.put("x.done", "");
    setup.remote.before(
        "remove /out/" + asideOf("x.done"),
        () -> {
          newer("x");
          newer("x.done");
        });
    loop(DELETE, "{name}.done").finish(file).join();
    assertEquals(99, size("x"));
    assertEquals(99, size("x.done"));
    assertFalse(has(asideOf("x.done")));
  }

  @ParameterizedTest(name = "{0}, newer {1}, of its own {2}")
  @CsvSource({
    "{name}.done, false, false",
    "{name}.done, true, false",
    "{name}.done, true, true",
    "{stem}.done, false, false",
    "{stem}.done, true, false",
    "{stem}.done, true, true",
  })
  void aMarkerThatACrashLeftOutOfTheWayIsDealtWithByALaterRun(
      String doneFile, boolean newer, boolean own) throws IOException {
    RemoteFile file = setup.put("x", "text");
    setup.put("x.done", "");
    setup.remote.fails("remove /out/" + asideOf("x.done"), new ConnectionLostException("lost"));
    FinishRemote cut = loop(DELETE, doneFile);
    assertFinishFails(ConnectionLostException.class, cut, file);
    assertTrue(has(asideOf("x.done")));
    if (newer) {
      newer("x");
    }
    if (own) {
      newer("x.done");
    }
    FinishRemote later = loop(DELETE, doneFile);
    later.finish(file).join();
    later.end();
    assertFalse(has(asideOf("x.done")));
    assertEquals(newer, has("x.done"));
    assertEquals(newer, has("x"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{name}.done", "{stem}.done"})
  void aMarkerComesBackIfItsFilesCannotBeLookedForAgain(String doneFile) {
    RemoteFile file = setup.put("x", "text");
    setup.put("x.done", "");
    setup.remote.before(
        "rename /out/x.done",
        () -> {
          setup.remote.fails("stat /out/x", new RemoteException(3, "denied"));
          setup.remote.fails("list /out", new RemoteException(3, "denied"));
        });
    FinishRemote finish = loop(DELETE, doneFile);
    assertFinishFails(RemoteException.class, finish, file);
    assertTrue(has("x.done"));
    assertFalse(has(asideOf("x.done")));
  }

  private static void assertFinishFails(
      Class<? extends IOException> expected, FinishRemote finish, RemoteFile file) {
    Throwable failure =
        assertThrows(
            Exception.class,
            () -> {
              finish.finish(file).join();
              finish.end();
            });
    assertInstanceOf(expected, Outcomes.cause(failure));
  }

  @Test
  void aMarkerThatIsWrittenWhileItsOlderOneComesBackIsAsGood() {
    RemoteFile file = setup.put("x", "text");
    setup.put("x.done", "");
    setup.remote.before("rename /out/x.done", () -> newer("x"));
    setup.remote.before("rename /out/" + asideOf("x.done"), () -> newer("x.done"));
    loop(DELETE, "{name}.done").finish(file).join();
    assertEquals(99, size("x.done"));
    assertFalse(has(asideOf("x.done")));
  }

  /** It is that of a file that was dealt with meanwhile. */
  @Test
  void aNewMarkerGoesWithTheOneThatACrashLeftOutOfTheWay() throws IOException {
    setup.put("x.done", "");
    setup.put(asideOf("x.done"), "");
    FinishRemote finish = loop(DELETE, "{stem}.done");
    finish.finish(setup.put("x", "text")).join();
    finish.end();
    assertFalse(has("x.done"));
    assertFalse(has(asideOf("x.done")));
  }

  @Test
  void aMarkerThatCannotBePutOutOfTheWayKeepsNoOther() throws IOException {
    FinishRemote finish = loop(DELETE, "{stem}.done");
    for (String name : List.of("x", "y")) {
      setup.put(name + ".done", "");
      finish.finish(setup.put(name, "text")).join();
    }
    setup.remote.fails("rename /out/x.done", new RemoteException(3, "refused"));
    assertThrows(RemoteException.class, finish::end);
    assertTrue(has("x.done"));
    assertFalse(has("y.done"));
    loop(DELETE, "{stem}.done").end();
    assertFalse(has("x.done"));
  }

  @Test
  void aMarkerThatCannotBeRemovedIsToldOf() {
    RemoteFile file = setup.put("x", "text");
    setup.put("x.done", "");
    setup.remote.fails("remove /out/" + asideOf("x.done"), new RemoteException(3, "denied"));
    FinishRemote finish = loop(DELETE, "{name}.done");
    assertThrows(CompletionException.class, () -> finish.finish(file).join());
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
    setup.remote.fails("remove /out/" + asideOf("x.done"), new RemoteException(3, "refused"));
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

  /** The server made the move; a version that came after it has a done file of its own. */
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
}
