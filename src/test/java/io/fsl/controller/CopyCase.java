package io.fsl.controller;

import io.fsl.action.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A source to copy from, in a folder of its own. */
abstract class CopyCase {
  @TempDir Path home;
  CopySetup setup = new CopySetup(Path.of(""));

  @BeforeEach
  void prepare() throws IOException {
    setup = new CopySetup(home);
    Files.createDirectories(setup.incoming);
  }

  Path path(String name) {
    return home.resolve(name);
  }

  /** Where files of incoming are while they are removed. A loop makes it. */
  Path removed() throws IOException {
    try (var ledgers = Files.list(setup.incoming.resolve(".fsl"))) {
      return ledgers.findFirst().orElseThrow().resolve("removed");
    }
  }

  /** Once a file is copied, something is in the way of removing the one of this name. */
  void keepFromBeingRemoved(String name) throws IOException {
    Path inTheWay = removed().resolve(name).resolve("y");
    setup.onTransfer =
        () -> {
          try {
            Files.createDirectories(inTheWay);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
  }

  Outcome.Failed failed(String file) {
    return setup.outcomes.stream()
        .filter(outcome -> outcome instanceof Outcome.Failed failed && failed.file().equals(file))
        .map(Outcome.Failed.class::cast)
        .findFirst()
        .orElseThrow(() -> new AssertionError(file + ": " + setup.outcomes));
  }
}
