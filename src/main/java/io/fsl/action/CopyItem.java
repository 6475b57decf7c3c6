package io.fsl.action;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A file for a destination.
 *
 * @param bytes not to be moved: all of a small file, read once for all destinations; null: it is
 *     still to be read
 */
public record CopyItem(LocalFile file, @Nullable ByteBuffer bytes) {}
