package io.fsl.config;

import io.fsl.config.Password.InFile;
import io.fsl.config.Password.Literal;
import io.fsl.config.Password.OfCommand;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every key of fetcher.yml: what it does to the records, and what they hold without it. */
class FetcherKeysTest extends KeyTable<FetchConfig> {
  @Override
  FetchConfig read(ConfigFile file) throws ConfigException {
    return file.fetch();
  }

  @Override
  String text(Row<FetchConfig> row) {
    return row.line().isEmpty()
        ? YamlFolder.SOURCE
        : YamlFolder.with(YamlFolder.SOURCE, row.line());
  }

  @Override
  Stream<Row<FetchConfig>> rows() {
    return Stream.of(fileRows(), serverRows(), hostKeyRows(), folderRows(), ruleRows())
        .flatMap(rows -> rows);
  }

  private static Stream<Row<FetchConfig>> fileRows() {
    return Stream.of(
        new Row<>("sftp_sources", "", c -> c.sources().getFirst().name(), "a"),
        row("sftp_batch_size", "", FetchConfig::batchSize, "100"),
        row("sftp_batch_size", "1_000", FetchConfig::batchSize, "1000"),
        row("sftp_timeout", "", FetchConfig::timeout, "PT1M"),
        row("sftp_timeout", "600", FetchConfig::timeout, "PT10M"),
        row("sftp_timeout", "1.5m", FetchConfig::timeout, "PT1M30S"),
        row("retries", "", c -> c.retry().attempts(), "3"),
        row("retries", "0", c -> c.retry().attempts(), "0"),
        row("retry_wait", "", c -> c.retry().delay(), "PT1S"),
        row("retry_wait", "500ms", c -> c.retry().delay(), "PT0.5S"),
        row("fsync", "", c -> c.settings().fsync(), "true"),
        row("fsync", "No", c -> c.settings().fsync(), "false"),
        row("ledger_keep", "", c -> c.settings().ledgerKeep(), "PT2160H"),
        row("ledger_keep", "2h", c -> c.settings().ledgerKeep(), "PT2H"),
        row("log_dir", "", c -> c.settings().logDir(), "@/log"),
        row("log_dir", "/l", c -> c.settings().logDir(), "/l"),
        row("state_dir", "", c -> c.settings().stateDir(), "@/state"),
        row("state_dir", "~/s", c -> c.settings().stateDir(), "/home/u/s"),
        row("scheduler", "", c -> c.settings().pause(), "PT30S"),
        row("scheduler", "", FetchConfig::jobs, "1"),
        new Row<>(
            "scheduler.sftp_check_timeout",
            "scheduler: {sftp_check_timeout: 0}",
            c -> c.settings().pause(),
            "PT0S"),
        new Row<>("scheduler.sftp_jobs", "scheduler: {sftp_jobs: 4}", FetchConfig::jobs, "4"),
        row("concurrency_limit", "", c -> c.settings().limit(), "1000"),
        new Row<>(
            "concurrency_limit.limit",
            "concurrency_limit: {limit: 8}",
            c -> c.settings().limit(),
            "8"));
  }

  private static Stream<Row<FetchConfig>> serverRows() {
    return Stream.of(
        source("host", "'[::1]'", s -> s.server().host(), "[::1]"),
        source("port", "", s -> s.server().port(), "22"),
        source("port", "'2_222'", s -> s.server().port(), "2222"),
        source("username", "${WHO}", s -> s.server().username(), "alice"),
        source("password", "", FetcherKeysTest::password, "null"),
        source("password", "0123", FetcherKeysTest::password, "0123"),
        source("password", "yes", FetcherKeysTest::password, "yes"),
        source("password", "'~/x'", FetcherKeysTest::password, "~/x"),
        source("password", "a$${b}$c", FetcherKeysTest::password, "a${b}$c"),
        source("password_file", "~/pw", FetcherKeysTest::password, "file /home/u/pw"),
        source("password_command", "pass show a", FetcherKeysTest::password, "run pass show a"),
        source("ssh_key", "", s -> s.server().credentials().keys(), "[]"),
        source("ssh_key", "k", s -> s.server().credentials().keys(), "[@/k]"),
        source("ssh_key", "[~/k, /l]", s -> s.server().credentials().keys(), "[/home/u/k, /l]"),
        source("passphrase", "", s -> s.server().credentials().passphrase(), "null"),
        source("passphrase", "p", s -> s.server().credentials().passphrase(), "***"));
  }

  private static Stream<Row<FetchConfig>> hostKeyRows() {
    String one = "SHA256:" + "A".repeat(43);
    String two = "SHA256:" + "b/".repeat(21) + "c";
    return Stream.of(
        source(
            "known_hosts",
            "",
            s -> s.server().hostKeys().knownHosts(),
            "[/home/u/.ssh/known_hosts]"),
        source("known_hosts", "k", s -> s.server().hostKeys().knownHosts(), "[@/k]"),
        source("known_hosts", "[k, /l]", s -> s.server().hostKeys().knownHosts(), "[@/k, /l]"),
        source("host_key", one, s -> s.server().hostKeys().knownHosts(), "[]"), // not readable
        source("host_key", "", s -> s.server().hostKeys().fingerprints(), "[]"),
        source("host_key", one + "=", s -> s.server().hostKeys().fingerprints(), "[" + one + "]"),
        source(
            "host_key",
            "['" + one + "', '" + two + "']",
            s -> s.server().hostKeys().fingerprints(),
            "[" + one + ", " + two + "]"),
        source("host_key_check", "", s -> s.server().hostKeys().check(), "STRICT"),
        source("host_key_check", "accept-new", s -> s.server().hostKeys().check(), "ACCEPT_NEW"),
        source("host_key_check", "off", s -> s.server().hostKeys().check(), "OFF"));
  }

  private static Stream<Row<FetchConfig>> folderRows() {
    return Stream.of(
        source("source", "~/out/", FetchSource::folder, "~/out/"),
        source("files", "'*.txt'", FetchSource::files, "[*.txt]"),
        source("files", "['*.txt', '!b*']", FetchSource::files, "[*.txt, !b*]"),
        source("recursive", "", FetchSource::recursive, "false"),
        source("recursive", "on", FetchSource::recursive, "true"),
        source("charset", "", FetchSource::charset, "UTF-8"),
        source("charset", "latin1", FetchSource::charset, "ISO-8859-1"),
        source("local_incoming", "./x/../y/", FetchSource::incoming, "@/y"),
        source("local_archive", "", FetchSource::archive, "null"),
        source("local_archive", "ar/", FetchSource::archive, "@/ar"),
        source("check_free_space", "", FetchSource::freeSpace, "[]"),
        source("check_free_space", "'/s:2'", FetcherKeysTest::space, "/s 2097152"),
        source(
            "check_free_space", "['a:b:1K', '/s: 0']", FetcherKeysTest::space, "@/a:b 1024, /s 0"),
        source("after_fetch", "", FetchSource::afterFetch, "Keep[]"),
        source("after_fetch", "keep", FetchSource::afterFetch, "Keep[]"),
        source("after_fetch", "delete", FetchSource::afterFetch, "Delete[]"),
        source("after_fetch", "'move: done'", FetchSource::afterFetch, "Move[folder=done]"),
        source("after_fetch", "'move: /done'", FetchSource::afterFetch, "Move[folder=/done]"),
        source("after_fetch", "'move: /out/done/'", FetchSource::afterFetch, "Move[folder=done]"),
        source("after_fetch", "'move: ../out/a/b'", FetchSource::afterFetch, "Move[folder=a/b]"),
        new Row<>(
            "sftp_sources.*.after_fetch.move",
            "    after_fetch: {move: ../done}",
            c -> c.sources().getFirst().afterFetch(),
            "Move[folder=../done]"),
        new Row<>(
            "sftp_sources.*.after_fetch",
            "    source: .\n    after_fetch: 'move: a/../done'",
            c -> c.sources().getFirst().afterFetch(),
            "Move[folder=done]"));
  }

  private static Stream<Row<FetchConfig>> ruleRows() {
    return Stream.of(
        source("priority", "", FetchSource::priority, "1000"),
        source("priority", "5", FetchSource::priority, "5"),
        source("min_age", "", s -> s.readiness().minAge(), "PT0S"),
        source("min_age", "5m", s -> s.readiness().minAge(), "PT5M"),
        source("stable_for", "", s -> s.readiness().stableFor(), "PT0S"),
        source("stable_for", "10", s -> s.readiness().stableFor(), "PT10S"),
        source("done_file", "", s -> s.readiness().doneFile(), "null"),
        source("done_file", "'{name}.done'", s -> s.readiness().doneFile(), "{name}.done"),
        source("order_by", "", FetchSource::order, "Order[by=NONE, descending=false]"),
        source("order_by", "name", FetchSource::order, "Order[by=NAME, descending=false]"),
        source("order_by", "size asc", FetchSource::order, "Order[by=SIZE, descending=false]"),
        source(
            "order_by", "modified desc", FetchSource::order, "Order[by=MODIFIED, descending=true]"),
        source("on_change", "", FetchSource::onChange, "WAIT"),
        source("on_change", "keep-both", FetchSource::onChange, "KEEP_BOTH"),
        source("on_change", "replace", FetchSource::onChange, "REPLACE"),
        source("on_change", "fail", FetchSource::onChange, "FAIL"),
        source("connections", "", FetchSource::connections, "4"),
        source("connections", "1", FetchSource::connections, "1"),
        source("rate_limit", "", FetchSource::rateLimit, "null"),
        source("rate_limit", "0", FetchSource::rateLimit, "null"),
        source("rate_limit", "10MB", FetchSource::rateLimit, "ByteSize[bytes=10485760]"));
  }

  private static Row<FetchConfig> source(
      String key, String text, Function<FetchSource, @Nullable Object> value, String expected) {
    return new Row<>(
        "sftp_sources.*." + key,
        line("    ", key, text),
        config -> value.apply(config.sources().getFirst()),
        expected);
  }

  private static String password(FetchSource source) {
    return switch (source.server().credentials().password()) {
      case null -> "null";
      case Literal literal -> literal.secret().reveal();
      case InFile in -> "file " + in.file();
      case OfCommand of -> "run " + of.command();
    };
  }

  private static String space(FetchSource source) {
    return source.freeSpace().stream()
        .map(bound -> bound.path() + " " + bound.minimum().bytes())
        .collect(Collectors.joining(", "));
  }
}
