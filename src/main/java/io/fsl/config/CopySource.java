package io.fsl.config;

import java.nio.file.Path;
import java.util.List;

/**
 * One entry of copier.yml's {@code file_sources}.
 *
 * @param deleteIncoming whether a file goes once all destinations have it
 */
public record CopySource(
    String name,
    Path incoming,
    Selection files,
    boolean recursive,
    boolean deleteIncoming,
    ReadinessRules readiness,
    Order order,
    List<Destination> destinations) {
  public CopySource {
    destinations = List.copyOf(destinations);
  }
}
