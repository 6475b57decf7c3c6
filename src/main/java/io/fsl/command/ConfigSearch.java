package io.fsl.command;

import io.fsl.Exit;
import io.fsl.config.Home;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The places where a configuration file is looked for when none is named.
 *
 * @param name such as {@code fetcher.yml}
 */
record ConfigSearch(String name, Map<String, String> environment) {
  /** The first one that exists. */
  Path find() throws Refusal {
    List<Path> places = places();
    for (Path place : places) {
      if (Files.exists(place)) {
        return place;
      }
    }
    throw new Refusal(
        Exit.CONFIGURATION,
        "no configuration: there is none of "
            + String.join(", ", places.stream().map(Path::toString).toList()),
        "name one with -c FILE");
  }

  private List<Path> places() throws Refusal {
    return Stream.of(
            Optional.of(Path.of("etc", name)),
            userFolder().map(folder -> folder.resolve("fsl").resolve(name)),
            Optional.of(Path.of("/etc/fsl", name)))
        .flatMap(Optional::stream)
        .toList();
  }

  /** The XDG base directory specification: unset and empty mean the same. */
  private Optional<Path> userFolder() throws Refusal {
    Path folder = PathConverter.variable("XDG_CONFIG_HOME", environment);
    return folder == null
        ? Optional.ofNullable(Home.of(environment)).map(home -> home.resolve(".config"))
        : Optional.of(folder);
  }
}
