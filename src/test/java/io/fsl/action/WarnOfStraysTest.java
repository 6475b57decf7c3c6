package io.fsl.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.action.FetchLedger.Transfer;
import io.fsl.sftp.ConnectionLostException;
import io.fsl.sftp.RemotePath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of the files that nobody fetches are told of. */
class WarnOfStraysTest {
  private static final Logger LOG = Logger.getLogger("io.fsl.finish");

  @TempDir Path home;
  private FetchSetup setup;
  private final List<Object> told = new ArrayList<>();
  private String words = "";

  @BeforeEach
  void open() throws IOException {
    setup = new FetchSetup(home);
    LOG.setFilter(entry -> {
      told.add(entry.getParameters()[0]);
      words = entry.getMessage();
      return false;
    });
    LOG.setLevel(Level.WARNING);
  }

  @AfterEach
  void close() throws IOException {
    LOG.setFilter(null);
    LOG.setLevel(null);
    setup.close();
  }

  private RemotePath aside(String end) {
    RemoteFile file = FetchSetup.listed("x", 4);
    return FetchSetup.path("/out/.fsl-removing-" + file.partName() + end);
  }

  @ParameterizedTest(name = "known {0}, there {1}, named so{2}: {3}")
  @CsvSource({
    "false, true, '', 1",
    "false, true, ~, 1",
    "true, true, '', 0",
    "true, true, ~, 0",
    "false, false, '', 0",
  })
  void aFileThatIsThereAndThatNobodyKnows(boolean known, boolean there, String end, int times)
      throws IOException {
    RemoteFile file = FetchSetup.listed("x", 4);
    if (known) {
      setup.known.putTransfer(
          new Transfer(file, Phase.PUBLISHED, file.relative(), Optional.empty(), List.of()));
    }
    if (there) {
      setup.files.put(aside(end).toString(), new byte[4], FetchSetup.MTIME);
    }
    new WarnOfStrays(setup.remote, setup.ledger).warn(Set.of(aside(end)));
    assertEquals(times == 0 ? List.of() : List.of(aside(end)), told);
  }

  /** Its own name is nowhere to be seen. */
  @Test
  void itIsToldThatItMayBeADoneFile() throws IOException {
    setup.files.put(aside("").toString(), new byte[0], FetchSetup.MTIME);
    new WarnOfStrays(setup.remote, setup.ledger).warn(Set.of(aside("")));
    assertTrue(words.contains("renamed a file, or its done file, to this"), words);
  }

  @Test
  void aLostConnectionIsNoAnswer() {
    setup.remote.fails("statLink " + aside(""), new ConnectionLostException("lost"));
    WarnOfStrays warning = new WarnOfStrays(setup.remote, setup.ledger);
    assertThrows(ConnectionLostException.class, () -> warning.warn(Set.of(aside(""))));
  }
}
