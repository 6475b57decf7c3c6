package io.fsl.controller;

import io.fsl.action.OpenFiles;
import io.fsl.action.ReadSmallFile;
import io.fsl.action.Rooms;
import io.fsl.config.CopyConfig;

/**
 * What the sources of a copy draw on together, from loop to loop.
 *
 * @param filesAtOnce that each destination may have open
 * @param reader reads small files once for several destinations
 * @param rooms the room that is left in the destinations
 */
record CopyResources(int filesAtOnce, ReadSmallFile reader, Rooms rooms) {
  /** Memory for small files that are read once for several destinations. */
  private static final int SHARED_BYTES_MAX = 4 << 20;

  /** A copy and the file that it is made of. */
  private static final int DESCRIPTORS_PER_FILE = 2;

  /** As the configuration and the system's limit of open files allow. */
  static CopyResources of(CopyConfig config) {
    return new CopyResources(
        filesAtOnce(config),
        new ReadSmallFile(SHARED_BYTES_MAX),
        new Rooms(config.sources().stream().flatMap(s -> s.destinations().stream()).toList()));
  }

  /** All destinations of all sources are at work at the same time; each has its share. */
  private static int filesAtOnce(CopyConfig config) {
    int destinations =
        config.sources().stream().mapToInt(source -> source.destinations().size()).sum();
    int share = Math.max(1, config.settings().limit() / destinations);
    return OpenFiles.cap(share, DESCRIPTORS_PER_FILE * destinations);
  }
}
