package io.fsl.config;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one entry of {@code copy_to}. */
final class DestinationReader {
  private static final Form<String> OWNER = Form.text("expected the name or number of a user");
  private static final Form<String> GROUP = Form.text("expected the name or number of a group");

  private final LocalPaths paths;
  private final FolderOverlap folders;
  private final String source;
  private final boolean recursive;

  /**
   * @param source the name of the source that it belongs to
   * @param recursive whether that source is
   */
  DestinationReader(LocalPaths paths, FolderOverlap folders, String source, boolean recursive) {
    this.paths = paths;
    this.folders = folders;
    this.source = source;
    this.recursive = recursive;
  }

  Destination read(String name, Section destination) {
    @Nullable ByteSize quota = quota(destination);
    @Nullable Set<PosixFilePermission> mode = destination.orNull("mode", FileMode.form());
    @Nullable String owner = destination.orNull("owner", OWNER);
    @Nullable String group = destination.orNull("group", GROUP);
    return new Destination(
        name,
        dir(destination),
        quota,
        destination.or("on_full", Form.oneOf(OnFull.class), OnFull.WAIT),
        destination.or("on_conflict", Form.oneOf(OnConflict.class), OnConflict.REPLACE),
        mode,
        owner,
        group);
  }

  private Path dir(Section destination) {
    FolderOverlap.Use use = FolderOverlap.Use.DESTINATION;
    Place place = destination.at("dir");
    return destination.required("dir", folders.adding(paths.form(), use, source, recursive, place));
  }

  private static @Nullable ByteSize quota(Section destination) {
    @Nullable ByteSize quota = destination.orNull("quota", Amounts.mebibytes());
    if (quota != null && quota.bytes() == 0) {
      destination.problem(
          "quota", "a quota of 0 has no room for any file", "expected more, or the key left out");
    }
    return quota;
  }
}
