package io.fsl.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which folders may be the same or lie inside one another. */
class FolderOverlapTest {
  @TempDir private Path folder;

  /** {@code link} leads to {@code real}, which exists; nothing else does. */
  @BeforeEach
  void link() throws IOException {
    Files.createDirectory(folder.resolve("real"));
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("real"));
  }

  @ParameterizedTest(name = "incoming {0}, archive {1}, recursive {2}")
  @CsvSource(
      delimiter = ';',
      value = {
        "in;       archive;     yes; ",
        "in;       inner;       yes; ",
        "in;       in;          no;  @/in is the same folder as @/in",
        "in;       in/../in/;   no;  @/in is the same folder as @/in",
        "in;       in/archive;  no;  ",
        "in;       in/archive;  yes; @/in/archive lies inside @/in",
        "a/in;     a;           no;  ",
        "a/in;     a;           yes; @/a contains @/a/in",
        "real;     link;        no;  @/link is the same folder as @/real",
        "link/x;   real/x;      no;  @/real/x is the same folder as @/link/x",
        "link/x;   real/x/y/z;  yes; @/real/x/y/z lies inside @/link/x",
        "log;      a;           no;  @/log is the same folder as @/log",
        "in;       state;       no;  @/state is the same folder as @/state",
        "state/in; a;           yes; ",
        "in;       log/a;       yes; ",
      })
  void foldersOfAFetchSource(String incoming, String archive, String recursive, String problem) {
    String text =
        YamlFolder.with(YamlFolder.SOURCE, "    local_incoming: " + incoming)
            + "    local_archive: %s\n    recursive: %s\n".formatted(archive, recursive);
    assertEquals(found(problem), wrong(new YamlFolder(folder).fetchProblems(text)));
  }

  @Test
  void aFolderAroundTheLogsMayNotBeRecursive() {
    String text = YamlFolder.with(YamlFolder.SOURCE, "    local_incoming: .");
    YamlFolder files = new YamlFolder(folder);
    assertEquals(List.of(), files.fetchProblems(text));
    assertEquals(
        List.of("@ contains @/log", "@ contains @/state"),
        wrong(files.fetchProblems(text + "    recursive: yes\n")));
  }

  @ParameterizedTest(name = "{0} {1}, recursive {2}")
  @CsvSource(
      delimiter = ';',
      value = {
        "--state-dir; in/st;   yes; @/in contains @/in/st",
        "--state-dir; in/st;   no;  ",
        "--state-dir; in;      no;  @/in is the same folder as @/in",
        "--state-dir; in/../a; no;  @/a is the same folder as @/in/../a",
        "--log-dir;   in/log;  yes; @/in contains @/in/log",
        "--log-dir;   other;   yes; ",
      })
  void foldersOfItsOwnThatAreGiven(String by, String path, String recursive, String problem)
      throws IOException {
    Files.createDirectory(folder.resolve("in"));
    OwnFolders.Given given = OwnFolders.Given.of(by, folder.resolve(path));
    boolean state = by.equals("--state-dir");
    String text =
        """
        %s: in
        file_sources:
          a:
            incoming: in
            recursive: %s
            copy_to: {one: {dir: a}}
        """
            .formatted(state ? "state_dir" : "log_dir", recursive);
    OwnFolders own = new OwnFolders(state ? null : given, state ? given : null);
    YamlFolder files = new YamlFolder(folder);
    List<String> problems =
        files.problems(() -> new ConfigFile(files.file(text), YamlFolder.ENVIRONMENT, own).copy());
    assertEquals(found(problem), wrong(problems));
    problems.forEach(each -> assertTrue(each.contains("(" + by + ")"), each));
  }

  @ParameterizedTest(name = "incoming {0}, destinations {1} and {2}, recursive {3}")
  @CsvSource(
      delimiter = ';',
      value = {
        "in;    a;     b;      yes; ",
        "in;    in;    b;      no;  @/in is the same folder as @/in",
        "in;    in/a;  b;      no;  ",
        "in;    in/a;  b;      yes; @/in/a lies inside @/in",
        "a/in;  a;     b;      no;  ",
        "a/in;  a;     b;      yes; @/a contains @/a/in",
        "in;    a;     a;      no;  @/a is the same folder as @/a",
        "in;    real;  link;   no;  @/link is the same folder as @/real",
        "in;    a;     a/b;    no;  ",
        "in;    a;     a/b;    yes; @/a/b lies inside @/a",
        "log;   a;     b;      no;  @/log is the same folder as @/log",
        "in;    a;     state;  no;  @/state is the same folder as @/state",
        "in;    log/a; b;      yes; ",
      })
  void foldersOfACopySource(
      String incoming, String one, String other, String recursive, String problem) {
    String text =
        """
        file_sources:
          a:
            incoming: %s
            recursive: %s
            copy_to: {one: {dir: %s}, other: {dir: %s}}
        """
            .formatted(incoming, recursive, one, other);
    assertEquals(found(problem), wrong(new YamlFolder(folder).copyProblems(text)));
  }

  @ParameterizedTest(name = "second source: incoming {0}, destination {1}, recursive {2}")
  @CsvSource(
      delimiter = ';',
      value = {
        "in2;    d;    no;  ",
        "in;     d2;   no;  @/in is the same folder as @/in",
        "in/x;   d2;   no;  ",
        "in2;    in;   no;  @/in is the same folder as @/in",
        "d;      d2;   no;  @/d is the same folder as @/d",
        ".;      d2;   no;  ",
        ".;      d2;   yes; @ contains @/log",
      })
  void foldersOfTwoCopySources(String incoming, String dir, String recursive, String problem) {
    String text =
        YamlFolder.COPY_SOURCE
            + "  b: {incoming: %s, recursive: %s, copy_to: {d: {dir: %s}}}\n"
                .formatted(incoming, recursive, dir);
    List<String> wrong = wrong(new YamlFolder(folder).copyProblems(text));
    assertEquals(found(problem), wrong.stream().limit(1).toList());
  }

  @Test
  void fetchSourcesMayShareFoldersButNotMixThem() {
    String shared =
        """
        sftp_sources:
          a: &a
            host: h
            username: u
            source: /out
            files: '*'
            local_incoming: in
            local_archive: archive
          b: {<<: *a}
        """;
    YamlFolder files = new YamlFolder(folder);
    assertEquals(List.of(), files.fetchProblems(shared));
    assertEquals(
        List.of(
            "f.yml:10:31: sftp_sources.c.local_incoming: @/archive is the same folder as @/archive"
                + " (sftp_sources.a.local_archive); expected an incoming folder apart from it"),
        files
            .fetchProblems(
                shared.replace("  b: {<<: *a}\n", "")
                    + "  b: &b {host: h, username: u}\n  c: {<<: *a, local_incoming: archive}\n")
            .stream()
            .filter(line -> line.contains("sftp_sources.c.local_incoming"))
            .limit(1)
            .toList());
  }

  @Test
  void foldersThatComeFromOneAliasClashOnce() {
    String text =
        """
        file_sources:
          a: &a {incoming: in, copy_to: {d: {dir: d}}}
          b: *a
        """;
    assertEquals(
        List.of(
            "f.yml:2:20: file_sources.b.incoming: @/in is the same folder as @/in"
                + " (file_sources.a.incoming); expected an incoming folder apart from it"),
        new YamlFolder(folder).copyProblems(text));
  }

  private static List<String> found(@Nullable String problem) {
    return problem == null ? List.of() : List.of(problem);
  }

  /** What is wrong, without place and key. */
  private static List<String> wrong(List<String> problems) {
    return problems.stream()
        .map(line -> line.replaceFirst("^f.yml:[0-9:]+ \\S+: (.*) \\(.*\\); .*$", "$1"))
        .toList();
  }
}
