package io.fsl.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that are wrong as a whole, and files that are hostile. */
class BadFileTest {
  private static final Duration QUICKLY = Duration.ofMinutes(1);

  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource("texts")
  void aFileThatIsNoConfigurationIsToldInOneLine(String text, String problem) {
    assertEquals(List.of(problem), new YamlFolder(folder).fetchProblems(text));
  }

  @Test
  void theFileOfTheOtherCommandIsToldInOneLine() {
    String fetcher = "sftp_timeout: 5\nsftp_sources:\n  a: {host: h}\n";
    String copier = "file_sources:\n  a: {incoming: in}\nscheduler: {file_check_timeout: 5}\n";
    assertEquals(
        List.of("f.yml:2:1: sftp_sources: this configures fsl fetch; expected file_sources"),
        new YamlFolder(folder).copyProblems(fetcher));
    assertEquals(
        List.of("f.yml:1:1: file_sources: this configures fsl copy; expected sftp_sources"),
        new YamlFolder(folder).fetchProblems(copier));
  }

  static Stream<Arguments> texts() {
    return Stream.of(
        Arguments.of("", "f.yml:1:1: the file is empty; expected a mapping of keys to values"),
        Arguments.of(
            "# only a comment\n",
            "f.yml:1:1: the file is empty; expected a mapping of keys to values"),
        Arguments.of(
            "- a\n- b\n", "f.yml:1:1: this is a list; expected a mapping of keys to values"),
        Arguments.of(
            "hello", "f.yml:1:1: this is a single value; expected a mapping of keys to values"),
        Arguments.of("{}", "f.yml:1:1: sftp_sources: missing; expected at least one source"),
        Arguments.of(
            "sftp_sources:\n",
            "f.yml:1:14: sftp_sources: there is none; expected at least one source"),
        Arguments.of(
            "sftp_sources: {}\n",
            "f.yml:1:15: sftp_sources: there is none; expected at least one source"),
        Arguments.of(
            "sftp_sources: []\n",
            "f.yml:1:15: sftp_sources: this is a list; expected a mapping of keys to values"),
        Arguments.of(
            "sftp_sources:\n  a: 5\n",
            "f.yml:2:6: sftp_sources.a: this is a single value; expected a mapping of keys to values"),
        Arguments.of(
            "sftp_sources:\n  a: &x [*x]\n",
            "f.yml:2:6: sftp_sources.a: this is a list; expected a mapping of keys to values"),
        Arguments.of(
            "a: 1\n---\nb: 2\n",
            "f.yml:2:1: this is not YAML: a second document; expected keys and values in YAML"),
        Arguments.of(
            "a: [1, 2\n",
            "f.yml:2:1: this is not YAML: expected ',' or ']', but got <stream end>; expected keys and values in YAML"),
        Arguments.of(
            "%&/()",
            "f.yml:1:2: this is not YAML: expected alphabetic or numeric character, but found &(38); expected keys and values in YAML"),
        Arguments.of(
            "a: !s3cret!x b",
            "f.yml:1:4: this is not YAML: a tag that is not declared; expected quotes around a value that starts with * or !"),
        Arguments.of(
            "[".repeat(100),
            "f.yml:1:51: this is not YAML: more than 50 levels of nesting; expected keys and values in YAML"),
        Arguments.of(
            YamlFolder.SOURCE + "fsycn: no\n",
            "f.yml:8:1: fsycn: unknown key; did you mean 'fsync'?"),
        Arguments.of(
            YamlFolder.SOURCE + "scheduler: 5\n",
            "f.yml:8:12: scheduler: this is a single value; expected a mapping of keys to values"),
        Arguments.of(
            YamlFolder.SOURCE + "scheduler: {sftp_job: 2}\n",
            "f.yml:8:13: scheduler.sftp_job: unknown key; did you mean 'sftp_jobs'?"),
        Arguments.of(
            YamlFolder.SOURCE + "ledger_keep: 0\n",
            "f.yml:8:14: ledger_keep: '0' is no time; expected seconds or a duration such as 500ms, 30s, 5m, 2h, 90d, more than 0"),
        Arguments.of(
            YamlFolder.SOURCE + "\"a\\x1b[31mb\\nc\": 1\n",
            "f.yml:8:1: a\\x1b[31mb\\x0ac: unknown key; expected one of scheduler, fsync, ledger_keep, concurrency_limit, log_dir, state_dir, sftp_sources, sftp_batch_size, sftp_timeout, retries, retry_wait"),
        Arguments.of(
            YamlFolder.SOURCE + "fsync: " + "x".repeat(100) + "\n",
            "f.yml:8:8: fsync: 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…' is neither true nor false; expected true or false (or yes, no, on, off)"));
  }

  @Test
  void allProblemsAreToldAtOnceInTheOrderOfTheFile() {
    String text =
        """
        zz: 1
        sftp_timeout: -1
        sftp_sources:
          a:
            port: x
            host: ''
            files: ['[', '*.txt', '{a']
        retries: many
        """;
    assertEquals(
        List.of(
            "f.yml:1:1: zz: unknown key; expected one of scheduler, fsync, ledger_keep,"
                + " concurrency_limit, log_dir, state_dir, sftp_sources, sftp_batch_size,"
                + " sftp_timeout, retries, retry_wait",
            "f.yml:2:15: sftp_timeout: '-1' is negative; expected seconds or a duration such as"
                + " 500ms, 30s, 5m, 2h, 90d, more than 0",
            "f.yml:4:3: sftp_sources.a.username: missing; expected the name of a user",
            "f.yml:4:3: sftp_sources.a.source: missing; expected a remote folder",
            "f.yml:4:3: sftp_sources.a.local_incoming: missing; expected a path",
            "f.yml:5:11: sftp_sources.a.port: 'x' is not a whole number; expected a whole number"
                + " from 1 to 65535",
            "f.yml:6:11: sftp_sources.a.host: the value is empty; expected the name or address of"
                + " a server",
            "f.yml:7:13: sftp_sources.a.files[0]: '[' has [ without ]; expected a glob such as"
                + " '*.txt'",
            "f.yml:7:27: sftp_sources.a.files[2]: '{a' has { without }; expected a glob such as"
                + " '*.txt'",
            "f.yml:8:10: retries: 'many' is not a whole number; expected a whole number from 0 to"
                + " 2147483647"),
        new YamlFolder(folder).fetchProblems(text));
  }

  @Test
  void whatCannotBeReadIsToldInOneLine() throws IOException {
    YamlFolder files = new YamlFolder(folder);
    ConfigReader reader = new ConfigReader(YamlFolder.ENVIRONMENT);
    Files.createDirectory(folder.resolve("dir"));
    Files.writeString(folder.resolve("file"), "");
    Files.write(folder.resolve("latin1"), "a: 1\nb: ä".getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(
        List.of(
            "none:1:1: the file cannot be read: No such file or directory; expected a readable YAML file"),
        files.problems(() -> reader.fetch(folder.resolve("none"))));
    assertEquals(
        List.of("dir:1:1: this is a folder; expected a readable YAML file"),
        files.problems(() -> reader.copy(folder.resolve("dir"))));
    assertEquals(
        List.of(
            "file/x:1:1: the file cannot be read: Not a directory; expected a readable YAML file"),
        files.problems(() -> reader.copy(folder.resolve("file/x"))));
    assertEquals(
        List.of("latin1:2:4: this is not UTF-8; expected a text file in UTF-8"),
        files.problems(() -> reader.fetch(folder.resolve("latin1"))));
  }

  @Test
  void aHugeFileIsRefusedWithoutReadingItAll() throws IOException {
    Path huge = folder.resolve("huge");
    try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
      file.setLength(100L << 30);
    }
    ConfigReader reader = new ConfigReader(YamlFolder.ENVIRONMENT);
    assertEquals(
        List.of("huge:1:1: the file is larger than 1 MiB; expected a configuration in YAML"),
        assertTimeoutPreemptively(
            QUICKLY, () -> new YamlFolder(folder).problems(() -> reader.fetch(huge))));
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("bombs")
  void aFileThatExpandsToAHugeOneIsRefusedQuickly(String text) {
    List<String> problems =
        assertTimeoutPreemptively(QUICKLY, () -> new YamlFolder(folder).fetchProblems(text));
    assertEquals(
        List.of("f.yml:1:1: the file's aliases expand to more than 100000 values; expected fewer"),
        problems);
  }

  static Stream<String> bombs() {
    return Stream.of(mergeBomb(), listBomb(), sourceBomb());
  }

  /** Each mapping merges the one before ten times. */
  private static String mergeBomb() {
    StringBuilder text = new StringBuilder("m0: &m0 {host: h}\n");
    for (int i = 1; i < 20; i++) {
      String alias = "*m" + (i - 1) + ", ";
      text.append("m%d: &m%d {<<: [%s]}\n".formatted(i, i, alias.repeat(10)));
    }
    return text + "sftp_sources: {a: *m19}\n";
  }

  /** A list of many files in many sources. */
  private static String listBomb() {
    StringBuilder text = new StringBuilder("l: &l [" + "x,".repeat(5000) + "]\nsftp_sources:\n");
    for (int i = 0; i < 100; i++) {
      text.append("  s%d: {files: *l}\n".formatted(i));
    }
    return text.toString();
  }

  /** One mapping, which is large, as many sources. */
  private static String sourceBomb() {
    StringBuilder text = new StringBuilder("m: &m {");
    for (int i = 0; i < 1000; i++) {
      text.append("k%d: 1, ".formatted(i));
    }
    text.append("}\nsftp_sources:\n");
    for (int i = 0; i < 200; i++) {
      text.append("  s%d: *m\n".formatted(i));
    }
    return text.toString();
  }

  @Test
  void aChainOfMergesIsRefusedBeforeItExhaustsTheStack() {
    StringBuilder text = new StringBuilder("m0: &m0 {host: h}\n");
    for (int i = 1; i < 20_000; i++) {
      text.append("m%d: &m%d {<<: *m%d}\n".formatted(i, i, i - 1));
    }
    List<String> problems =
        assertTimeoutPreemptively(
            QUICKLY,
            () -> new YamlFolder(folder).fetchProblems(text + "sftp_sources: {a: *m19999}\n"));
    assertTrue(problems.stream().anyMatch(line -> line.contains("through more than 50 others")));
  }

  /** Each of two thousand sources has the folders of each other. */
  @Test
  void onlySoManyProblemsAreTold() {
    StringBuilder text = new StringBuilder("s: &s {incoming: i, copy_to: {d: {dir: d}}}\n");
    text.append("file_sources:\n");
    for (int i = 0; i < 2000; i++) {
      text.append("  s%d: *s\n".formatted(i));
    }
    List<String> problems =
        assertTimeoutPreemptively(
            QUICKLY, () -> new YamlFolder(folder).copyProblems(text.toString()));
    assertTrue(problems.contains("f.yml:1:1: more than 1000 problems; expected fewer"));
    assertEquals(1001, problems.size());
  }

  @Test
  void aLongKeyDoesNotMakeEveryProblemLong() {
    StringBuilder text = new StringBuilder("sftp_sources: {? " + "k".repeat(300_000) + "\n: {");
    for (int i = 0; i < 900; i++) {
      text.append("a%d: 1, ".formatted(i));
    }
    List<String> problems =
        assertTimeoutPreemptively(QUICKLY, () -> new YamlFolder(folder).fetchProblems(text + "}}"));
    assertTrue(problems.size() > 900, () -> problems.size() + " problems");
    assertTrue(problems.stream().allMatch(line -> line.length() < 1000));
    assertTrue(problems.getLast().contains(": sftp_sources.kkk"), problems::getLast);
    assertTrue(problems.getLast().contains("kkk….a899: unknown key; "), problems::getLast);
  }

  @Test
  void aPathThatNoSystemHasIsNotFollowed() {
    String text = YamlFolder.with(YamlFolder.SOURCE, "    local_incoming: " + "a/".repeat(200_000));
    List<String> problems =
        assertTimeoutPreemptively(QUICKLY, () -> new YamlFolder(folder).fetchProblems(text));
    assertEquals(
        List.of(
            "f.yml:7:21: sftp_sources.a.local_incoming: '"
                + "a/".repeat(30)
                + "…' is longer than 4096 characters; expected a path"),
        problems);
  }
}
