package io.fsl.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fsl.action.Outcome;
import io.fsl.action.RemoteFile;
import io.fsl.action.Trouble;
import io.fsl.sftp.ConnectionLostException;
import io.fsl.sftp.RemotePath;
import io.fsl.sftp.UnreachableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a loop counts, and what its listener hears. */
class TallyTest {
  private static final RemoteFile FILE =
      new RemoteFile(
          "feeds", RemotePath.of("/out/x", StandardCharsets.UTF_8), Path.of("x"), 4, 1_000_000_000);

  private final List<Outcome> heard = new ArrayList<>();
  private boolean stopped;
  private final Tally tally = new Tally(heard::add, () -> stopped);

  @Test
  void aConnectionThatIsClosedToStopTheRunIsNoFault() {
    stopped = true;
    tally.failed(FILE, new UnreachableException("closed"));
    tally.failed(FILE, new ConnectionLostException("closed"));
    Outcome skipped = new Outcome.Skipped("feeds", "x", "stopped; the next run goes on");
    assertEquals(List.of(skipped, skipped), heard);
    assertEquals(new Report(0, 2, 0, 0, Set.of()), tally.report());
  }

  @Test
  void aFileThatFailsWhileTheRunStopsHasFailed() {
    stopped = true;
    tally.failed(FILE, new IOException("torn"));
    assertEquals(List.of(new Outcome.Failed("feeds", "x", Trouble.FILE, "torn")), heard);
  }

  @Test
  void aConnectionThatIsLostOtherwiseIsAFault() {
    tally.failed(FILE, new ConnectionLostException("lost"));
    assertEquals(List.of(new Outcome.Failed("feeds", "x", Trouble.UNREACHABLE, "lost")), heard);
    assertEquals(new Report(0, 0, 1, 0, Set.of(Trouble.UNREACHABLE)), tally.report());
  }

  @Test
  void aSourceThatFailsIsNoFile() {
    tally.sourceFailed("feeds", Trouble.CANNOT_CREATE, "no folder");
    tally.unreadable("feeds", Path.of(""), new IOException("no disk"));
    assertEquals(List.of(), heard);
    Set<Trouble> troubles = Set.of(Trouble.CANNOT_CREATE, Trouble.INPUT_OUTPUT);
    assertEquals(new Report(0, 0, 0, 0, troubles), tally.report());
  }
}
