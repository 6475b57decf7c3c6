package io.fsl.controller;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fsl.action.Ledger;
import io.fsl.action.SmallDisk;
import io.fsl.action.Trouble;
import io.fsl.config.AfterFetch;
import io.fsl.config.Credentials;
import io.fsl.config.FetchConfig;
import io.fsl.config.FetchSource;
import io.fsl.config.HostKeyCheck;
import io.fsl.config.HostKeyPolicy;
import io.fsl.config.OnChange;
import io.fsl.config.Order;
import io.fsl.config.ReadinessRules;
import io.fsl.config.Retry;
import io.fsl.config.Selection;
import io.fsl.config.Server;
import io.fsl.config.Settings;
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
        List.of(source(incoming)),
        100,
        Duration.ofSeconds(1),
        new Retry(0, Duration.ofMillis(1)),
        1,
        List.of());
  }

  private static FetchSource source(Path incoming) {
    return new FetchSource(
        "feeds",
        new Server(
            "127.0.0.1",
            1,
            "u",
            new Credentials(null, List.of(), null),
            new HostKeyPolicy(List.of(), List.of(), HostKeyCheck.STRICT)),
        "/out",
        new Selection(List.of("*")),
        false,
        UTF_8,
        incoming,
        null,
        List.of(),
        1000,
        ReadinessRules.NONE,
        Order.NONE,
        OnChange.WAIT,
        new AfterFetch.Keep(),
        1,
        null);
  }
}
