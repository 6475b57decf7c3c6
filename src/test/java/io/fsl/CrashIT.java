package io.fsl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.Cli;
import io.fsl.testing.Consumer;
import io.fsl.testing.CopyScene;
import io.fsl.testing.FetchScene;
import io.fsl.testing.Kill;
import io.fsl.testing.Kills;
import io.fsl.testing.OpenSshServer;
import io.fsl.testing.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program is killed before every system call that changes the disk, and at random moments,
 * while consumers take away what it delivers. In the end every file was delivered once.
 *
 * <p>{@code -Dfsl.kills=500} says how often, {@code -Dfsl.seed=1} repeats the files and moments.
 */
class CrashIT {
  private static final int KILLS =
      Integer.getInteger("fsl.kills", Cli.isNative() ? 50 : 24) / 2; // for each command
  private static final int CLEAN_RUNS_MAX = 10;
  private static final Duration USUAL = Duration.ofMillis(Cli.isNative() ? 100 : 1000);

  @TempDir private Path temporary;
  private Path folder;
  private final long seed = Long.getLong("fsl.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @BeforeEach
  void makeFolder() throws IOException {
    folder = temporary.toRealPath();
  }

  @Test
  void killedFetchesDeliverEveryFileOnce() throws IOException {
    Path server = Files.createDirectory(folder.resolve("server"));
    try (OpenSshServer sshd = OpenSshServer.start(server)) {
      crash(FetchScene.create(folder.resolve("fsl"), server, sshd, true));
    }
  }

  @Test
  void killedCopiesDeliverEveryFileOnce() throws IOException {
    crash(CopyScene.create(folder.resolve("fsl"), true));
  }

  private void crash(Scene scene) throws IOException {
    Kills kills = new Kills(scene, random, USUAL);
    try (Consumer _ = Consumer.start(scene.outlets(), folder.resolve("hand"), scene.deliveries())) {
      while (kills.hits() < KILLS) {
        scene.offer(random);
        kill(scene, kills);
      }
      for (int i = 0; i < CLEAN_RUNS_MAX && (i == 0 || scene.missing() > 0); i++) {
        run(scene, List.of(), 0);
      }
    }
    Consumer.look(scene.stores(), scene.deliveries());
    System.out.printf(
        "%nfsl %s, killed %d times (seed %d): %s%n%s%n",
        scene.command(), kills.hits(), seed, kills, scene.deliveries().table());
    assertTrue(scene.deliveries().account().isExact(), scene.deliveries()::complaints);
    assertEquals(List.of(), scene.leftovers());
  }

  private static void kill(Scene scene, Kills kills) {
    Kill kill = kills.next();
    long start = System.nanoTime();
    int status = run(scene, kill.prefix(), Kills.KILLED);
    kills.came(kill, status == Kills.KILLED, Duration.ofNanos(System.nanoTime() - start));
  }

  /** One that comes to its end finds nothing wrong. */
  private static int run(Scene scene, List<String> prefix, int otherwise) {
    Cli cli = new Cli(scene.folder()).by(prefix.toArray(String[]::new));
    Cli.Result result = cli.run(scene.command(), "--loops", "1");
    if (result.status() != otherwise) {
      assertEquals(0, result.status(), result::err);
    }
    return result.status();
  }
}
