package io.fsl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.Cli;
import io.fsl.testing.Consumer;
import io.fsl.testing.CopyScene;
import io.fsl.testing.FetchScene;
import io.fsl.testing.Kill;
import io.fsl.testing.Kills;
import io.fsl.testing.LoopDisk;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The power goes while the program works: before each system call that changes the disk, at random
 * moments under its feet, and right after its end. What was not forced to disk is lost then. With
 * {@code fsync} every file is delivered once nevertheless.
 *
 * <p>{@code -Dfsl.cuts=50} says how often, {@code -Dfsl.seed=1} repeats the files and moments.
 */
class PowerCutIT {
  private static final int CUTS =
      Integer.getInteger("fsl.cuts", Cli.isNative() ? 6 : 3); // on each disk
  private static final int CLEAN_RUNS_MAX = 10;
  private static final int LIVE_EVERY = 3;
  private static final Duration USUAL = Duration.ofMillis(Cli.isNative() ? 100 : 1000);

  @TempDir private Path temporary;
  private Path folder;
  private final long seed = Long.getLong("fsl.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @BeforeEach
  void makeFolder() throws IOException {
    folder = temporary.toRealPath();
  }

  @ParameterizedTest
  @EnumSource
  void fetchSurvives(LoopDisk.Kind kind) throws IOException, InterruptedException {
    Path server = Files.createDirectory(folder.resolve("server"));
    try (LoopDisk disk = LoopDisk.mount(folder, kind);
        OpenSshServer sshd = OpenSshServer.start(server)) {
      survive(FetchScene.create(disk.folder().resolve("fsl"), server, sshd, true), disk, kind);
    }
  }

  @ParameterizedTest
  @EnumSource
  void copySurvives(LoopDisk.Kind kind) throws IOException, InterruptedException {
    try (LoopDisk disk = LoopDisk.mount(folder, kind)) {
      survive(CopyScene.create(disk.folder().resolve("fsl"), true), disk, kind);
    }
  }

  /** Shows that a cut loses what is not forced: else the tests above would prove nothing. */
  @Test
  void withoutFsyncFilesAreLost() throws IOException {
    Path server = Files.createDirectory(folder.resolve("server"));
    try (LoopDisk disk = LoopDisk.mount(folder, LoopDisk.Kind.EXT4);
        OpenSshServer sshd = OpenSshServer.start(server)) {
      Scene scene = FetchScene.create(disk.folder().resolve("fsl"), server, sshd, false);
      disk.sync();
      scene.offer(random);
      assertEquals(0, new Cli(scene.folder()).run(scene.command(), "--loops", "1").status());
      disk.cut();
      disk.restore();
      cleanRuns(scene, disk);
      assertFalse(scene.deliveries().account().isExact(), scene.deliveries()::table);
    }
  }

  private void survive(Scene scene, LoopDisk disk, LoopDisk.Kind kind)
      throws IOException, InterruptedException {
    Kills kills = new Kills(scene, random, USUAL);
    for (int i = 1; i <= CUTS; i++) {
      scene.offer(random);
      disk.sync();
      if (i % LIVE_EVERY == 0) {
        cutUnderItsFeet(scene, disk);
      } else {
        kill(scene, kills);
        disk.cut();
      }
      disk.restore();
      consume(scene, disk);
    }
    cleanRuns(scene, disk);
    Consumer.look(scene.stores(), scene.deliveries());
    System.out.printf(
        "%nfsl %s on %s, power cut %d times (seed %d), of them %s%n%s%n",
        scene.command(), kind, CUTS, seed, kills, scene.deliveries().table());
    assertTrue(scene.deliveries().account().isExact(), scene.deliveries()::complaints);
    assertEquals(List.of(), scene.leftovers());
  }

  /** A consumer forces its own work to disk, lest it gets a file again that it has deleted. */
  private static void consume(Scene scene, LoopDisk disk) throws IOException {
    Consumer.once(scene.outlets(), disk.folder().resolve("hand"), scene.deliveries());
    disk.sync();
  }

  private static void cleanRuns(Scene scene, LoopDisk disk) throws IOException {
    for (int i = 0; i < CLEAN_RUNS_MAX && (i == 0 || scene.missing() > 0); i++) {
      Cli.Result result = new Cli(scene.folder()).run(scene.command(), "--loops", "1");
      assertEquals(0, result.status(), result::err);
      consume(scene, disk);
    }
  }

  private static void kill(Scene scene, Kills kills) {
    Kill kill = kills.next();
    long start = System.nanoTime();
    Cli.Result result =
        new Cli(scene.folder())
            .by(kill.prefix().toArray(String[]::new))
            .run(scene.command(), "--loops", "1");
    boolean hit = result.status() == Kills.KILLED;
    assertTrue(hit || result.status() == 0, result::err);
    kills.came(kill, hit, Duration.ofNanos(System.nanoTime() - start));
  }

  /** The program goes on and gets errors; that is no reason for an internal one. */
  private void cutUnderItsFeet(Scene scene, LoopDisk disk)
      throws IOException, InterruptedException {
    Process cutting = disk.cutLater(random.nextDouble(USUAL.toMillis() / 1000.0));
    Cli.Result result = new Cli(scene.folder()).run(scene.command(), "--loops", "1");
    assertEquals(0, cutting.waitFor());
    assertNotEquals(Exit.INTERNAL.status(), result.status(), result::err);
  }
}
