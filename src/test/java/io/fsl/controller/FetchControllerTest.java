package io.fsl.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fsl.action.Ledger;
import io.fsl.action.SmallDisk;
import io.fsl.action.Trouble;
import io.fsl.config.AfterFetch;
import io.fsl.config.FetchConfig;
import io.fsl.config.Retry;
import io.fsl.config.Settings;
import io.fsl.testing.Feeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ends a source before any server is asked. */
class FetchControllerTest {
  @TempDir Path home;

  @Test
  void incomingOnAFullDiskWaitsForRoom() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(home.resolve("disk"), "256k,nr_inodes=1")) {
      assertEquals(Set.of(Trouble.SPACE), troubles(disk.folder().resolve("in")));
    }
  }

  @Test
  void incomingThatCannotBeCreatedIsToldAsThat() throws IOException {
    Path inTheWay = Files.createFile(home.resolve("file"));
    assertEquals(Set.of(Trouble.CANNOT_CREATE), troubles(inTheWay.resolve("in")));
  }

  private Set<Trouble> troubles(Path incoming) throws IOException {
    try (Ledger ledger = Ledger.inMemory();
        FetchController controller =
            new FetchController(config(incoming), ledger, outcome -> {}, Set.of(), false, false)) {
      return controller.loop().troubles();
    }
  }

  private FetchConfig config(Path incoming) {
    Settings settings =
        new Settings(
            home.resolve("fetcher.yml"),
            true,
            Duration.ofDays(90),
            Duration.ofSeconds(1),
            1000,
            home.resolve("log"),
            home.resolve("state"));
    return new FetchConfig(
        settings,
        List.of(Feeds.source(incoming, new AfterFetch.Keep())),
        100,
        Duration.ofSeconds(1),
        new Retry(0, Duration.ofMillis(1)),
        1,
        List.of());
  }
}
