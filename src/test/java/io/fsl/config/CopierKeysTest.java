package io.fsl.config;

import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every key of copier.yml: what it does to the records, and what they hold without it. */
class CopierKeysTest extends KeyTable<CopyConfig> {
  @Override
  CopyConfig read(ConfigFile file) throws ConfigException {
    return file.copy();
  }

  /** A line of the source goes before its destinations, any other one to the end. */
  @Override
  String text(Row<CopyConfig> row) {
    String minimal = YamlFolder.COPY_SOURCE;
    if (row.line().isEmpty()) {
      return minimal;
    }
    if (row.line().matches(" {4}\\S.*")) {
      int destinations = minimal.indexOf("    copy_to:");
      return YamlFolder.with(minimal.substring(0, destinations), row.line())
          + minimal.substring(destinations);
    }
    return YamlFolder.with(minimal, row.line());
  }

  @Override
  Stream<Row<CopyConfig>> rows() {
    return Stream.of(fileRows(), sourceRows(), destinationRows()).flatMap(rows -> rows);
  }

  private static Stream<Row<CopyConfig>> fileRows() {
    return Stream.of(
        new Row<>("file_sources", "", c -> c.sources().getFirst().name(), "a"),
        row("fsync", "", c -> c.settings().fsync(), "true"),
        row("fsync", "false", c -> c.settings().fsync(), "false"),
        row("ledger_keep", "", c -> c.settings().ledgerKeep(), "PT2160H"),
        row("ledger_keep", "1d", c -> c.settings().ledgerKeep(), "PT24H"),
        row("log_dir", "", c -> c.settings().logDir(), "@/log"),
        row("log_dir", "l", c -> c.settings().logDir(), "@/l"),
        row("state_dir", "", c -> c.settings().stateDir(), "@/state"),
        row("state_dir", "/s", c -> c.settings().stateDir(), "/s"),
        row("scheduler", "", c -> c.settings().pause(), "PT2M"),
        new Row<>(
            "scheduler.file_check_timeout",
            "scheduler: {file_check_timeout: 1h}",
            c -> c.settings().pause(),
            "PT1H"),
        row("concurrency_limit", "", c -> c.settings().limit(), "1000"),
        new Row<>(
            "concurrency_limit.limit",
            "concurrency_limit: {limit: 10}",
            c -> c.settings().limit(),
            "10"));
  }

  private static Stream<Row<CopyConfig>> sourceRows() {
    return Stream.of(
        source("incoming", "/i/", CopySource::incoming, "/i"),
        source("files_pattern", "", CopySource::files, "[*.*]"),
        source("files_pattern", "['*', '!*.tmp']", CopySource::files, "[*, !*.tmp]"),
        source("delete_incoming_file", "", CopySource::deleteIncoming, "true"),
        source("delete_incoming_file", "off", CopySource::deleteIncoming, "false"),
        source("recursive", "", CopySource::recursive, "false"),
        source("recursive", "TRUE", CopySource::recursive, "true"),
        source("min_age", "", s -> s.readiness().minAge(), "PT0S"),
        source("min_age", "1", s -> s.readiness().minAge(), "PT1S"),
        source("stable_for", "", s -> s.readiness().stableFor(), "PT0S"),
        source("stable_for", "2s", s -> s.readiness().stableFor(), "PT2S"),
        source("done_file", "", s -> s.readiness().doneFile(), "null"),
        source("done_file", "ok/{stem}.ok", s -> s.readiness().doneFile(), "ok/{stem}.ok"),
        source("order_by", "", CopySource::order, "Order[by=NONE, descending=false]"),
        source("order_by", "name desc", CopySource::order, "Order[by=NAME, descending=true]"),
        source("copy_to", "", s -> s.destinations().getFirst().name(), "d"));
  }

  private static Stream<Row<CopyConfig>> destinationRows() {
    return Stream.of(
        destination("dir", "~/d", Destination::dir, "/home/u/d"),
        destination("quota", "", Destination::quota, "null"),
        destination("quota", "6096", Destination::quota, "ByteSize[bytes=6392119296]"),
        destination("quota", "1.5GiB", Destination::quota, "ByteSize[bytes=1610612736]"),
        destination("on_full", "", Destination::onFull, "WAIT"),
        destination("on_full", "skip", Destination::onFull, "SKIP"),
        destination("on_conflict", "", Destination::onConflict, "REPLACE"),
        destination("on_conflict", "keep-both", Destination::onConflict, "KEEP_BOTH"),
        destination("on_conflict", "skip", Destination::onConflict, "SKIP"),
        destination("on_conflict", "fail", Destination::onConflict, "FAIL"),
        destination("mode", "", Destination::mode, "null"),
        destination("mode", "0640", CopierKeysTest::mode, "rw-r-----"),
        destination("mode", "640", CopierKeysTest::mode, "rw-r-----"),
        destination("mode", "0o007", CopierKeysTest::mode, "------rwx"),
        destination("owner", "", Destination::owner, "null"),
        destination("owner", "0", Destination::owner, "0"),
        destination("owner", "root", Destination::owner, "root"),
        destination("group", "", Destination::group, "null"),
        destination("group", "4294967294", Destination::group, "4294967294"),
        destination("group", "root", Destination::group, "root"));
  }

  private static Row<CopyConfig> source(
      String key, String text, Function<CopySource, @Nullable Object> value, String expected) {
    return new Row<>(
        "file_sources.*." + key,
        line("    ", key, text),
        config -> value.apply(config.sources().getFirst()),
        expected);
  }

  private static Row<CopyConfig> destination(
      String key, String text, Function<Destination, @Nullable Object> value, String expected) {
    return new Row<>(
        "file_sources.*.copy_to.*." + key,
        line("        ", key, text),
        config -> value.apply(config.sources().getFirst().destinations().getFirst()),
        expected);
  }

  private static String mode(Destination destination) {
    return destination.mode() == null ? "null" : PosixFilePermissions.toString(destination.mode());
  }
}
