package io.fsl.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.config.OnConflict;
import io.fsl.config.ReadinessRules;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that is killed at any moment loses, doubles and halves nothing. */
class CopyKillTest {
  private static final int FILES = 600;

  @TempDir Path home;

  private static CopySetup setup(Path home) {
    // A file that came twice shows as another one beside it.
    CopySetup setup = new CopySetup(home);
    setup.limit = 16;
    return setup.to("a", OnConflict.KEEP_BOTH).to("b", OnConflict.KEEP_BOTH);
  }

  private static ReadinessRules ready(String doneFile) {
    return new ReadinessRules(Duration.ZERO, Duration.ZERO, doneFile);
  }

  /** Runs in the process that is killed; it writes a byte for each file that it is done with. */
  public static void main(String[] arguments) throws IOException {
    CopySetup setup = setup(Path.of(arguments[0]));
    if (!arguments[1].isEmpty()) {
      setup.readiness = ready(arguments[1]);
    }
    try (var ledger = io.fsl.action.Ledger.open(setup.state, "copier.copy", true);
        CopyController controller =
            new CopyController(
                setup.config(),
                ledger,
                outcome -> {
                  System.out.write('.');
                  System.out.flush();
                },
                Set.of(),
                false)) {
      controller.loop();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 40, 150})
  void killedAfterSoManyFiles(int files) throws IOException {
    CopySetup setup = setup(home);
    Set<String> all = new HashSet<>();
    for (int i = 0; i < FILES; i++) {
      setup.write("f" + i, "content " + i);
      all.add("f" + i);
    }
    for (int kill = 0; kill < 2; kill++) {
      kill(files, "");
      for (String folder : Set.of("a", "b")) {
        for (String file : setup.files(folder)) {
          assertEquals("content " + file.substring(1), setup.read(folder + "/" + file));
        }
      }
      Set<String> somewhere = new HashSet<>(setup.files("a"));
      somewhere.retainAll(setup.files("b"));
      somewhere.addAll(setup.files("incoming"));
      setup.leftovers("incoming").forEach(p -> somewhere.add(p.getFileName().toString()));
      assertEquals(all, somewhere);
    }
    Report report = setup.loop();
    assertEquals(Set.of(), report.troubles());
    assertEquals(all, setup.files("a"));
    assertEquals(all, setup.files("b"));
    assertEquals(Set.of(), setup.files("incoming"));
    assertTrue(setup.leftovers("a").isEmpty() && setup.leftovers("incoming").isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{name}.done", "{stem}.done"})
  void doneFilesOfWhatAKilledRunRemovedGo(String doneFile) throws IOException {
    CopySetup setup = setup(home);
    setup.readiness = ready(doneFile);
    for (int i = 0; i < FILES; i++) {
      setup.write("f" + i, "content " + i);
      setup.write("f" + i + ".done", "");
    }
    kill(FILES / 2, doneFile);
    assertEquals(Set.of(), setup.loop().troubles());
    assertEquals(FILES, setup.files("a").size());
    assertEquals(Set.of(), setup.files("incoming"));
  }

  private void kill(int files, String doneFile) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                CopyKillTest.class.getName(),
                home.toString(),
                doneFile)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (InputStream out = process.getInputStream()) {
      int read = out.readNBytes(files).length;
      assertEquals(files, read);
      process.destroyForcibly().onExit().join();
    }
    assertTrue(Files.exists(home.resolve("state")));
  }
}
