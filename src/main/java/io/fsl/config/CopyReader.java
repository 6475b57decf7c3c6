package io.fsl.config;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Reads copier.yml. */
final class CopyReader {
  private static final String SOURCES = "file_sources";
  private static final Duration PAUSE = Duration.ofMinutes(2);

  private final SettingsReader settings;
  private final CopySourceReader source;
  private final Supplier<List<String>> warnings;

  /**
   * @param warnings supplies those about what was read; it is asked at the end
   */
  CopyReader(SettingsReader settings, CopySourceReader source, Supplier<List<String>> warnings) {
    this.settings = settings;
    this.source = source;
    this.warnings = warnings;
  }

  CopyConfig read(Section top) {
    if (!top.has(SOURCES)) {
      top.otherFile("sftp_sources", "this configures fsl fetch", "expected " + SOURCES);
    }
    Section scheduler = top.section("scheduler");
    Duration pause = scheduler.or("file_check_timeout", Amounts.duration(), PAUSE);
    return new CopyConfig(settings.read(top, pause), sources(top), warnings.get());
  }

  private List<CopySource> sources(Section top) {
    return top.named(SOURCES, "expected at least one source").entrySet().stream()
        .map(each -> source.read(each.getKey(), each.getValue()))
        .toList();
  }
}
