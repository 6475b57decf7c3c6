package io.fsl.fetch;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.Cli;
import io.fsl.testing.OpenSshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Which of the things on a server are files to be fetched. */
class ChooseFilesIT extends AtOpenSsh {
  /** What is selected of a tree. */
  private record Row(String files, boolean recursive, String expected) {}

  private static final List<Row> ROWS =
      List.of(
          new Row("'*'", false, "a.csv b.txt"),
          new Row("'*.csv'", false, "a.csv"),
          new Row("['*', '!*.txt']", false, "a.csv"),
          new Row("'!*.csv'", false, "b.txt"),
          new Row("'.*'", false, ".hidden.csv"),
          new Row("'*.csv'", true, ".dot/e.csv a.csv sub/c.csv sub/deep/d.csv"),
          new Row("'sub/*'", true, "sub/c.csv"),
          new Row("'sub/**'", true, "sub/c.csv sub/deep/d.csv"),
          new Row("'{b,d}.*'", true, "b.txt sub/deep/d.csv"),
          new Row("'[!a].???'", false, "b.txt"));

  @Test
  void globsAndSubFolders() throws IOException {
    for (String name :
        List.of("a.csv", "b.txt", ".hidden.csv", "sub/c.csv", "sub/deep/d.csv", ".dot/e.csv")) {
      site.put("all/" + name, "x");
    }
    List<Executable> checks = new ArrayList<>();
    for (Row row : ROWS) {
      String name = "s" + checks.size();
      site.source(
          name,
          "source: " + site.path("remote/all"),
          "files: " + row.files,
          "recursive: " + row.recursive);
      checks.add(() -> assertEquals(row.expected, site.names("in/" + name), row.toString()));
    }
    site.set("scheduler: {sftp_jobs: 4}").fetch(0);
    assertAll(checks);
  }

  @Test
  void linksToFilesAreFilesAndEverythingElseIsLeftAlone() throws IOException {
    site.put("a/file", "text", 60);
    site.put("a/folder/inner", "inner");
    site.shell(
        "cd remote/a && ln -s file link && ln -s folder folderlink && ln -s nowhere dangling"
            + " && mkfifo pipe && ln -s pipe pipelink && ln -s ../../outside/o out");
    site.write("outside/o", "out");
    site.source("a", "recursive: true").fetch(0);
    assertEquals("file=text folder/inner=inner link=text out=out", site.tree("in/a"));
    assertFalse(Files.isSymbolicLink(site.path("in/a/link")));
    assertEquals(
        Files.getLastModifiedTime(site.path("remote/a/file")),
        Files.getLastModifiedTime(site.path("in/a/link")));
  }

  @Test
  void whatCannotBeReadFailsAndTheOthersCome() throws IOException {
    try (OpenSshServer _ = unprivileged()) {
      site.put("a/good", "1");
      site.put("a/bad", "2");
      site.put("a/shut/inner", "3");
      site.put("a/sub/inner", "4");
      site.put("b/file", "5");
      site.shell("chmod a+rx . && chmod -R a+rX remote && chmod 0 remote/a/bad remote/a/shut");
      site.source("a", "recursive: true").source("b");
      Cli.Result result = site.fetch(2);
      assertEquals("good=1 sub/inner=4", site.tree("in/a"));
      assertEquals("file=5", site.tree("in/b"));
      assertTrue(result.err().contains("not fetched bad (a): "), result.err());
      assertTrue(result.err().contains("not fetched shut (a): "), result.err());
      assertTrue(result.err().contains("Permission denied"), result.err());
    }
  }

  @Test
  void whatIsNotWantedNeedNotBeReadable() throws IOException {
    try (OpenSshServer _ = unprivileged()) {
      site.put("a/good", "1");
      site.put("a/shut/inner", "2");
      site.put("a/sub/inner", "3");
      site.shell("chmod a+rx . && chmod -R a+rX remote && chmod 0 remote/a/shut");
      String folder = "source: " + site.path("remote/a");
      site.source("a", "recursive: true", "files: ['*', '!shut/**']")
          .source("sub", folder, "recursive: true", "files: 'sub/*'")
          .fetch(0);
      assertEquals("good=1 sub/inner=3", site.tree("in/a"));
      assertEquals("sub/inner=3", site.tree("in/sub"));
    }
  }

  @Test
  void namesThatAreNoNamesAreRefused() throws IOException {
    site.put("a/good", "1");
    site.shell("cd remote/a && printf 2 > $'bad\\nname' && printf 3 > $'esc\\033[31m'");
    site.shell("cd remote/a && mkdir $'folder\\n' .fsl && printf 4 > $'caf\\xe9'");
    site.source("a").source("other", "source: " + site.path("remote/a"), "files: good");
    Cli.Result result = site.fetch(2);
    assertEquals("good=1", site.tree("in/a"));
    assertEquals("good=1", site.tree("in/other"), "nobody else's names matter");
    assertTrue(result.err().contains("bad\\x0aname (a): its name has a character"), result.err());
    assertTrue(result.err().contains("caf\\xe9 (a): its name is not UTF-8"), result.err());
    assertFalse(result.err().contains("\033"), "no escape sequence reaches the terminal");
    assertEquals(3, result.errLines().stream().filter(l -> l.contains("not fetched")).count());
  }

  @Test
  void namesOfAnotherCharset() throws IOException {
    site.put("a/x", "1");
    site.shell("cd remote/a && printf 2 > $'caf\\xe9' && mkdir $'\\xfc' && printf 3 > $'\\xfc/y'");
    site.source("a", "charset: ISO-8859-1", "recursive: true", "after_fetch: {move: \"t\\xfcr\"}");
    site.fetch(0);
    assertEquals("café=2 x=1 ü/y=3", site.tree("in/a"));
    assertEquals("2", site.shell("cat remote/a/$'t\\xfcr'/$'caf\\xe9'"));
  }

  @Test
  void awkwardNamesAreNames() throws IOException {
    List<String> names =
        List.of("-rf", "a b", "'q'", "$HOME", "x;y", "日本", "n".repeat(255), "back\\slash", "~");
    for (String name : names) {
      site.put("a/" + name, "x");
    }
    site.source("a", "local_archive: archive").fetch(0);
    for (String name : names) {
      assertTrue(Files.exists(site.path("in/a/" + name)), name);
      assertTrue(Files.exists(site.path("archive/" + name)), name);
    }
  }

  @Test
  void deepFoldersAreWalked() throws IOException {
    String deep = "d/".repeat(100);
    site.put("a/" + deep + "file", "x");
    site.source("a", "recursive: true", "local_archive: archive").fetch(0);
    assertEquals(deep + "file=x", site.tree("in/a"));
    assertEquals(deep + "file=x", site.tree("archive"));
  }
}
