package io.fsl.config;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Reads fetcher.yml. */
final class FetchReader {
  private static final String SOURCES = "sftp_sources";
  private static final Form<Integer> COUNT = Form.whole(1, Integer.MAX_VALUE);
  private static final int BATCH_SIZE = 100;
  private static final int JOBS = 1;
  private static final int RETRIES = 3;
  private static final Duration RETRY_WAIT = Duration.ofSeconds(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofSeconds(30);

  private final SettingsReader settings;
  private final FetchSourceReader source;
  private final Supplier<List<String>> warnings;

  /**
   * @param warnings supplies those about what was read; it is asked at the end
   */
  FetchReader(SettingsReader settings, FetchSourceReader source, Supplier<List<String>> warnings) {
    this.settings = settings;
    this.source = source;
    this.warnings = warnings;
  }

  FetchConfig read(Section top) {
    if (!top.has(SOURCES)) {
      top.otherFile("file_sources", "this configures fsl copy", "expected " + SOURCES);
    }
    Section scheduler = top.section("scheduler");
    Duration pause = scheduler.or("sftp_check_timeout", Amounts.duration(), PAUSE);
    return new FetchConfig(
        settings.read(top, pause),
        sources(top),
        top.or("sftp_batch_size", COUNT, BATCH_SIZE),
        top.or("sftp_timeout", Amounts.someDuration(), TIMEOUT),
        retry(top),
        scheduler.or("sftp_jobs", COUNT, JOBS),
        warnings.get());
  }

  private List<FetchSource> sources(Section top) {
    return top.named(SOURCES, "expected at least one source").entrySet().stream()
        .map(each -> source.read(each.getKey(), each.getValue()))
        .toList();
  }

  private static Retry retry(Section top) {
    return new Retry(
        top.or("retries", Form.whole(0, Integer.MAX_VALUE), RETRIES),
        top.or("retry_wait", Amounts.duration(), RETRY_WAIT));
  }
}
