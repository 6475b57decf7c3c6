package io.fsl.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each mistake in one source of fetcher.yml, and the line that the user reads about it. */
class BadFetcherTest {
  @TempDir private Path folder;

  @ParameterizedTest(name = "{0}")
  @MethodSource("lines")
  void aMistakeInASourceIsToldInOneLine(String line, String problem) {
    String text = YamlFolder.SOURCE + "    " + line + "\n";
    assertEquals(List.of(problem), new YamlFolder(folder).fetchProblems(text));
  }

  static Stream<Arguments> lines() {
    return Stream.of(
        Arguments.of("zz: 1", "?"),
        Arguments.of("hots: x", "?"),
        Arguments.of("host: again", "?"),
        Arguments.of("port: abc", "?"),
        Arguments.of("port: 0", "?"),
        Arguments.of("port: 65536", "?"),
        Arguments.of("port: -1", "?"),
        Arguments.of("port: 1e3", "?"),
        Arguments.of("port:", "?"),
        Arguments.of("port: ~", "?"),
        Arguments.of("port: ''", "?"),
        Arguments.of("port: [22]", "?"),
        Arguments.of("port: !!python/object:os.system 22", "?"),
        Arguments.of("priority: 99999999999999999999", "?"),
        Arguments.of("recursive: maybe", "?"),
        Arguments.of("on_change: keep_both", "?"),
        Arguments.of("order_by: none desc", "?"),
        Arguments.of("order_by: name down", "?"),
        Arguments.of("charset: UTF-61", "?"),
        Arguments.of("charset: UTF-16", "?"),
        Arguments.of("password: {secret: s3cret}", "?"),
        Arguments.of("password: pw${NOPE}s3cret", "?"),
        Arguments.of("password: pw${s3cret", "?"),
        Arguments.of("password_file: ${WHO:-${WHO}}", "?"),
        Arguments.of("password: a\n    password_file: b", "?"),
        Arguments.of("password: *s3cret", "?"),
        Arguments.of("host_key: MD5:11", "?"),
        Arguments.of("host_key_check: no", "?"),
        Arguments.of("ssh_key: []", "?"),
        Arguments.of("ssh_key: [a, {b: c}]", "?"),
        Arguments.of("check_free_space: /srv", "?"),
        Arguments.of("check_free_space: '/srv:10X'", "?"),
        Arguments.of("check_free_space: '/srv:-5'", "?"),
        Arguments.of("check_free_space: ['/srv:1', '/srv:99999999E']", "?"),
        Arguments.of("min_age: 5w", "?"),
        Arguments.of("min_age: -5s", "?"),
        Arguments.of("min_age: 36501d", "?"),
        Arguments.of("done_file: '../{name}'", "?"),
        Arguments.of("done_file: '{name}'", "?"),
        Arguments.of("done_file: '{base}.done'", "?"),
        Arguments.of("done_file: /tmp/x", "?"),
        Arguments.of("after_fetch: remove", "?"),
        Arguments.of("after_fetch: {move: x, to: y}", "?"),
        Arguments.of("after_fetch: {mvoe: x}", "?"),
        Arguments.of("after_fetch: 'move: ./'", "?"),
        Arguments.of("after_fetch: 'move:'", "?"),
        Arguments.of("after_fetch: [keep]", "?"),
        Arguments.of("connections: 0", "?"),
        Arguments.of("rate_limit: fast", "?"),
        Arguments.of("local_archive: in", "?"),
        Arguments.of("local_archive: \"a\\0b\"", "?"),
        Arguments.of("? [a, b]\n    : c", "?"),
        Arguments.of("\tport: 22", "?"),
        Arguments.of("port: 22 # \u0007", "?"),
        Arguments.of("port: a: b", "?"),
        Arguments.of("<<: [1]", "?"),
        Arguments.of("<<: &m {<<: *m}", "?"));
  }
}
