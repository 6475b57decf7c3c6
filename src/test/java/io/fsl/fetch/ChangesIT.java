package io.fsl.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.Cli;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Names that come again, and names that are taken. */
class ChangesIT extends AtOpenSsh {
  private static final String[] CHOICES = {"wait", "keep-both", "replace", "fail"};

  @Test
  void aNewVersionWhileTheOldOneIsThere() throws IOException {
    site.put("a/x.txt", "1", 60);
    site.put("a/same", "same", 60);
    for (String choice : CHOICES) {
      site.source(
          choice,
          "source: " + site.path("remote/a"),
          "on_change: " + choice,
          "local_archive: archive/" + choice);
    }
    site.fetch(0);
    site.put("a/x.txt", "22", 30);
    Cli.Result result = site.fetch(2);
    assertEquals("same=same x.txt=1", site.tree("in/wait"));
    assertEquals("same=same x.txt=1 x.~2~.txt=22", site.tree("in/keep-both"));
    assertEquals("same=same x.txt=22", site.tree("in/replace"));
    assertEquals("same=same x.txt=1", site.tree("in/fail"));
    assertTrue(result.err().contains("skipped x.txt (wait): its name is taken"), result.err());
    assertTrue(result.err().contains("not fetched x.txt (fail): its name is taken"), result.err());
    assertEquals("same=same x.txt=1", site.tree("archive/wait"));
    assertEquals("same=same x.txt=1 x.~2~.txt=22", site.tree("archive/replace"));
    site.shell("rm in/*/*");
    site.fetch(0);
    assertEquals("x.txt=22", site.tree("in/wait"), "once its name is free");
    assertEquals("x.txt=22", site.tree("in/fail"));
    assertEquals("", site.tree("in/keep-both") + site.tree("in/replace"), "each version once");
  }

  @Test
  void aForeignFileIsNeverReplaced() throws IOException {
    site.put("a/x", "from the server", 60);
    site.write("elsewhere", "elsewhere");
    for (String choice : CHOICES) {
      site.source(choice, "source: " + site.path("remote/a"), "on_change: " + choice);
      site.write("in/" + choice + "/x", "foreign");
    }
    site.source("link", "source: " + site.path("remote/a"), "on_change: replace");
    site.source("folder", "source: " + site.path("remote/a"), "on_change: replace");
    site.shell("mkdir -p in/link in/folder/x && ln -s ../../elsewhere in/link/x");
    site.fetch(2);
    assertEquals("x=foreign", site.tree("in/wait"));
    assertEquals("x=foreign x.~2~=from the server", site.tree("in/keep-both"));
    assertEquals("x=foreign", site.tree("in/replace"));
    assertEquals("x=foreign", site.tree("in/fail"));
    assertEquals("", site.tree("in/folder"));
    assertEquals("x=from the server", site.tree("in/link"), "a link takes no name");
    assertEquals("elsewhere", site.shell("cat elsewhere"));
  }

  /** Its size and mtime are those of the one that was fetched, but it is another file. */
  @Test
  void aFileThatTookThePlaceOfAFetchedOneIsNotReplaced() throws IOException {
    site.source("a", "on_change: replace");
    site.put("a/mine", "1111", 60);
    site.put("a/yours", "2222", 60);
    site.fetch(0);
    site.shell("cp -p in/a/yours own && printf 3333 > own && touch -r in/a/yours own");
    site.shell("mv own in/a/yours");
    site.put("a/mine", "new", 30);
    site.put("a/yours", "new", 30);
    Cli.Result result = site.fetch(0);
    assertEquals("mine=new yours=3333", site.tree("in/a"));
    assertTrue(result.err().contains("by a file from elsewhere"), result.err());
  }

  @Test
  void twoSourcesWithTheSameNames() throws IOException {
    for (String source : new String[] {"one", "two"}) {
      for (int i = 0; i < 20; i++) {
        site.put(source + "/f" + i, source + i, 60);
      }
    }
    site.put("one/same", "same", 60);
    site.put("two/same", "same", 60);
    String[] lines = {"local_incoming: in", "local_archive: archive", "on_change: keep-both"};
    site.source("one", lines).source("two", lines);
    site.set("scheduler: {sftp_jobs: 2}").fetch(0);
    for (String folder : new String[] {"in", "archive"}) {
      for (int i = 0; i < 20; i++) {
        String both = site.shell("cat " + folder + "/f" + i + " " + folder + "/f" + i + ".~2~");
        assertTrue(both.equals("one" + i + "two" + i) || both.equals("two" + i + "one" + i), both);
      }
    }
    assertEquals("samesame", site.shell("cat in/same in/same.~2~"));
    assertEquals(42, site.names("in").split(" ", -1).length);
  }

  @Test
  void anArchivedVersionIsNeverReplaced() throws IOException {
    site.put("a/x", "11", 60);
    site.write("archive/x", "22");
    site.shell("touch -r remote/a/x archive/x");
    site.source("a", "local_archive: archive").fetch(0);
    assertEquals("x=22 x.~2~=11", site.tree("archive"), "the same size and mtime are not enough");
    assertEquals("x=11", site.tree("in/a"));
  }
}
