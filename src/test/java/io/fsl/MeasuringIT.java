package io.fsl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fsl.action.SmallDisk;
import io.fsl.testing.Cli;
import io.fsl.testing.Commands;
import io.fsl.testing.MinimalConfig;
import io.fsl.testing.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** df and du, beside those of coreutils. */
class MeasuringIT extends InstalledCase {
  @Test
  void dfTellsSizesInBytesAndWhatIsMissing() {
    Cli.Result result = fsl.run("df", "--bytes", "missing/folder", "/");
    assertEquals(74, result.status());
    assertEquals("fsl: missing/folder: No such file or directory\n", result.err());
    String[] lines = result.out().split("\n", -1);
    assertEquals(3, lines.length, result.out());
    assertTrue(lines[0].contains("Available"), lines[0]);
    long size = Tool.number("bash", "-c", "df -B1 --output=size / | tail -1");
    assertEquals(Long.toString(size), lines[1].strip().split(" +", -1)[0]);
  }

  @Test
  void dfWithoutPathsShowsEveryFileSystem() {
    Cli.Result result = fsl.run("df", "--json");
    assertEquals(0, result.status(), result.err());
    assertTrue(result.out().contains("\"path\":\"/\","), result.out());
  }

  /** The system's table of mounts has such a name escaped. */
  @ParameterizedTest
  @ValueSource(strings = {"a b", "a\nb", "a\rb"})
  void dfNamesTheFileSystemOfAFolderWithABlank(String name) throws IOException {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve(name), "64k")) {
      Cli.Result result = fsl.run("df", "--json", disk.folder().toString());
      assertTrue(result.out().contains("\"file_system\":\"tmpfs\",\"size\":65536,"), result.out());
      assertEquals(2, fsl.run("df", "--json").out().split("\"size\":65536,", -1).length);
    }
  }

  @Test
  void dfWithoutPathsNeedsProc() {
    assumeTrue(Cli.isNative(), "Java itself needs /proc");
    assumeTrue(Commands.result("", "unshare", "--mount", "true").status() == 0, "no namespaces");
    String hidden = "mount -t tmpfs none /proc && exec \"$@\"";
    Cli.Result result = fsl.by("unshare", "--mount", "sh", "-c", hidden, "sh").run("df");
    assertEquals(74, result.status(), result.err());
    assertTrue(result.err().startsWith("fsl: /proc/self/mounts: No such file"), result.err());
  }

  @Test
  void dfHoldsAgainstABound() {
    assertEquals(0, fsl.run("df", "/", "--min-free", "1").status());
    Cli.Result result = fsl.run("df", "/", "--min-free", "8000P");
    assertEquals(1, result.status());
    assertTrue(result.out().contains("TOO LITTLE"), result.out());
  }

  private void fetcher(String... more) throws IOException {
    write("etc/fetcher.yml", MinimalConfig.fetcher(1, more));
  }

  @Test
  void dfHoldsAgainstTheConfiguration() throws IOException {
    fetcher("check_free_space: ['/missing/folder:1', '/tmp:8000P']");
    Cli.Result result = fsl.run("df", "-c", "etc/fetcher.yml", "--json");
    assertEquals(1, result.status(), result.err());
    String[] lines = result.out().split("\n", -1);
    assertTrue(
        lines[0].endsWith("\"minimum\":1048576,\"holds\":true,\"source\":\"feeds\"}"), lines[0]);
    assertTrue(lines[1].contains("\"holds\":false"), lines[1]);
    result = fsl.run("df", "-c", "etc/fetcher.yml", "--json", "--min-free", "1");
    lines = result.out().split("\n", -1);
    assertEquals(5, lines.length, result.out());
    assertTrue(lines[1].endsWith("\"minimum\":1,\"holds\":true}"), lines[1]);
    write("etc/fetcher.yml", Files.readString(folder.resolve("etc/fetcher.yml")).replace("P", "K"));
    assertEquals(0, fsl.run("df", "-c", "etc/fetcher.yml").status());
    assertEquals(1, fsl.run("df", "-c", "etc/fetcher.yml", "--min-free", "8000P").status());
    assertNothingWritten();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "df -c etc/fetcher.yml --json",
        "df -c etc/fetcher.yml --json --min-free 8000P",
      })
  void aConfigurationWithoutBoundsIsToldOf(String arguments) throws IOException {
    fetcher();
    assertEquals(
        new Cli.Result(
            0,
            "",
            "fsl: etc/fetcher.yml: no source has check_free_space: there is nothing to check\n"),
        fsl.run(arguments.split(" ", -1)));
    fetcher("check_free_space: '/:0'");
    assertEquals("", fsl.run("df", "-c", "etc/fetcher.yml").err());
  }

  /** Those of servers without UTF-8 are in a native binary too. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ISO-8859-1",
        "latin1",
        "ISO-8859-15",
        "windows-1252",
        "cp1251",
        "KOI8-R",
        "IBM850",
        "Shift_JIS",
        "ms932",
        "EUC-JP",
        "EUC-KR",
        "GBK",
        "big5"
      })
  void aCharsetOfFileNamesIsKnown(String charset) throws IOException {
    fetcher("check_free_space: '/:0'", "charset: " + charset);
    assertEquals(new Cli.Result(0, "", ""), silent(fsl.run("df", "-c", "etc/fetcher.yml")));
  }

  private static Cli.Result silent(Cli.Result result) {
    return new Cli.Result(result.status(), "", result.err());
  }

  @Test
  void duTellsWhatDuTells() throws IOException {
    write("tree/a/file", "x".repeat(100_000));
    write("tree/b", "x");
    Files.createLink(folder.resolve("tree/a/link"), folder.resolve("tree/a/file"));
    assertEquals(Commands.run("du", "-s", "-B1", folder + "/tree"), du("--bytes"));
    assertEquals(Commands.run("du", "-sb", folder + "/tree"), du("--bytes", "--apparent-size"));
  }

  @Test
  void duCountsAFileOfTwoFoldersOnce() throws IOException {
    write("one/file", "x".repeat(100_000));
    write("two/b", "x");
    Files.createLink(folder.resolve("two/link"), folder.resolve("one/file"));
    assertEquals(
        Commands.run("du", "-s", "-B1", folder + "/one", folder + "/two"),
        fsl.run("du", "--bytes", folder + "/one", folder + "/two").out());
  }

  @Test
  void duHoldsAgainstABound() throws IOException {
    write("tree/file", "x".repeat(100_000));
    assertEquals(0, fsl.run("du", "tree", "--max", "1M").status());
    Cli.Result result = fsl.run("du", "tree", "--max", "50K");
    assertEquals(1, result.status());
    assertTrue(result.out().contains("TOO MUCH: more than 50.0 KiB"), result.out());
  }

  @Test
  void duHoldsAgainstTheConfiguration() throws IOException {
    write("full/file", "x".repeat(2 << 20));
    write(
        "etc/copier.yml",
        """
        file_sources:
          feeds:
            incoming: incoming
            copy_to:
              full: {dir: full, quota: 1}
              later: {dir: later, quota: 1}
              free: {dir: full/below}
        """
            .replace("full/below", "free"));
    Cli.Result result = fsl.run("du", "-c", "etc/copier.yml");
    assertEquals(1, result.status(), result.err());
    String[] lines = result.out().split("\n", -1);
    assertTrue(lines[0].contains("TOO MUCH: more than 1.0 MiB\tfeeds/full"), lines[0]);
    assertTrue(lines[1].startsWith("0 B\t") && lines[1].contains("ok: "), lines[1]);
    assertEquals(4, lines.length);
    assertNothingWritten();
  }

  @Test
  void duHoldsDestinationsAgainstABoundToo() throws IOException {
    write("one/file", "x".repeat(100_000));
    write(
        "etc/copier.yml",
        """
        file_sources:
          feeds:
            incoming: incoming
            copy_to:
              one: {dir: one, quota: 1}
              two: {dir: two}
        """);
    Cli.Result result = fsl.run("du", "-c", "etc/copier.yml");
    assertEquals(0, result.status());
    assertTrue(result.out().endsWith("/two\tfeeds/two\n"), "without a quota, without a verdict");
    result = fsl.run("du", "-c", "etc/copier.yml", "--max", "50K");
    assertEquals(1, result.status(), result.err());
    String[] lines = result.out().split("\n", -1);
    assertEquals(4, lines.length, result.out());
    assertTrue(lines[0].contains("ok: at most 1.0 MiB\tfeeds/one"), lines[0]);
    assertTrue(lines[1].contains("TOO MUCH: more than 50.0 KiB\tfeeds/one"), lines[1]);
    assertTrue(lines[2].contains("ok: at most 50.0 KiB\tfeeds/two"), lines[2]);
    assertEquals(0, fsl.run("du", "-c", "etc/copier.yml", "--max", "1M").status());
    assertNothingWritten();
  }

  @Test
  void aNameCannotSteerTheTerminal() throws IOException {
    String name = "tree\u001b[31m\n\u202ex";
    String shown = "tree\\x1b[31m\\x0a\\u202ex";
    write(name + "/file", "x");
    for (String command : List.of("df", "du")) {
      Cli.Result result = fsl.run(command, name);
      assertEquals(0, result.status(), result.err());
      assertTrue(result.out().stripTrailing().endsWith(shown), result.out());
      assertFalse(result.out().contains("\u001b"), result.out());
      result = fsl.run(command, "--json", name);
      assertTrue(result.out().contains("\"tree\\u001b[31m\\u000a\u202ex\""), result.out());
      result = fsl.run(command, name + "/missing");
      assertEquals("fsl: " + shown + "/missing: No such file or directory\n", result.err());
      result = fsl.run(command, "-c", name + "/missing");
      assertTrue(result.err().startsWith("fsl: " + shown + "/missing:1:1: "), result.err());
    }
  }

  /** As df does, and as a bound wants it: a link that is put in a folder's place takes no space. */
  @Test
  void ofALinkItIsTheTreeThatIsMeasured() throws IOException {
    write("tree/file", "x".repeat(100_000));
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("tree"));
    assertEquals(1, fsl.run("du", "link", "--max", "50K").status());
  }

  @Test
  void duOfNothingIsAnError() {
    Cli.Result result = fsl.run("du", "nowhere");
    assertEquals(74, result.status());
    assertEquals("fsl: nowhere: No such file or directory\n", result.err());
  }

  @Test
  void duTellsWhatItCannotRead() throws IOException {
    write("tree/open/file", "x");
    write("tree/shut/file", "x");
    Cli nobody = asNobody();
    Commands.run("chmod", "0", folder + "/tree/shut");
    Cli.Result result = nobody.run("du", "--bytes", "tree");
    Commands.run("chmod", "700", folder + "/tree/shut");
    assertEquals(74, result.status(), result.err());
    assertEquals("fsl: " + folder + "/tree/shut: Permission denied\n", result.err());
    assertTrue(result.out().endsWith("\ttree\n"), result.out());
  }

  @Test
  void outputThatCannotBeWrittenIsNotWell() {
    Cli full = fsl.by("bash", "-c", "exec \"$@\" > /dev/full", "-");
    for (String arguments : new String[] {"df /", "du --json .", "--version", "--help", "df -h"}) {
      Cli.Result result = full.run(arguments.split(" ", -1));
      assertEquals(74, result.status(), arguments);
      assertEquals("fsl: standard output: No space left on device\n", result.err(), arguments);
    }
  }

  @Test
  void aReaderThatHasSeenEnoughIsNoReasonToComplain() {
    Cli gone = fsl.by("bash", "-c", "exec > >(exit 0); wait $!; exec \"$@\"", "-");
    for (String arguments : new String[] {"df /", "--version"}) {
      assertEquals(new Cli.Result(74, "", ""), gone.run(arguments.split(" ", -1)));
    }
  }

  private String du(String... options) {
    String[] arguments = new String[options.length + 2];
    arguments[0] = "du";
    System.arraycopy(options, 0, arguments, 1, options.length);
    arguments[arguments.length - 1] = folder + "/tree";
    Cli.Result result = fsl.run(arguments);
    assertEquals(0, result.status(), result.err());
    return result.out();
  }

  private void assertNothingWritten() {
    for (String each : new String[] {"log", "state", "incoming", "later"}) {
      assertTrue(Files.notExists(folder.resolve(each)), each);
    }
  }
}
