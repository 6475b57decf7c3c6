package io.fsl.action;

import static io.fsl.action.FetchSetup.MTIME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.config.AfterFetch;
import io.fsl.sftp.ConnectionLostException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that give files new times when they are renamed, and how those are told. */
class NewTimesTest extends AfterFetchCase {
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
    FinishRemote finish = loop(step(after), null);
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
    FinishRemote finish = loop(step(after), null);
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
    FinishRemote finish = loop(step(after), null);
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
    FinishRemote finish = loop(step(after), null);
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
    AfterFetch step = step(after);
    RemoteFile file = setup.put("x", "text");
    setup.remote.losesAnswer("rename /out/x");
    assertInstanceOf(ConnectionLostException.class, failure(step, file));
    assertTrue(has(aside(file)));
    finish(step, file);
    assertFalse(has(aside(file)));
    assertFalse(has("x"));
    assertEquals(after.equals("move"), has("done/x"));
  }
}
