package io.fsl.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as a whole: their order, YAML's own features, and secrets. */
class ConfigReaderTest {
  @TempDir private Path folder;

  @Test
  void sourcesKeepTheOrderOfTheFile() {
    String text =
        """
        sftp_sources:
          z: &defaults
            host: h
            username: u
            source: /out
            files: &files ['*.txt', '*.csv']
            local_incoming: in
            port: 22
          a:
            <<: *defaults
            port: 2222
          m:
            <<: [{port: 3333, host: other}, *defaults]
            files: *files
        """;
    List<FetchSource> sources = new YamlFolder(folder).fetch(text).sources();
    assertEquals(List.of("z", "a", "m"), sources.stream().map(FetchSource::name).toList());
    assertEquals(
        List.of(22, 2222, 3333), sources.stream().map(source -> source.server().port()).toList());
    assertEquals("other", sources.getLast().server().host());
    assertEquals(sources.getFirst().files(), sources.getLast().files());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\uFEFF", "---\n", "%YAML 1.1\n---\n", "# comment\n\n"})
  void aFileMayStartWith(String start) {
    assertEquals(1, new YamlFolder(folder).fetch(start + YamlFolder.SOURCE).sources().size());
  }

  @Test
  void aFileMayHaveTheLineEndsOfWindows() {
    String text = YamlFolder.SOURCE.replace("\n", "\r\n");
    assertEquals("h", new YamlFolder(folder).fetch(text).sources().getFirst().server().host());
  }

  @Test
  void aStandardTagChangesNothing() {
    String text = YamlFolder.with(YamlFolder.SOURCE, "    port: !!int 2222");
    assertEquals(2222, new YamlFolder(folder).fetch(text).sources().getFirst().server().port());
  }

  @Test
  void theSettingsKnowTheFile() {
    FetchConfig config = new YamlFolder(folder).fetch(YamlFolder.SOURCE);
    assertEquals(folder.resolve("f.yml"), config.settings().file());
  }

  @ParameterizedTest(name = "{1} in a file of mode {0}: {2}")
  @CsvSource({
    "rw-------, password: s3cret, false",
    "rw-r-----, password: s3cret, true",
    "rw----r--, password: s3cret, true",
    "rw-r--r--, password: s3cret${WHO}, true",
    "rw-r--r--, 'password: ${NOPE:-s3cret}', true",
    "rw-r--r--, 'password: ${WHO}', false",
    "rw-r--r--, passphrase: s3cret, true",
    "rw-r--r--, password_file: s3cret, false",
    "rw-r--r--, port: 22, false",
  })
  void aSecretThatOthersCanReadIsWarnedOf(String mode, String line, boolean warned)
      throws IOException {
    YamlFolder files = new YamlFolder(folder);
    String text = YamlFolder.SOURCE + "    " + line + "\n";
    Files.setPosixFilePermissions(files.file(text), PosixFilePermissions.fromString(mode));
    List<String> warnings = files.fetch(text).warnings();
    assertEquals(warned, !warnings.isEmpty(), warnings.toString());
    assertFalse(warnings.toString().contains("s3cret"));
  }

  @ParameterizedTest(name = "of mode {0}: {1}")
  @CsvSource({
    "rw-------, false",
    "rwx------, false",
    "rw-r-----, true",
    "r--r--r--, true",
  })
  void aKeyFileThatOthersCanReadIsWarnedOfOnce(String mode, boolean warned) throws IOException {
    Path key = Files.createFile(folder.resolve("key"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), key);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(mode));
    String source = YamlFolder.SOURCE + "    ssh_key: [key, missing]\n";
    String other = source.substring(source.indexOf("  a:")).replace("a:", "b:");
    String third = other.replace("b:", "c:").replace("[key, missing]", link.toString());
    YamlFolder files = new YamlFolder(folder);
    String text = source + other.replace(": in", ": inb") + third.replace(": in", ": inc");
    List<String> expected =
        List.of(
            "@/key: sftp_sources.a.ssh_key, sftp_sources.b.ssh_key can be read by others (%s);"
                + " hint: chmod 600 @/key",
            "@/link: sftp_sources.c.ssh_key can be read by others (%s); hint: chmod 600 @/link");
    assertEquals(
        warned ? expected.stream().map(each -> each.formatted(mode)).toList() : List.of(),
        files.fetch(text).warnings().stream().map(files::shown).toList());
  }

  @ParameterizedTest(name = "of mode {0}: {1}")
  @CsvSource({"rw-------, false", "rw-r-----, true", "r--r--r--, true"})
  void aPasswordFileThatOthersCanReadIsWarnedOf(String mode, boolean warned) throws IOException {
    Path file = Files.createFile(folder.resolve("pass"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    YamlFolder files = new YamlFolder(folder);
    String text = YamlFolder.SOURCE + "    password_file: pass\n";
    String warning =
        "@/pass: sftp_sources.a.password_file can be read by others (%s); hint: chmod 600 @/pass";
    assertEquals(
        warned ? List.of(warning.formatted(mode)) : List.of(),
        files.fetch(text).warnings().stream().map(files::shown).toList());
  }

  @Test
  void theWarningNamesTheKeyAndTheRemedy() throws IOException {
    YamlFolder files = new YamlFolder(folder);
    String text = YamlFolder.SOURCE + "    password: s3cret\n";
    Files.setPosixFilePermissions(files.file(text), PosixFilePermissions.fromString("rw-r--r--"));
    assertEquals(
        List.of(
            "@/f.yml: sftp_sources.a.password can be read by others (rw-r--r--);"
                + " hint: chmod 600 @/f.yml"),
        files.fetch(text).warnings().stream().map(files::shown).toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*s3cret",
        "!s3cret",
        "!s3cret!x y",
        "{s3cret: 1}",
        "[s3cret]",
        "|s3cret",
        "\"s3cret\\q\"",
        "'s3cret",
        "s3cret: x",
        "${s3cret",
        "@s3cret",
        "%s3cret",
        "[s3cret",
        "{s3cret",
        "&s3cret",
      })
  void aProblemNeverShowsAPassword(String password) {
    List<String> problems =
        new YamlFolder(folder)
            .fetchProblems(YamlFolder.SOURCE + "    password: " + password + "\n");
    assertFalse(problems.isEmpty());
    assertFalse(problems.toString().contains("s3cret"), problems.toString());
  }

  @Test
  void aConfigurationNeverShowsItsSecrets() {
    String text = YamlFolder.SOURCE + "    password: s3cret\n    passphrase: s3cret\n";
    String shown = new YamlFolder(folder).fetch(text).toString();
    assertTrue(shown.contains("***"));
    assertFalse(shown.contains("s3cret"));
  }
}
