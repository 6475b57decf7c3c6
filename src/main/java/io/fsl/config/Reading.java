package io.fsl.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What the sections of one file share while it is read. */
record Reading(
    Problems problems,
    Mappings mappings,
    Variables variables,
    List<String> literalSecrets,
    Map<Path, Set<String>> secretFiles,
    Set<String> known) {
  /**
   * A reading that has found nothing yet: no secret that is written out in the file or in one of
   * its own, and no key that the readers know.
   */
  static Reading of(Problems problems, Variables variables) {
    return new Reading(
        problems,
        new Mappings(problems),
        variables,
        new ArrayList<>(),
        new LinkedHashMap<>(),
        new TreeSet<>());
  }
}
