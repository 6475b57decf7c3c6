package io.fsl.config;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads what fetcher.yml and copier.yml have in common. */
final class SettingsReader {
  private static final Duration LEDGER_KEEP = Duration.ofDays(90);
  private static final int LIMIT = 1000;

  private final Path file;
  private final LocalPaths paths;
  private final FolderOverlap folders;
  private final OwnFolders given;

  /**
   * @param file absolute
   */
  SettingsReader(Path file, LocalPaths paths, FolderOverlap folders, OwnFolders given) {
    this.file = file;
    this.paths = paths;
    this.folders = folders;
    this.given = given;
  }

  /**
   * Reads the settings.
   *
   * @param pause between loops, which has a key of its own in either file
   */
  Settings read(Section top, Duration pause) {
    return new Settings(
        file,
        top.or("fsync", Form.yesOrNo(), true),
        top.or("ledger_keep", Amounts.someDuration(), LEDGER_KEEP),
        pause,
        top.section("concurrency_limit").or("limit", Form.whole(1, Integer.MAX_VALUE), LIMIT),
        own(top, "log_dir", paths.logDir(), given.log()),
        own(top, "state_dir", paths.stateDir(), given.state()));
  }

  /** What is given is used, and what the file says needs to be a path only. */
  private Path own(Section top, String key, Path fallback, OwnFolders.@Nullable Given instead) {
    if (instead != null) {
      top.or(key, paths.form(), fallback);
      Position position = Position.TOP.withKey(instead.by());
      folders.add(FolderOverlap.Use.OWN, key, instead.path(), false, position);
      return instead.path();
    }
    Position position = top.at(key);
    if (!top.has(key)) {
      folders.add(FolderOverlap.Use.OWN, key, fallback, false, position);
    }
    return top.or(
        key, folders.adding(paths.form(), FolderOverlap.Use.OWN, key, false, position), fallback);
  }
}
