package io.fsl.controller;

import io.fsl.action.Ledger;
import io.fsl.action.Outcome;
import io.fsl.action.Trouble;
import io.fsl.config.ByteSize;
import io.fsl.config.CopyConfig;
import io.fsl.config.CopySource;
import io.fsl.config.Destination;
import io.fsl.config.OnConflict;
import io.fsl.config.OnFull;
import io.fsl.config.Order;
import io.fsl.config.ReadinessRules;
import io.fsl.config.Selection;
import io.fsl.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A source with destinations in one folder, and loops over it, each a run of its own. */
final class CopySetup implements Listener {
  final Path home;
  final Path incoming;
  String name = "source";
  final List<Destination> destinations = new ArrayList<>();
  final List<Outcome> outcomes = Collections.synchronizedList(new ArrayList<>());
  final List<String> sourceFailures = Collections.synchronizedList(new ArrayList<>());
  ReadinessRules readiness = ReadinessRules.NONE;
  Order order = Order.NONE;
  boolean recursive = true;
  boolean delete = true;
  boolean dryRun;
  boolean fsync = true;
  int limit = 1000;
  Path state;
  Instant now = Instant.now();
  Consumer<Outcome> onOutcome = outcome -> {};
  Runnable onTransfer = () -> {};

  CopySetup(Path home) {
    this.home = home;
    this.incoming = home.resolve("incoming");
    this.state = home.resolve("state");
  }

  CopySetup to(String name) {
    return to(name, OnConflict.REPLACE, null, OnFull.WAIT);
  }

  CopySetup to(String name, OnConflict conflict) {
    return to(name, conflict, null, OnFull.WAIT);
  }

  CopySetup to(String name, OnConflict conflict, @Nullable ByteSize quota, OnFull full) {
    destinations.add(
        new Destination(name, home.resolve(name), quota, full, conflict, null, null, null));
    return this;
  }

  CopyConfig config() {
    Settings settings =
        new Settings(
            home.resolve("copier.yml"),
            fsync,
            Duration.ofDays(90),
            Duration.ofSeconds(1),
            limit,
            home.resolve("log"),
            state);
    CopySource source =
        new CopySource(
            name,
            incoming,
            new Selection(List.of("*")),
            recursive,
            delete,
            readiness,
            order,
            destinations);
    return new CopyConfig(settings, List.of(source), List.of());
  }

  /** A run of one loop. */
  Report loop() throws IOException {
    try (Ledger ledger =
            dryRun ? Ledger.peek(state, "copier.copy") : Ledger.open(state, "copier.copy", fsync);
        CopyController controller = controller(ledger)) {
      return controller.loop();
    }
  }

  CopyController controller(Ledger ledger) {
    return new CopyController(
        config(), ledger, this, Set.of(), dryRun, () -> now, Duration.ofMinutes(1));
  }

  Path write(String name, String text) throws IOException {
    Path file = incoming.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    return Files.writeString(file, text);
  }

  String read(String name) throws IOException {
    return Files.readString(home.resolve(name));
  }

  /** All files and links below a folder, without the working folder. */
  Set<String> files(String folder) throws IOException {
    Path root = home.resolve(folder);
    if (!Files.exists(root)) {
      return Set.of();
    }
    try (var paths = Files.walk(root)) {
      return paths
          .filter(p -> !Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS))
          .map(p -> root.relativize(p).toString())
          .filter(p -> !p.startsWith(".fsl"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** What is in the working folder of a folder, but for the marker. */
  List<Path> leftovers(String folder) throws IOException {
    Path work = home.resolve(folder).resolve(".fsl");
    if (!Files.exists(work)) {
      return List.of();
    }
    try (var paths = Files.walk(work)) {
      return paths
          .filter(p -> Files.isRegularFile(p, LinkOption.NOFOLLOW_LINKS))
          .filter(p -> !p.endsWith("marker"))
          .toList();
    }
  }

  @Override
  public void ended(Outcome outcome) {
    outcomes.add(outcome);
    onOutcome.accept(outcome);
  }

  @Override
  public void sourceFailed(String source, Trouble trouble, String reason) {
    sourceFailures.add(source + ": " + trouble + ": " + reason);
  }

  @Override
  public void transferred(long bytes) {
    onTransfer.run();
  }
}
