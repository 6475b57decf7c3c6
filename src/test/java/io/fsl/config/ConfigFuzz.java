package io.fsl.config;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is in a configuration file: it is a configuration, or a list of its problems. */
class ConfigFuzz {
  /** Of one problem, in characters. */
  private static final int LONGEST = 12_000;

  @TempDir static Path folder;

  @MethodSource("texts")
  @DictionaryEntries({
    "sftp_sources",
    "file_sources",
    "copy_to",
    "<<: ",
    "&a ",
    "*a",
    "${",
    ":-",
    "done_file",
    "check_free_space",
    "after_fetch",
    "order_by",
    "on_conflict",
    "stable_for",
    "password_command"
  })
  @FuzzTest
  void theFileIsAConfigurationOrHasProblems(byte[] text) throws IOException {
    YamlFolder yaml = new YamlFolder(folder);
    Path file = Files.write(folder.resolve("f.yml"), text);
    assertToldApart(yaml.problems(() -> new ConfigFile(file, YamlFolder.ENVIRONMENT).fetch()));
    assertToldApart(yaml.problems(() -> new ConfigFile(file, YamlFolder.ENVIRONMENT).copy()));
  }

  /** Each problem has a line, and does not forge others. */
  private static void assertToldApart(Iterable<String> problems) {
    for (String problem : problems) {
      assertTrue(problem.matches("f\\.yml:[0-9]+:[0-9]+: [^\\p{Cntrl}]+"), problem);
      assertTrue(problem.length() <= LONGEST, problem);
    }
  }

  static Stream<byte[]> texts() throws IOException {
    Path root = Path.of(System.getProperty("basedir", "."));
    return Stream.of(
            Files.readString(root.resolve("etc/fetcher.yml")),
            Files.readString(root.resolve("etc/copier.yml")),
            Files.readString(root.resolve("src/test/resources/compat/fetcher.yml")),
            Files.readString(root.resolve("src/test/resources/compat/copier.yml")),
            YamlFolder.SOURCE,
            YamlFolder.COPY_SOURCE,
            YamlFolder.SOURCE + "fsync: ${WHO}\nlog_dir: ${EMPTY:-x}$${y}\n",
            "a: &a {k: 1}\nb: &b {<<: *a}\nc: {<<: [*a, *b, {k: 2}]}\n",
            "file_sources: {a: &a {incoming: in, copy_to: {d: {dir: x}}}, b: *a}\n")
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }
}
