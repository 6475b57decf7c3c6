package io.fsl.action;

import static io.fsl.action.FetchSetup.MTIME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.action.FetchLedger.Transfer;
import io.fsl.sftp.ConnectionLostException;
import io.fsl.sftp.RemoteException;
import io.fsl.sftp.RemotePath;
import io.fsl.testing.FakeRemote;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes between the steps of a move on the server, and what is left where it breaks off. */
class MoveRemoteTest extends AfterFetchCase {
  private void move(RemoteFile file) {
    finish(MOVE, file);
  }

  private static RemoteException refused() {
    return new RemoteException(4, "refused");
  }

  @Test
  void whatAServerIsAskedForOneFile() {
    FinishRemote loop = loop(MOVE, null);
    loop.finish(setup.put("first", "text")).join();
    int before = setup.remote.requests().size();
    RemoteFile file = setup.put("x", "text");
    loop.finish(file).join();
    String aside = "/out/" + aside(file);
    assertEquals(
        List.of(
            "statLink " + aside,
            "rename /out/x",
            "stat " + aside,
            "statLink /out/done/x",
            "rename " + aside),
        setup.remote.requests().subList(before, setup.remote.requests().size()));
  }

  @Test
  void aServerThatCannotReplaceMovesAsWell() {
    setup.files.replacesNothing();
    RemoteFile file = setup.put("x", "text");
    move(file);
    assertFalse(has("x") || has(aside(file)));
    assertEquals(4, size("done/x"));
  }

  @Test
  void aNewerVersionThatComesWhenTheOldOneIsAsideStays() {
    RemoteFile file = setup.put("x", "text");
    setup.put("x.done", "");
    setup.remote.before("rename /out/" + aside(file), () -> newer("x"));
    loop(MOVE, "{name}.done").finish(file).join();
    assertEquals(4, size("done/x"));
    assertEquals(99, size("x"));
    assertTrue(has("x.done"), "it may be its own");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "sub/x"})
  void aDoneFileInAFolderGoesToThatFolderBesideItsFile(String name) {
    setup.files.putFolder("/out/sub");
    setup.files.putFolder("/out/" + name.replace("x", "ok"));
    RemoteFile file = setup.put(name, "text");
    String marker = name.replace("x", "ok/x");
    setup.put(marker, "");
    loop(MOVE, "ok/{name}").finish(file).join();
    assertEquals(4, size("done/" + name));
    assertEquals(0, size("done/" + marker));
    assertFalse(has(name) || has(marker) || has("done/" + name + ".~2~"));
  }

  /** The source had another folder when it was fetched. */
  @Test
  void aDoneFileOfAFileFromElsewhereGoesWithItToo() {
    RemoteFile file = new RemoteFile("feeds", FetchSetup.path("/old/x"), Path.of("x"), 4, MTIME);
    setup.files.putFolder("/old");
    setup.files.putFolder("/old/ok");
    setup.files.put("/old/x", new byte[4], MTIME);
    setup.files.put("/old/ok/x", new byte[0], MTIME);
    loop(MOVE, "ok/{name}").finish(file).join();
    assertTrue(has("done/x") && has("done/ok/x"));
  }

  /** Its target was fetched as well, and went first. */
  @Test
  void aLinkWhoseTargetIsGoneIsMoved() {
    setup.files.putLink("/out/lnk");
    move(FetchSetup.listed("lnk", 4));
    assertFalse(has("lnk"));
    assertTrue(has("done/lnk"));
  }

  @ParameterizedTest(name = "the server can be asked for a link: {0}")
  @ValueSource(booleans = {true, false})
  void noLinkThatLeadsNowhereIsReplaced(boolean shown) {
    setup.files.putFolder("/out/done");
    if (shown) {
      setup.files.putLink("/out/done/x");
    } else {
      setup.put("done/x", "taken");
      setup.remote.fails("statLink /out/done/x", new RemoteException(8, "unsupported"));
    }
    move(setup.put("x", "text"));
    assertTrue(has("done/x"));
    assertEquals(4, size("done/x.~2~"));
  }

  // --- what another attempt, or loop, or run, finds

  @ParameterizedTest(name = "there is a newer one: {0}")
  @ValueSource(booleans = {false, true})
  void aMoveThatWasBegunIsCompleted(boolean newer) {
    RemoteFile file = FetchSetup.listed("x", 4);
    setup.put(aside(file), "text");
    if (newer) {
      newer("x");
    }
    move(file);
    assertFalse(has(aside(file)));
    assertEquals(4, size("done/x"));
    assertEquals(newer, has("x"));
  }

  /** Nobody could look at it yet: it is not fetched. */
  @ParameterizedTest(name = "there is a newer one: {0}; the server is known to keep times: {1}")
  @CsvSource({"false, false", "true, false", "false, true", "true, true"})
  void aNewerVersionThatWasPutAsideComesBack(boolean newest, boolean known) {
    FinishRemote loop = loop(MOVE, null);
    if (known) {
      loop.finish(setup.put("first", "text")).join();
    }
    RemoteFile file = FetchSetup.listed("x.csv", 4);
    newer(aside(file));
    if (newest) {
      setup.put("x.csv", "newest");
    }
    loop.finish(file).join();
    assertFalse(has(aside(file)) || has("done/x.csv"));
    assertEquals(newest ? 6 : 99, size("x.csv"));
    assertEquals(newest, has("x.~2~.csv"));
  }

  /** It came just before the connection broke. */
  @ParameterizedTest(name = "in the same loop: {0}")
  @ValueSource(booleans = {false, true})
  void aNewerVersionThatWasPutAsideWithoutAnAnswerComesBack(boolean same) {
    RemoteFile file = setup.put("x", "text");
    FinishRemote loop = loop(MOVE, null);
    setup.remote.before("rename /out/x", () -> newer("x")).losesAnswer("rename /out/x");
    assertThrows(CompletionException.class, () -> loop.finish(file).join());
    assertTrue(has(aside(file)));
    (same ? loop : loop(MOVE, null)).finish(file).join();
    assertEquals(99, size("x"));
    assertFalse(has(aside(file)) || has("done/x"));
  }

  @ParameterizedTest(name = "there is a newer one: {0}")
  @ValueSource(booleans = {false, true})
  void aMoveWithoutAnAnswerIsMadeOnce(boolean newer) {
    RemoteFile file = setup.put("x", "text");
    setup.remote.losesAnswer("rename /out/" + aside(file));
    assertInstanceOf(ConnectionLostException.class, failure(MOVE, file));
    assertTrue(has("done/x"));
    if (newer) {
      newer("x");
    }
    move(file);
    assertEquals(newer, has("x"));
    assertFalse(has(aside(file)) || has("done/x.~2~"));
    assertEquals(4, size("done/x"));
  }

  /** A server goes on with what a connection that broke has brought it. */
  @Test
  void aMoveThatTheServerMakesForAnEarlierAttemptIsNoFailure() {
    RemoteFile file = setup.put("x", "text");
    RemotePath aside = FetchSetup.path("/out/" + aside(file));
    try (FakeRemote earlier = setup.files.server()) {
      setup.remote.before(
          "rename " + aside, () -> earlier.rename(aside, FetchSetup.path("/out/done/x")).join());
      move(file);
    }
    assertFalse(has("x") || has(aside(file)));
    assertTrue(has("done/x"));
  }

  // --- what cannot be moved

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"makeFolder /out/done", "rename /out/ASIDE"})
  void aFileThatCannotBeMovedGetsItsNameBackAndIsToldOf(String request) {
    RemoteFile file = setup.put("x", "text");
    setup.put("x.done", "");
    setup.remote.fails(request.replace("ASIDE", aside(file)), refused());
    FinishRemote loop = loop(MOVE, "{name}.done");
    CompletionException e = assertThrows(CompletionException.class, () -> loop.finish(file).join());
    assertEquals("refused", Outcomes.cause(e).getMessage());
    assertEquals(4, size("x"));
    assertTrue(has("x.done"));
    assertFalse(has(aside(file)) || has("done/x"));
    loop.finish(file).join();
    assertTrue(has("done/x") && has("done/x.done"));
  }

  @Test
  void aFileThatCannotBeMovedReplacesNoNewerOne() {
    RemoteFile file = setup.put("x.csv", "text");
    setup.remote.before("statLink /out/done/x.csv", () -> newer("x.csv"));
    setup.remote.fails("rename /out/" + aside(file), refused());
    assertEquals("refused", failure(MOVE, file).getMessage());
    assertEquals(99, size("x.csv"));
    assertFalse(has("x.~2~.csv"), "it would be fetched again");
    move(file);
    assertEquals(99, size("x.csv"));
    assertEquals(4, size("done/x.csv"));
    assertFalse(has(aside(file)));
  }

  @Test
  void aFileWhoseNameCouldNotBeGivenBackIsMovedByTheNextAttempt() {
    RemoteFile file = setup.put("x", "text");
    setup
        .remote
        .fails("rename /out/" + aside(file), refused())
        .fails("rename /out/" + aside(file), new ConnectionLostException("lost"));
    assertInstanceOf(ConnectionLostException.class, failure(MOVE, file), "which is tried again");
    assertTrue(has(aside(file)));
    move(file);
    assertFalse(has(aside(file)));
    assertTrue(has("done/x"));
  }

  /** By one that hides such names it might never be found again. */
  @Test
  void aFileThatTheServerDoesNotShowAsideGetsItsNameBack() {
    RemoteFile file = setup.put("x", "text");
    RemoteException none = new RemoteException(2, "no such file");
    setup.remote.fails("stat /out/" + aside(file), none);
    setup.remote.fails("statLink /out/" + aside(file), none);
    setup.remote.fails("statLink /out/" + aside(file), none);
    String message = String.valueOf(failure(MOVE, file).getMessage());
    assertTrue(message.contains("does not show it as /out/" + aside(file)), message);
    assertTrue(has("x"));
    assertFalse(has(aside(file)) || has("done/x"));
  }

  /** With its new time, it would be fetched once more under its own name. */
  @Test
  void aFileThatCannotBeMovedStaysAsideWhereTimesComeOfRenaming() {
    AtomicLong clock = new AtomicLong(MTIME + 1000);
    setup.files.timesRenamed(clock::incrementAndGet);
    RemoteFile file = setup.put("x", "text");
    for (int loop = 0; loop < 2; loop++) {
      setup.remote.fails("makeFolder /out/done", refused());
      assertEquals("refused", failure(MOVE, file).getMessage());
      assertTrue(has(aside(file)));
      assertFalse(has("x"));
    }
    move(file);
    assertFalse(has(aside(file)));
    assertTrue(has("done/x"));
  }

  // --- ledgers of before, when files were moved straight to their targets and looked at there

  @ParameterizedTest(name = "at its name {0}, at its target {1}: then {2}, {3}, {4}")
  @CsvSource({
    "4, 0, 0, 4, 0",
    "4, 99, 0, 99, 0",
    "0, 0, 0, 0, 0",
    "0, 4, 0, 4, 0",
    "0, 99, 99, 0, 0",
    "7, 4, 7, 4, 0",
    "7, 99, 7, 0, 99",
  })
  void aMoveThatAnEarlierVersionOfFslDidNotLookAtIsLookedAt(
      int atName, int atTarget, int name, int target, int beside) {
    RemoteFile file = FetchSetup.listed("x", 4);
    setup.files.putFolder("/out/done");
    put("x", atName);
    put("done/x", atTarget);
    setup.known.putMoving(file.path(), FetchSetup.path("/out/done/x"));
    move(file);
    assertEquals(name, sizeOrNone("x"));
    assertEquals(target, sizeOrNone("done/x"));
    assertEquals(beside, sizeOrNone("x.~2~"));
    assertEquals(atName == 4 && atTarget > 0, has("done/x.~2~"), "it takes no other's name");
    assertFalse(has(aside(file)));
  }

  private void put(String name, int size) {
    if (size > 0) {
      setup.files.put("/out/" + name, new byte[size], size == 4 ? MTIME : MTIME + 1);
    }
  }

  private long sizeOrNone(String name) {
    return has(name) ? size(name) : 0;
  }

  @ParameterizedTest(name = "kept: {0}")
  @ValueSource(booleans = {false, true})
  void whatIsFinishedIsNotBeingRenamedAnyMore(boolean kept) {
    RemoteFile file = setup.put("x", "text");
    Transfer transfer =
        new Transfer(file, Phase.PUBLISHED, file.relative(), Optional.empty(), List.of());
    move(file);
    assertTrue(setup.known.isMoving(file.path(), FetchSetup.path("/out/" + aside(file))));
    if (kept) {
      setup.known.kept(transfer);
    } else {
      setup.known.finished(transfer);
    }
    assertEquals(null, setup.known.moving(file.path()));
  }
}
