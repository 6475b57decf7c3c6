package io.fsl.controller;

import io.fsl.action.FileWriter;
import io.fsl.action.Limit;
import io.fsl.action.OpenFiles;
import io.fsl.action.PlaceFile;
import io.fsl.action.SpaceGuard;
import io.fsl.config.FetchConfig;
import io.fsl.sftp.Chunks;
import io.fsl.sftp.ServerFaults;

/**
 * What the sources of a fetch draw on together, from loop to loop.
 *
 * @param writer writes files and forces folders
 * @param limit of the files in flight, over all sources
 * @param claims the names that files are on their way to: sources may share an incoming folder
 * @param space what the sources' files will still take up on the disks
 * @param chunks the memory for bytes on their way to disk
 * @param faults what was found out about servers
 */
record FetchResources(
    FileWriter writer,
    Limit limit,
    PlaceFile.Claims claims,
    SpaceGuard.Shared space,
    Chunks chunks,
    ServerFaults faults) {
  /** A part and its archive copy. */
  private static final int DESCRIPTORS_PER_FILE = 2;

  /** Files in flight at most, even if the configuration allows more. */
  private static final int IN_FLIGHT_MAX = 16_384;

  /**
   * As the configuration and the system's limit of open files allow.
   *
   * @param durable whether files and folders are forced to disk
   */
  static FetchResources of(FetchConfig config, boolean durable) {
    int wanted = Math.min(IN_FLIGHT_MAX, config.settings().limit());
    return new FetchResources(
        new FileWriter(durable),
        new Limit(OpenFiles.cap(wanted, DESCRIPTORS_PER_FILE)),
        new PlaceFile.Claims(),
        new SpaceGuard.Shared(),
        new Chunks(),
        new ServerFaults());
  }
}
