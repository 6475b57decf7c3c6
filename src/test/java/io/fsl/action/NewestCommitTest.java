package io.fsl.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A ledger's file is back at an earlier commit, which in itself is as good as any. */
class NewestCommitTest {
  private static final int COMMITS = 5;

  @TempDir Path folder;

  private Ledger open() throws IOException {
    return Ledger.open(folder, "test", true);
  }

  private Path store() {
    return folder.resolve("test.mv");
  }

  private Path mark() {
    return folder.resolve("test.commit");
  }

  private static byte[] key(int commit) {
    return new byte[] {(byte) commit};
  }

  private record State(byte[] store, byte[] mark) {}

  private void restore(State state) throws IOException {
    Files.write(store(), state.store());
    Files.write(mark(), state.mark());
  }

  /** What is on the disk after each commit. */
  private List<State> history() throws IOException {
    List<State> states = new ArrayList<>();
    try (Ledger ledger = open()) {
      for (int i = 0; i < COMMITS; i++) {
        ledger.table("a").put(key(i), Bytes.some(15_000, i));
        ledger.commit();
        states.add(new State(Files.readAllBytes(store()), Files.readAllBytes(mark())));
      }
    }
    return states;
  }

  private static void assertHas(Ledger ledger, int commits) {
    for (int i = 0; i < COMMITS; i++) {
      byte[] found = ledger.table("a").get(key(i));
      if (i < commits) {
        assertArrayEquals(Bytes.some(15_000, i), found);
      } else {
        assertNull(found);
      }
    }
  }

  /** It is told until it is confirmed, and what the file has is not lost. */
  @Test
  void aFileThatIsPutBackIsNoticedAndGoneOnWith() throws IOException {
    List<State> states = history();
    Files.write(store(), states.get(1).store());
    String id;
    try (Ledger ledger = open()) {
      id = ledger.id();
      assertTrue(ledger.rebuilt());
      assertHas(ledger, 2);
      ledger.table("a").put(key(9), Bytes.some(1));
    }
    try (Ledger ledger = open()) {
      assertEquals(id, ledger.id());
      assertTrue(ledger.rebuilt());
      assertArrayEquals(Bytes.some(1), ledger.table("a").get(key(9)));
      ledger.confirmRebuilt();
    }
    try (Ledger ledger = open()) {
      assertFalse(ledger.rebuilt());
      assertHas(ledger, 2);
    }
    assertFalse(hasAside());
  }

  private boolean hasAside() throws IOException {
    try (var files = Files.list(folder)) {
      return files.anyMatch(file -> file.toString().contains("damaged"));
    }
  }

  /** Also by a run that was killed right after it had found out. */
  @Test
  void whatWasPutBackTwiceIsNoticedTwice() throws IOException {
    List<State> states = history();
    for (int i = 0; i < 2; i++) {
      Files.write(store(), states.get(i).store());
      try (Ledger ledger = open()) {
        assertTrue(ledger.rebuilt());
        ledger.confirmRebuilt();
      }
    }
  }

  @Test
  void aFileThatIsCutBackToAnEarlierCommitIsNoticed() throws IOException {
    List<State> states = history();
    State last = states.getLast();
    for (int i = 0; i < COMMITS - 1; i++) {
      int length = states.get(i).store().length;
      restore(new State(Arrays.copyOf(last.store(), length), last.mark()));
      try (Ledger ledger = open()) {
        assertTrue(ledger.rebuilt(), "cut back to commit " + i);
        assertHas(ledger, i + 1);
      }
    }
  }

  /** The mark is at most that of the last commit whose sync has returned. */
  @Test
  void whatACrashLeavesIsNoRollback() throws IOException {
    List<State> states = history();
    for (int i = 0; i < COMMITS; i++) {
      for (int marked = 0; marked <= i; marked++) {
        restore(new State(states.get(i).store(), states.get(marked).mark()));
        try (Ledger ledger = open()) {
          assertFalse(ledger.rebuilt(), "commit " + i + ", marked " + marked);
          assertHas(ledger, i + 1);
        }
      }
    }
  }

  /** While a run only reads, nothing is forced, so nothing is said to be. */
  @Test
  void openingSaysNothingOfTheDisk() throws IOException {
    State before = history().getFirst();
    Files.write(mark(), before.mark());
    open().close();
    assertArrayEquals(before.mark(), Files.readAllBytes(mark()));
  }

  @Test
  void whatIsNotForcedIsNotSaidToBeOnTheDisk() throws IOException {
    byte[] mark = history().getLast().mark();
    try (Ledger ledger = Ledger.open(folder, "test", false)) {
      ledger.table("a").put(key(0), Bytes.some(1));
      ledger.commit();
    }
    assertArrayEquals(mark, Files.readAllBytes(mark()));
  }

  @Test
  void aFileThatWasWrittenAnewIsNewerThanTheOneBefore() throws IOException {
    byte[] wasteful;
    try (Ledger ledger = open()) {
      Ledger.Table table = ledger.table("a");
      for (int i = 0; i < 100_000; i++) {
        table.put(("gone-" + i).getBytes(UTF_8), new byte[100]);
      }
      ledger.commit();
      table.forEach(new byte[0], (key, value) -> table.remove(key));
      ledger.commit();
      wasteful = Files.readAllBytes(store());
    }
    assertTrue(Files.size(store()) < wasteful.length / 2);
    try (Ledger ledger = open()) {
      assertFalse(ledger.rebuilt());
      ledger.table("a").put(key(0), Bytes.some(1));
      ledger.commit();
    }
    Files.write(store(), wasteful);
    try (Ledger ledger = open()) {
      assertTrue(ledger.rebuilt());
    }
  }

  @Test
  void aLedgerThatIsBegunAnewIsNewerThanTheOneBefore() throws IOException {
    State last = history().getLast();
    Files.delete(store());
    try (Ledger ledger = open()) {
      ledger.confirmRebuilt();
    }
    try (Ledger ledger = open()) {
      assertFalse(ledger.rebuilt());
    }
    Files.write(store(), last.store());
    try (Ledger ledger = open()) {
      assertTrue(ledger.rebuilt());
    }
  }

  /** Someone gave it another ledger's memory. */
  @Test
  void anotherLedgersFileIsTakenAsItIs() throws IOException {
    history();
    Ledger.open(folder, "other", true).close();
    Files.write(store(), Files.readAllBytes(folder.resolve("other.mv")));
    try (Ledger ledger = open()) {
      assertFalse(ledger.rebuilt());
      assertHas(ledger, 0);
    }
  }

  /** Blocks of a mark that is being written may come to disk with parts of both. */
  @ParameterizedTest
  @ValueSource(strings = {"", "x", "0123456789abcdef 0000000000000000 00000000000000ff 00000000\n"})
  void aMarkThatIsNoGoodSaysNothing(String text) throws IOException {
    List<State> states = history();
    Files.write(store(), states.getFirst().store());
    Files.writeString(mark(), text);
    try (Ledger ledger = open()) {
      assertFalse(ledger.rebuilt());
      assertHas(ledger, 1);
      ledger.table("a").put(key(1), Bytes.some(15_000, 1));
      ledger.commit();
    }
    Files.write(store(), states.getFirst().store());
    try (Ledger ledger = open()) {
      assertTrue(ledger.rebuilt(), "it is written again");
    }
  }

  @Test
  void aTornMarkSaysNothing() throws IOException {
    List<State> states = history();
    String old = new String(states.getFirst().mark(), UTF_8);
    String torn = old.replaceFirst("(?<= [0-9a-f]{15}).(?= [0-9a-f]{8}\n)", "f");
    assertFalse(torn.equals(old));
    restore(new State(states.getFirst().store(), torn.getBytes(UTF_8)));
    try (Ledger ledger = open()) {
      assertFalse(ledger.rebuilt());
    }
  }

  @Test
  void whereTheMarkCannotBeWrittenTheLedgerGoesOn() throws IOException {
    Files.createDirectory(mark());
    try (Ledger ledger = open()) {
      ledger.table("a").put(key(0), Bytes.some(15_000, 0));
      ledger.commit();
    }
    try (Ledger ledger = open()) {
      assertFalse(ledger.rebuilt());
      assertHas(ledger, 1);
    }
  }
}
