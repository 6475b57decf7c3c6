package io.fsl.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each mistake in one destination of copier.yml, and the line that the user reads about it. */
class BadCopierTest {
  @TempDir private Path folder;

  @ParameterizedTest(name = "{0}")
  @MethodSource("lines")
  void aMistakeInADestinationIsToldInOneLine(String line, String problem) {
    String text = YamlFolder.COPY_SOURCE + line + "\n";
    assertEquals(List.of(problem), new YamlFolder(folder).copyProblems(text));
  }

  static Stream<Arguments> lines() {
    return Stream.of(
        Arguments.of(
            "        quota: 0",
            "f.yml:7:16: file_sources.a.copy_to.d.quota: a quota of 0 has no room for any file; expected more, or the key left out"),
        Arguments.of(
            "        quota: -1",
            "f.yml:7:16: file_sources.a.copy_to.d.quota: '-1' is negative; expected MiB or a size such as 500K, 10G, 1.5TiB"),
        Arguments.of(
            "        quota: 9000000000000000",
            "f.yml:7:16: file_sources.a.copy_to.d.quota: '9000000000000000' is too large; expected MiB or a size such as 500K, 10G, 1.5TiB"),
        Arguments.of(
            "        on_full: stop",
            "f.yml:7:18: file_sources.a.copy_to.d.on_full: 'stop' is not known; expected one of wait, skip"),
        Arguments.of(
            "        on_conflict: keepboth",
            "f.yml:7:22: file_sources.a.copy_to.d.on_conflict: 'keepboth' is not known; expected one of replace, keep-both, skip, fail"),
        Arguments.of(
            "        mode: 0999",
            "f.yml:7:15: file_sources.a.copy_to.d.mode: '0999' is not a mode from 0000 to 0777; expected an octal mode such as 0640"),
        Arguments.of(
            "        mode: 4755",
            "f.yml:7:15: file_sources.a.copy_to.d.mode: '4755' is not a mode from 0000 to 0777; expected an octal mode such as 0640"),
        Arguments.of(
            "        mode: rw",
            "f.yml:7:15: file_sources.a.copy_to.d.mode: 'rw' is not a mode from 0000 to 0777; expected an octal mode such as 0640"),
        Arguments.of(
            "        owner: \"a\\nb\"",
            "f.yml:7:16: file_sources.a.copy_to.d.owner: 'a\\x0ab' has a control character; expected the name or number of a user"),
        Arguments.of(
            "        owner: -1",
            "f.yml:7:16: file_sources.a.copy_to.d.owner: '-1' is not a number from 0 to 4294967294; expected the name or number of a user"),
        Arguments.of(
            "        group: 4294967295",
            "f.yml:7:16: file_sources.a.copy_to.d.group: '4294967295' is not a number from 0 to 4294967294; expected the name or number of a group"),
        Arguments.of(
            "      e: {dir: ~root/x}",
            "f.yml:7:16: file_sources.a.copy_to.e.dir: '~root/x' is no home folder: only ~/ is expanded; expected an absolute path, or './~root/x' if that is its name"),
        Arguments.of(
            "      e: {dir: ~root}",
            "f.yml:7:16: file_sources.a.copy_to.e.dir: '~root' is no home folder: only ~/ is expanded; expected an absolute path, or './~root' if that is its name"),
        Arguments.of(
            "      e: {dir: ~}",
            "f.yml:7:16: file_sources.a.copy_to.e.dir: a plain ~ means no value; expected a value, or quotes if this is meant as text, or the key left out"),
        Arguments.of(
            "        owner: no-such-user",
            "f.yml:7:16: file_sources.a.copy_to.d.owner: there is no user 'no-such-user'; expected a name in /etc/passwd, or a number"),
        Arguments.of(
            "        group: no-such-group",
            "f.yml:7:16: file_sources.a.copy_to.d.group: there is no group 'no-such-group'; expected a name in /etc/group, or a number"),
        Arguments.of(
            "        ownr: x",
            "f.yml:7:9: file_sources.a.copy_to.d.ownr: unknown key; did you mean 'owner'?"),
        Arguments.of(
            "      e: {quota: 5}",
            "f.yml:7:7: file_sources.a.copy_to.e.dir: missing; expected a path"),
        Arguments.of(
            "      e:",
            "f.yml:7:9: file_sources.a.copy_to.e: the value is empty; expected a mapping of keys to values"),
        Arguments.of(
            "      d: {dir: e}",
            "f.yml:7:7: file_sources.a.copy_to.d: duplicate key, first given in line 5; expected it once"),
        Arguments.of(
            "    copy-to: {}",
            "f.yml:7:5: file_sources.a.copy-to: unknown key; did you mean 'copy_to'?"),
        Arguments.of(
            "    files_pattern: []",
            "f.yml:7:20: file_sources.a.files_pattern: the list is empty; expected a glob such as '*.txt'"),
        Arguments.of(
            "  b: {incoming: in2}",
            "f.yml:7:3: file_sources.b.copy_to: missing; expected at least one destination"),
        Arguments.of(
            "  b: {incoming: in2, copy_to: {}}",
            "f.yml:7:31: file_sources.b.copy_to: there is none; expected at least one destination"),
        Arguments.of(
            "      '': {dir: e}",
            "f.yml:7:11: file_sources.a.copy_to.: the name is empty; expected a name of your choice"),
        Arguments.of(
            "sftp_sources: {}",
            "f.yml:7:1: sftp_sources: unknown key; did you mean 'file_sources'?"));
  }
}
