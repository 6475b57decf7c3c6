package io.fsl.action;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.sftp.RemotePath;
import io.fsl.testing.Cli;
import io.fsl.testing.MinimalConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ledgers whose last write came to disk in part, whose file was cut off anywhere, and that are big.
 *
 * <p>{@code -Dfsl.long=true} does more of it.
 */
class LedgerIT {
  private static final boolean LONG = Boolean.getBoolean("fsl.long");
  private static final int BLOCK = 4096;
  private static final int COMMITS = 40;
  private static final int TRIES = LONG ? 100 : 10;
  private static final byte[] KEY = "commit".getBytes(US_ASCII);

  @TempDir private Path folder;
  private final Random random = new Random(Long.getLong("fsl.seed", System.nanoTime()));
  private boolean rebuilt;

  @Test
  void aTornWriteCostsNoCommitBeforeIt() throws IOException {
    List<State> states = history();
    for (int commit = 1; commit < COMMITS; commit++) {
      State before = states.get(commit - 1);
      for (int i = 0; i < TRIES; i++) {
        int found = open(torn(before.file(), states.get(commit).file()), before.mark());
        int last = commit;
        assertFalse(rebuilt, () -> last + " was torn: taken for damaged");
        assertTrue(found == last || found == last - 1, () -> last + " was torn: " + found);
      }
    }
  }

  /** Each block of the disk is the old or the new one. */
  private byte[] torn(byte[] before, byte[] after) {
    byte[] torn = Arrays.copyOf(before, Math.max(before.length, after.length));
    for (int at = 0; at < after.length; at += BLOCK) {
      if (random.nextBoolean()) {
        System.arraycopy(after, at, torn, at, Math.min(BLOCK, after.length - at));
      }
    }
    return torn;
  }

  @Test
  void aFileThatIsCutOffAnywhereIsReadAsFarAsItGoesOrBegunAnewAndTold() throws IOException {
    State last = history().getLast();
    byte[] file = last.file();
    for (int i = 0; i < TRIES * 10; i++) {
      int found = open(Arrays.copyOf(file, random.nextInt(file.length)), last.mark());
      assertTrue(found < COMMITS, () -> "an entry that nobody wrote: " + found);
      assertEquals(found < COMMITS - 1, rebuilt, () -> "as far as commit " + found);
    }
  }

  /** The ledger's file, and what is known to be on the disk of it. */
  private record State(byte[] file, byte[] mark) {}

  /** What there is after each commit; each has entries of every earlier one. */
  private List<State> history() throws IOException {
    List<State> states = new ArrayList<>();
    try (Ledger ledger = Ledger.open(folder, "test", true)) {
      Ledger.Table table = ledger.table("a");
      for (int commit = 0; commit < COMMITS; commit++) {
        table.put(KEY, number(commit));
        table.put(number(commit), new byte[random.nextInt(10_000)]);
        ledger.commit();
        states.add(new State(Files.readAllBytes(store()), Files.readAllBytes(mark())));
      }
    }
    return states;
  }

  /** The last commit that a file has; -1: none. */
  private int open(byte[] file, byte[] mark) throws IOException {
    Files.write(store(), file);
    Files.write(mark(), mark);
    try (Ledger ledger = Ledger.open(folder, "test", true)) {
      byte[] last = ledger.table("a").get(KEY);
      rebuilt = ledger.rebuilt();
      if (last == null) {
        return -1; // as it was before the first commit
      }
      int commit = ByteBuffer.wrap(last).getInt();
      for (int i = 0; i <= commit; i++) {
        assertTrue(ledger.table("a").get(number(i)) != null, "entries of an earlier commit");
      }
      return commit;
    }
  }

  @Test
  void aBigLedgerHoldsUpNothing() throws IOException {
    Files.createDirectories(folder.resolve("etc"));
    Files.writeString(folder.resolve("etc/fetcher.yml"), MinimalConfig.fetcher(1));
    Duration small = fetch();
    remember(LONG ? 1_000_000 : 50_000);
    Duration big = fetch();
    Duration more = big.minus(small);
    System.out.printf("a big ledger: %d ms longer to start%n", more.toMillis());
    assertTrue(more.compareTo(Duration.ofSeconds(1)) < 0, () -> small + ", then " + big);
  }

  private Duration fetch() {
    long start = System.nanoTime();
    assertEquals(69, new Cli(folder).run("fetch", "--loops", "1").status());
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private void remember(int files) throws IOException {
    try (Ledger ledger = Ledger.open(folder.resolve("state"), "fetcher.fetch", true)) {
      FetchLedger entries = new FetchLedger(ledger, "feeds");
      for (int i = 0; i < files; i++) {
        String name = "/out/folder/some-name-%09d.txt".formatted(i);
        entries.putFetched(
            RemotePath.of(name.getBytes(US_ASCII)),
            new Fetched(i, i, Path.of("folder/some-name.txt"), false, Instant.now()));
      }
      ledger.commit();
    }
  }

  private Path mark() {
    return folder.resolve("test.commit");
  }

  private Path store() {
    return folder.resolve("test.mv");
  }

  private static byte[] number(int n) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(n).array();
  }
}
