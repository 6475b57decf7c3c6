package io.fsl.config;

import java.nio.file.Path;

/**
 * So much must be free on the file system that holds the path.
 *
 * @param path a file or folder; of a missing one, the nearest existing parent counts
 */
public record FreeSpaceBound(Path path, ByteSize minimum) {}
