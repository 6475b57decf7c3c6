package io.fsl.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Kills, one after the other: before the first, second, third … call of each system call that
 * changes the disk, and every third one at a random moment.
 */
public final class Kills {
  /** Exit status of a process that was killed. */
  public static final int KILLED = 137;

  private static final Map<String, String> STEPS =
      new TreeMap<>(
          Map.of(
              "make folder", "/^mkdir",
              "write", "/^pwrite",
              "sync", "/^f(data)?sync$",
              "rename", "/^rename",
              "unlink", "/^unlink",
              "set times", "/^(utimensat|futimens)",
              "set mode", "/^f?chmod"));
  private static final String RANDOM = "random moment";
  private static final int RANDOM_EVERY = 3;

  private final Random random;
  private final boolean traced = Commands.result("", "strace", "-f", "true").status() == 0;
  private final List<String> names = new ArrayList<>(STEPS.keySet());
  private final Map<String, Integer> occurrences = new HashMap<>();
  private final Map<String, Integer> hits = new TreeMap<>();
  private long longestMillis;
  private int turn;

  /**
   * @param usual how long a run takes about
   */
  public Kills(Random random, Duration usual) {
    this.random = random;
    longestMillis = usual.toMillis();
  }

  /** The next one. */
  public Kill next() {
    int now = turn++;
    return traced && now % RANDOM_EVERY != 0
        ? atStep(names.get(now % names.size()))
        : atRandomMoment();
  }

  private Kill atStep(String name) {
    String calls = STEPS.getOrDefault(name, "");
    int occurrence = occurrences.merge(name, 1, Integer::sum);
    return new Kill(
        name,
        List.of(
            "strace",
            "--seccomp-bpf",
            "-fqqq",
            "-o/dev/null",
            "-etrace=" + calls,
            "-einject=" + calls + ":signal=KILL:when=" + occurrence));
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
    } else {
      occurrences.remove(kill.step());
      longestMillis = took.toMillis();
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
