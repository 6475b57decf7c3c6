package io.fsl.testing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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

  /** What a process is about to do: some system call on any of some paths, or on whatever. */
  private record Step(String name, String calls, List<Path> paths) {}

  private static final String RANDOM = "random moment";
  private static final int RANDOM_EVERY = 3;

  /** Among so many calls of a thread is the one that is chosen, until it is known better. */
  private static final int CALLS = 3;

  private final Random random;
  private final boolean traced = Commands.result("", "strace", "-f", "true").status() == 0;
  private final List<Step> steps;
  private final Map<String, Integer> calls = new HashMap<>();
  private final Map<String, Integer> hits = new TreeMap<>();
  private long longestMillis;
  private int turn;
  private int step;
  private int call;

  /**
   * @param usual how long a run takes about
   */
  public Kills(Scene scene, Random random, Duration usual) {
    this.random = random;
    steps = steps(List.copyOf(scene.outlets().values()), scene.ledger());
    longestMillis = usual.toMillis();
  }

  /** Those at which a mistake would cost most come more often. */
  private static List<Step> steps(List<Path> outlets, Path ledger) {
    Step published = new Step("sync what is published", "/^f(data)?sync$", outlets);
    Step record = new Step("write the ledger", "/^pwrite", List.of(ledger));
    return List.of(
        published,
        new Step("rename", "/^rename", List.of()),
        record,
        published,
        new Step("unlink", "/^unlink", List.of()),
        new Step("sync the ledger", "/^f(data)?sync$", List.of(ledger)),
        published,
        new Step("rename", "/^rename", List.of()),
        new Step("sync", "/^f(data)?sync$", List.of()),
        record,
        new Step("write", "/^pwrite", List.of()),
        new Step("set mode", "/^f?chmod", List.of()),
        new Step("set times", "/^(utimensat|futimens)", List.of()),
        new Step("make folder", "/^mkdir", List.of()));
  }

  /** The next one. */
  public Kill next() {
    return traced && turn++ % RANDOM_EVERY != 0 ? atStep() : atRandomMoment();
  }

  private Kill atStep() {
    Step next = steps.get(step++ % steps.size());
    call = random.nextInt(calls.getOrDefault(next.name(), CALLS)) + 1;
    List<String> command =
        new ArrayList<>(
            List.of(
                "strace",
                "-fqqq",
                "-o/dev/null",
                "-etrace=" + next.calls(),
                "-einject=" + next.calls() + ":signal=KILL:when=" + call));
    next.paths().forEach(path -> command.addAll(List.of("-P", path.toString())));
    return new Kill(next.name(), command);
  }

  private Kill atRandomMoment() {
    double seconds = random.nextLong(1, longestMillis + 1) / 1000.0;
    String moment = String.format(Locale.ROOT, "%.3f", seconds);
    // In the foreground it waits for the end of what it kills, and of its locks.
    return new Kill(
        RANDOM, List.of("timeout", "--foreground", "--preserve-status", "-s", "KILL", moment));
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
      calls.put(kill.step(), hit ? Math.max(before, call + 2) : Math.max(2, before - 1));
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
