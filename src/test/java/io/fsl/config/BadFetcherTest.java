package io.fsl.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
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

  @ParameterizedTest
  @CsvSource({
    "./*.txt, /*.txt",
    ".//a/*.txt, a/*.txt",
  })
  void aGlobThatCanMatchNoFileIsToldWithWhatIsMeant(String glob, String meant) {
    String text = YamlFolder.with(YamlFolder.SOURCE, "    files: ['*.csv', '" + glob + "']");
    String problem =
        "f.yml:7:22: sftp_sources.a.files[1]: '%s' starts with ./ and can match no file; did you"
            + " mean '%s'?";
    assertEquals(
        List.of(problem.formatted(glob, meant)), new YamlFolder(folder).fetchProblems(text));
  }

  @ParameterizedTest
  @CsvSource({
    "host, 0",
    "192.0.2.1, 0",
    "'2001:db8::1', 0",
    "'[2001:db8::1]', 0",
    "'::1', 0",
    "'host:22', 1",
    "'192.0.2.1:22', 1",
    "'[2001:db8::1]:22', 1"
  })
  void aHostWithAPortIsToldOfTheKeyForIt(String host, int problems) {
    String told =
        "f.yml:7:11: sftp_sources.a.host: '"
            + host
            + "' has a port, which has a key of its own;"
            + " expected the name or address of a server";
    String text = YamlFolder.with(YamlFolder.SOURCE, "    host: '" + host + "'");
    assertEquals(
        problems == 0 ? List.of() : List.of(told), new YamlFolder(folder).fetchProblems(text));
  }

  /** Which folder the account's own is, the server alone knows. */
  @ParameterizedTest(name = "{0}, recursive {1}")
  @CsvSource({"out, true, 1", "out, false, 0", "/out, true, 0"})
  void anAbsoluteFolderToMoveToNeedsAnAbsoluteSource(String source, boolean deep, int problems) {
    String text =
        YamlFolder.with(YamlFolder.SOURCE, "    source: " + source)
            + "    recursive: %s%n    after_fetch: 'move: /home/u/out/done'%n".formatted(deep);
    List<String> told = new YamlFolder(folder).fetchProblems(text);
    assertEquals(
        problems == 0
            ? List.of()
            : List.of(
                "f.yml:9:18: sftp_sources.a.after_fetch: '/home/u/out/done' is absolute and the"
                    + " source is not: what is moved might be fetched again; expected keep, delete"
                    + " or 'move: <remote folder>'"),
        told);
  }

  static Stream<Arguments> lines() {
    return Stream.of(
        Arguments.of(
            "zz: 1",
            "f.yml:8:5: sftp_sources.a.zz: unknown key; expected one of recursive, local_archive, host, port, username, password, password_file, password_command, ssh_key, passphrase, known_hosts, host_key, host_key_check, source, files, charset, local_incoming, check_free_space, priority, min_age, stable_for, done_file, order_by, on_change, after_fetch, connections, rate_limit"),
        Arguments.of(
            "hots: x", "f.yml:8:5: sftp_sources.a.hots: unknown key; did you mean 'host'?"),
        Arguments.of(
            "host: again",
            "f.yml:8:5: sftp_sources.a.host: duplicate key, first given in line 3; expected it once"),
        Arguments.of(
            "port: abc",
            "f.yml:8:11: sftp_sources.a.port: 'abc' is not a whole number; expected a whole number from 1 to 65535"),
        Arguments.of(
            "port: 0",
            "f.yml:8:11: sftp_sources.a.port: 0 is too small; expected a whole number from 1 to 65535"),
        Arguments.of(
            "port: 65536",
            "f.yml:8:11: sftp_sources.a.port: 65536 is too large; expected a whole number from 1 to 65535"),
        Arguments.of(
            "port: -1",
            "f.yml:8:11: sftp_sources.a.port: -1 is too small; expected a whole number from 1 to 65535"),
        Arguments.of(
            "port: 1e3",
            "f.yml:8:11: sftp_sources.a.port: '1e3' is not a whole number; expected a whole number from 1 to 65535"),
        Arguments.of(
            "port:",
            "f.yml:8:10: sftp_sources.a.port: the value is empty; expected a whole number from 1 to 65535"),
        Arguments.of(
            "check_free_space: ~root/x:100",
            "f.yml:8:23: sftp_sources.a.check_free_space: '~root/x' is no home folder: only ~/ is expanded; expected an absolute path, or './~root/x' if that is its name"),
        Arguments.of(
            "port: ~",
            "f.yml:8:11: sftp_sources.a.port: a plain ~ means no value; expected a value, or quotes if this is meant as text, or the key left out"),
        Arguments.of(
            "port: ''",
            "f.yml:8:11: sftp_sources.a.port: the value is empty; expected a whole number from 1 to 65535"),
        Arguments.of(
            "port: [22]",
            "f.yml:8:11: sftp_sources.a.port: this is a list; expected a whole number from 1 to 65535"),
        Arguments.of(
            "port: !!python/object:os.system 22",
            "f.yml:8:11: sftp_sources.a.port: a YAML tag is not supported here; expected the value without its !, or quotes if it starts with one"),
        Arguments.of(
            "priority: 99999999999999999999",
            "f.yml:8:15: sftp_sources.a.priority: 99999999999999999999 is too large; expected a whole number from 0 to 2147483647"),
        Arguments.of(
            "recursive: maybe",
            "f.yml:8:16: sftp_sources.a.recursive: 'maybe' is neither true nor false; expected true or false (or yes, no, on, off)"),
        Arguments.of(
            "on_change: keep_both",
            "f.yml:8:16: sftp_sources.a.on_change: 'keep_both' is not known; expected one of wait, keep-both, replace, fail"),
        Arguments.of(
            "order_by: none desc",
            "f.yml:8:15: sftp_sources.a.order_by: 'none desc' is not an order; expected one of none, name, modified, size, then asc or desc"),
        Arguments.of(
            "order_by: name down",
            "f.yml:8:15: sftp_sources.a.order_by: 'name down' is not an order; expected one of none, name, modified, size, then asc or desc"),
        Arguments.of(
            "charset: UTF-61",
            "f.yml:8:14: sftp_sources.a.charset: 'UTF-61' is not supported; expected a character set such as UTF-8 or ISO-8859-1"),
        Arguments.of(
            "charset: UTF 8",
            "f.yml:8:14: sftp_sources.a.charset: 'UTF 8' is not supported; expected a character set such as UTF-8 or ISO-8859-1"),
        Arguments.of(
            "charset: UTF-16",
            "f.yml:8:14: sftp_sources.a.charset: 'UTF-16' cannot be used for file names; expected a character set such as UTF-8 or ISO-8859-1"),
        Arguments.of(
            "password: {secret: s3cret}",
            "f.yml:8:15: sftp_sources.a.password: this is a mapping; expected a password"),
        Arguments.of(
            "password: pw${NOPE}s3cret",
            "f.yml:8:15: sftp_sources.a.password: ${NOPE} is not set; expected it in the environment, or a default: ${NOPE:-default}"),
        Arguments.of(
            "password: pw${s3cret",
            "f.yml:8:15: sftp_sources.a.password: '${' does not start a variable; expected ${NAME} or ${NAME:-default}, or $${ for a plain ${"),
        Arguments.of(
            "password_file: ${WHO:-${WHO}}",
            "f.yml:8:20: sftp_sources.a.password_file: the default of ${WHO} holds another variable; expected ${NAME} or ${NAME:-default}, or $${ for a plain ${"),
        Arguments.of(
            "password: a\n    password_file: b",
            "f.yml:9:20: sftp_sources.a.password_file: there is a password already; expected only one of password, password_file, password_command"),
        Arguments.of(
            "password: *s3cret",
            "f.yml:8:15: this is not YAML: an alias without its anchor; expected quotes around a value that starts with * or !"),
        Arguments.of(
            "password: !s3cret",
            "f.yml:8:15: sftp_sources.a.password: a YAML tag is not supported here; expected the value without its !, or quotes if it starts with one"),
        Arguments.of(
            "ssh_key: *",
            "f.yml:8:15: this is not YAML: an alias or anchor without a name; expected quotes around a value that starts with * or &"),
        Arguments.of(
            "host_key: MD5:11",
            "f.yml:8:15: sftp_sources.a.host_key: 'MD5:11' is not a fingerprint; expected SHA256: and 43 characters, as 'ssh-keygen -l' shows"),
        Arguments.of(
            "host_key_check: no",
            "f.yml:8:21: sftp_sources.a.host_key_check: 'no' is not known; expected one of strict, accept-new, off"),
        Arguments.of(
            "ssh_key: []",
            "f.yml:8:14: sftp_sources.a.ssh_key: the list is empty; expected a path"),
        Arguments.of(
            "ssh_key: [a, {b: c}]",
            "f.yml:8:18: sftp_sources.a.ssh_key[1]: this is a mapping; expected a path"),
        Arguments.of(
            "check_free_space: /srv",
            "f.yml:8:23: sftp_sources.a.check_free_space: '/srv' is not a path and a size; expected path:MiB, such as '/srv:10000' or '/srv:10G'"),
        Arguments.of(
            "check_free_space: '/srv:10X'",
            "f.yml:8:23: sftp_sources.a.check_free_space: '10X' has an unknown unit; expected path:MiB, such as '/srv:10000' or '/srv:10G'"),
        Arguments.of(
            "check_free_space: '/srv:-5'",
            "f.yml:8:23: sftp_sources.a.check_free_space: '-5' is negative; expected path:MiB, such as '/srv:10000' or '/srv:10G'"),
        Arguments.of(
            "check_free_space: ['/srv:1', '/srv:99999999E']",
            "f.yml:8:34: sftp_sources.a.check_free_space[1]: '99999999E' is too large; expected path:MiB, such as '/srv:10000' or '/srv:10G'"),
        Arguments.of(
            "min_age: 5w",
            "f.yml:8:14: sftp_sources.a.min_age: '5w' has an unknown unit; expected seconds or a duration such as 500ms, 30s, 5m, 2h, 90d"),
        Arguments.of(
            "min_age: -5s",
            "f.yml:8:14: sftp_sources.a.min_age: '-5s' is negative; expected seconds or a duration such as 500ms, 30s, 5m, 2h, 90d"),
        Arguments.of(
            "min_age: 36501d",
            "f.yml:8:14: sftp_sources.a.min_age: '36501d' is too large; expected seconds or a duration such as 500ms, 30s, 5m, 2h, 90d"),
        Arguments.of(
            "done_file: '../{name}'",
            "f.yml:8:16: sftp_sources.a.done_file: '../{name}' does not stay below the file's folder; expected a file name such as '{name}.done' or '{stem}.ok'"),
        Arguments.of(
            "done_file: '{name}'",
            "f.yml:8:16: sftp_sources.a.done_file: '{name}' is the file itself; expected a file name such as '{name}.done' or '{stem}.ok'"),
        Arguments.of(
            "done_file: '{stem}'",
            "f.yml:8:16: sftp_sources.a.done_file: '{stem}' may be the name of any file, and none would be taken; expected a file name such as '{name}.done' or '{stem}.ok'"),
        Arguments.of(
            "done_file: '{base}.done'",
            "f.yml:8:16: sftp_sources.a.done_file: '{base}.done' has braces other than {name} and {stem}; expected a file name such as '{name}.done' or '{stem}.ok'"),
        Arguments.of(
            "done_file: /tmp/x",
            "f.yml:8:16: sftp_sources.a.done_file: '/tmp/x' does not stay below the file's folder; expected a file name such as '{name}.done' or '{stem}.ok'"),
        Arguments.of(
            "after_fetch: remove",
            "f.yml:8:18: sftp_sources.a.after_fetch: 'remove' is not known; expected keep, delete or 'move: <remote folder>'"),
        Arguments.of(
            "after_fetch: {move: x, to: y}",
            "f.yml:8:28: sftp_sources.a.after_fetch.to: unknown key; expected one of move"),
        Arguments.of(
            "after_fetch: {move: x, mvoe: y}",
            "f.yml:8:28: sftp_sources.a.after_fetch.mvoe: unknown key; did you mean 'move'?"),
        Arguments.of(
            "after_fetch: 'move: ./'",
            "f.yml:8:18: sftp_sources.a.after_fetch: './' is the folder that the files come from; expected keep, delete or 'move: <remote folder>'"),
        Arguments.of(
            "after_fetch: 'move:'",
            "f.yml:8:18: sftp_sources.a.after_fetch: '' is the folder that the files come from; expected keep, delete or 'move: <remote folder>'"),
        Arguments.of(
            "after_fetch: 'move: /out/'",
            "f.yml:8:18: sftp_sources.a.after_fetch: '/out/' is the folder that the files come from; expected keep, delete or 'move: <remote folder>'"),
        Arguments.of(
            "after_fetch: 'move: ../out'",
            "f.yml:8:18: sftp_sources.a.after_fetch: '../out' is the folder that the files come from; expected keep, delete or 'move: <remote folder>'"),
        Arguments.of(
            "after_fetch: 'move: x/../../out/.'",
            "f.yml:8:18: sftp_sources.a.after_fetch: 'x/../../out/.' is the folder that the files come from; expected keep, delete or 'move: <remote folder>'"),
        Arguments.of(
            "after_fetch: [keep]",
            "f.yml:8:18: sftp_sources.a.after_fetch: this is a list; expected keep, delete or 'move: <remote folder>'"),
        Arguments.of(
            "connections: 0",
            "f.yml:8:18: sftp_sources.a.connections: 0 is too small; expected a whole number from 1 to 2147483647"),
        Arguments.of(
            "rate_limit: fast",
            "f.yml:8:17: sftp_sources.a.rate_limit: 'fast' is not a number with a unit; expected bytes or a size such as 500K, 10M"),
        Arguments.of(
            "local_archive: in",
            "f.yml:8:20: sftp_sources.a.local_archive: @/in is the same folder as @/in (sftp_sources.a.local_incoming); expected an archive apart from it"),
        Arguments.of(
            "local_archive: \"a\\0b\"",
            "f.yml:8:20: sftp_sources.a.local_archive: 'a\\x00b' is not a path: Nul character not allowed; expected a path"),
        Arguments.of(
            "? [a, b]\n    : c", "f.yml:8:7: sftp_sources.a: a key is not text; expected text"),
        Arguments.of(
            "\tport: 22",
            "f.yml:8:10: this is not YAML: found a key after \\t(TAB). (Do not use \\t(TAB) for indentation); expected spaces"),
        Arguments.of(
            "port: 22 # \u0007",
            "f.yml:8:16: this is not YAML: the character U+0007 is not allowed; expected keys and values in YAML"),
        Arguments.of(
            "port: a: b",
            "f.yml:8:12: this is not YAML: mapping values are not allowed here; expected quotes around a value with a colon, or another indentation"),
        Arguments.of(
            "<<: [1]",
            "f.yml:8:10: sftp_sources.a.<<: this is a single value; expected a mapping to merge"),
        Arguments.of(
            "<<: {}\n    <<: {}",
            "f.yml:9:5: sftp_sources.a.<<: duplicate key, first given in line 8; expected a list there of all mappings to merge"),
        Arguments.of(
            "<<: &m {<<: *m}",
            "f.yml:8:9: sftp_sources.a: merged into itself, or through more than 50 others; expected a plain mapping to merge"));
  }
}
