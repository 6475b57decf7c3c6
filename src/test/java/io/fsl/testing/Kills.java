package io.fsl.testing;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Kills, one after the other: before some call of each system call that changes the disk, and every
 * third one at a random moment.
 */
public final class Kills {
  /** Exit status of a process that was killed. */
  public static final int KILLED = 137;

  /** The system calls of each step; those that matter most come more often. */
  private static final List<Map.Entry<String, String>> STEPS =
      List.of(
          Map.entry("rename", "/^rename"),
          Map.entry("sync", "/^f(data)?sync$"),
          Map.entry("unlink", "/^unlink"),
          Map.entry("write", "/^pwrite"),
          Map.entry("rename", "/^rename"),
          Map.entry("sync", "/^f(data)?sync$"),
          Map.entry("set mode", "/^f?chmod"),
          Map.entry("set times", "/^(utimensat|futimens)"),
          Map.entry("make folder", "/^mkdir"));

  private static final String RANDOM = "random moment";
  private static final int RANDOM_EVERY = 3;

  /** Among so many calls of a thread is the one that is chosen, until it is known better. */
  private static final int CALLS = 3;

  private final Random random;
  private final boolean traced = Commands.result("", "strace", "-f", "true").status() == 0;
  private final Map<String, Integer> calls = new HashMap<>();
  private final Map<String, Integer> hits = new TreeMap<>();
  private long longestMillis;
  private int turn;
  private int step;
  private int call;

  /**
   * @param usual how long a run takes about
   */
  public Kills(Random random, Duration usual) {
    this.random = random;
    longestMillis = usual.toMillis();
  }

  /** The next one. */
  public Kill next() {
    return traced && turn++ % RANDOM_EVERY != 0 ? atStep() : atRandomMoment();
  }

  private Kill atStep() {
    Map.Entry<String, String> next = STEPS.get(step++ % STEPS.size());
    String set = next.getValue();
    call = random.nextInt(calls.getOrDefault(next.getKey(), CALLS)) + 1;
    return new Kill(
        next.getKey(),
        List.of(
            "strace",
            "--seccomp-bpf",
            "-fqqq",
            "-o/dev/null",
            "-etrace=" + set,
            "-einject=" + set + ":signal=KILL:when=" + call));
  }

  private Kill atRandomMoment() {
    double seconds = random.nextLong(1, longestMillis + 1) / 1000.0;
    return new Kill(
        RANDOM, List.of("timeout", "-s", "KILL", String.format(Locale.ROOT, "%.3f", seconds)));
  }

  /**
   * Told what came of it.
   *
   * @param hit false: the process ended before
   * @param took how long it ran
   */
  public void came(Kill kill, boolean hit, Duration took) {
    if (hit) {
      hits.merge(kill.step(), 1, Integer::sum);
    }
    if (kill.step().equals(RANDOM)) {
      longestMillis = hit ? longestMillis : took.toMillis();
    } else {
      int before = calls.getOrDefault(kill.step(), CALLS);
      calls.put(kill.step(), hit ? Math.max(before, call + 2) : Math.max(1, call - 1));
    }
  }

  public int hits() {
    return hits.values().stream().mapToInt(Integer::intValue).sum();
  }

  @Override
  public String toString() {
    return hits.toString();
  }
}
