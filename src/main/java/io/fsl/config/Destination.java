package io.fsl.config;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code copy_to}.
 *
 * @param quota that the tree may hold with the new file; null: none
 * @param mode of the copy; null: the source file's
 * @param owner name or number; null: whoever runs fsl
 * @param group name or number; null: that of whoever runs fsl, or of a folder that hands its own
 *     down
 */
public record Destination(
    String name,
    Path dir,
    @Nullable ByteSize quota,
    OnFull onFull,
    OnConflict onConflict,
    @Nullable Set<PosixFilePermission> mode,
    @Nullable String owner,
    @Nullable String group) {
  public Destination {
    mode = mode == null ? null : Set.copyOf(mode);
  }
}
