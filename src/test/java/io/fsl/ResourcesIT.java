package io.fsl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.Await;
import io.fsl.testing.Cli;
import io.fsl.testing.Consumer;
import io.fsl.testing.CopyScene;
import io.fsl.testing.FetchScene;
import io.fsl.testing.LoopDisk;
import io.fsl.testing.OpenSshServer;
import io.fsl.testing.QuotaDisk;
import io.fsl.testing.Scene;
import io.fsl.testing.Strait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Something runs out while the program works in endless loops, and comes back: it recovers without
 * help, and every file was delivered once in the end.
 */
class ResourcesIT {
  private static final int OFFERS = 30;
  private static final String QUOTA = "256K";

  /** Exit statuses: want of room is no error. */
  private static final int WAITED = 2;

  private static final int CANNOT_CREATE = 73;

  @TempDir private Path temporary;
  private Path folder;
  private final Random random = new Random(1);
  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void makeFolder() throws IOException {
    folder = temporary.toRealPath();
  }

  @AfterEach
  void endAll() {
    started.forEach(Process::destroyForcibly);
  }

  private Cli.Running start(Scene scene) {
    Cli.Running run = new Cli(scene.folder()).start(scene.command(), "-v");
    started.add(run.process());
    return run;
  }

  /** Something that is lacking in a folder. */
  private record Need(Path folder, String message, int status, Runnable heal) {
    static Need of(Strait strait, Strait.Lack lack) {
      int status = lack == Strait.Lack.PERMISSION ? CANNOT_CREATE : WAITED;
      return new Need(strait.folder(), lack.message(), status, strait::heal);
    }

    static Need of(QuotaDisk disk) {
      return new Need(disk.folder(), "Disk quota exceeded", WAITED, disk::lift);
    }
  }

  @ParameterizedTest
  @CsvSource({"BYTES, taken", "INODES, taken", "PERMISSION, taken", "BYTES, archive"})
  void fetchRecovers(Strait.Lack lack, String place) throws IOException {
    try (Strait strait = Strait.mount(folder.resolve("fsl").resolve(place), lack)) {
      fetchRecovers(Need.of(strait, lack));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"taken", "archive"})
  void fetchRecoversFromAQuota(String place) throws IOException {
    try (QuotaDisk disk = QuotaDisk.mount(folder.resolve("fsl").resolve(place), QUOTA)) {
      fetchRecovers(Need.of(disk));
    }
  }

  private void fetchRecovers(Need need) throws IOException {
    Path server = Files.createDirectory(folder.resolve("server"));
    try (OpenSshServer sshd = OpenSshServer.start(server)) {
      Scene scene = FetchScene.create(folder.resolve("fsl"), server, sshd, true);
      boolean archive = need.folder.endsWith("archive");
      recover(scene, need, archive ? List.of() : List.of("kept"));
    }
  }

  @ParameterizedTest
  @CsvSource({"BYTES", "INODES", "PERMISSION"})
  void copyRecovers(Strait.Lack lack) throws IOException {
    try (Strait strait = Strait.mount(folder.resolve("fsl/two"), lack)) {
      copyRecovers(Need.of(strait, lack));
    }
  }

  @Test
  void copyRecoversFromAQuota() throws IOException {
    try (QuotaDisk disk = QuotaDisk.mount(folder.resolve("fsl/two"), QUOTA)) {
      copyRecovers(Need.of(disk));
    }
  }

  private void copyRecovers(Need need) throws IOException {
    Scene scene = CopyScene.create(folder.resolve("fsl"), true);
    recover(scene, need, List.of("one", "three", "four"));
  }

  /** What is not concerned goes on meanwhile. */
  private void recover(Scene scene, Need need, List<String> unconcerned) throws IOException {
    offer(scene);
    Cli.Running run = start(scene);
    run.awaitErr(" loop 1: ");
    String said = run.errSoFar();
    assertTrue(said.contains(need.message) && said.contains(" (" + need.status + ")\n"), said);
    assertEquals(need.status != WAITED, said.contains(" ERROR: "), said);
    consume(scene, unconcerned.toArray(String[]::new));
    unconcerned.forEach(place -> assertEquals(0, scene.deliveries().missing(place), place));
    consumeIfThereIsRoom(scene);
    assertTrue(scene.missing() > 0, "something is missing");
    need.heal.run();
    assertEverythingComes(scene, run);
  }

  @Test
  void fetchOutlivesAFullDiskUnderItsLedger() throws IOException {
    Path server = Files.createDirectory(folder.resolve("server"));
    try (OpenSshServer sshd = OpenSshServer.start(server);
        Strait strait = Strait.mount(folder.resolve("fsl").resolve("state"), Strait.Lack.BYTES)) {
      Scene scene = FetchScene.create(folder.resolve("fsl"), server, sshd, true);
      outliveAFullLedger(scene, strait);
    }
  }

  @Test
  void copyOutlivesAFullDiskUnderItsLedger() throws IOException {
    try (Strait strait = Strait.mount(folder.resolve("fsl").resolve("state"), Strait.Lack.BYTES)) {
      outliveAFullLedger(CopyScene.create(folder.resolve("fsl"), true), strait);
    }
  }

  private void outliveAFullLedger(Scene scene, Strait strait) throws IOException {
    Cli.Running run = start(scene);
    run.awaitErr(" loop 1: ");
    strait.fill();
    offer(scene);
    run.awaitErr("o space left");
    consume(scene);
    strait.heal();
    assertEverythingComes(scene, run);
  }

  @Test
  void fetchLivesWithFewDescriptors() throws IOException {
    Path server = Files.createDirectory(folder.resolve("server"));
    try (OpenSshServer sshd = OpenSshServer.start(server)) {
      fewDescriptors(FetchScene.create(folder.resolve("fsl"), server, sshd, true));
    }
  }

  @Test
  void copyLivesWithFewDescriptors() throws IOException {
    fewDescriptors(CopyScene.create(folder.resolve("fsl"), true));
  }

  private void fewDescriptors(Scene scene) throws IOException {
    offer(scene);
    Cli.Result result =
        new Cli(scene.folder())
            .by("sh", "-c", "ulimit -n 64; exec \"$0\" \"$@\"")
            .run(scene.command(), "--loops", "2");
    assertEquals(0, result.status(), result::err);
    consume(scene);
    assertTrue(scene.deliveries().missing("kept") + scene.deliveries().missing("one") == 0);
  }

  /** A file system that is frozen takes all time of the world for a write. */
  @Test
  void aDestinationThatHangsHoldsUpNoOther() throws IOException {
    Path parent = Files.createDirectories(folder.resolve("fsl"));
    try (LoopDisk disk = LoopDisk.mount(parent, "one", LoopDisk.Kind.EXT4)) {
      Scene scene = CopyScene.create(parent, true);
      offer(scene);
      Cli.Running run;
      try (AutoCloseable _ = disk.freeze()) {
        run = start(scene);
        Await.until("the others", () -> comesTo(scene, "two", "three", "four"));
        assertTrue(scene.deliveries().missing("one") > 0, "nothing comes to a frozen disk");
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new AssertionError(e);
      }
      assertEverythingComes(scene, run);
    }
  }

  private boolean comesTo(Scene scene, String... places) {
    consume(scene, places);
    return List.of(places).stream().allMatch(place -> scene.deliveries().missing(place) == 0);
  }

  private void offer(Scene scene) throws IOException {
    for (int i = 0; i < OFFERS; i++) {
      scene.offer(random);
    }
  }

  private void assertEverythingComes(Scene scene, Cli.Running run) throws IOException {
    Await.until(
        "all files",
        () -> {
          consume(scene);
          return scene.missing() == 0;
        });
    run.signal("TERM");
    assertEquals(143, run.end().status());
    Cli.Result last = new Cli(scene.folder()).run(scene.command(), "--loops", "1");
    assertEquals(0, last.status(), last::err);
    consume(scene);
    Consumer.look(scene.stores(), scene.deliveries());
    assertTrue(scene.deliveries().account().isExact(), scene.deliveries()::complaints);
    assertEquals(List.of(), scene.leftovers());
  }

  /** Even to take a file away may take more than a quota leaves. */
  private void consumeIfThereIsRoom(Scene scene) {
    try {
      consume(scene);
    } catch (UncheckedIOException e) {
      assertTrue(String.valueOf(e.getMessage()).contains("Disk quota exceeded"), e::toString);
    }
  }

  private void consume(Scene scene) {
    consume(scene, scene.outlets().keySet().toArray(String[]::new));
  }

  private static void consume(Scene scene, String... places) {
    for (String place : places) {
      try {
        Path outlet = scene.outlets().get(place);
        Consumer.take(place, outlet, scene.deliveries());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
