package io.fsl.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Names of a hostile server, and links that somebody planted: nothing is written outside. */
class HostileNamesIT extends AtFaultyServer {
  @Test
  void hostileNamesStayOutside() throws IOException {
    site.put("a/good.txt", 10);
    Set<Path> before = everything();
    server.faults(
        "NAMES ../evil ../../evil /tmp/evil-absolute a/evil evil%0aline evil%00nul evil%1b[31m"
            + " evil%7f %ffevil  ..%2fevil2 .fsl");
    Cli.Result result = site.fetch(2);
    assertEquals("good.txt", site.names("in/a"));
    site.assertFetched("a/good.txt", 10);
    assertFalse(Files.exists(Path.of("/tmp/evil-absolute")));
    Set<Path> after = everything();
    after.removeAll(before);
    after.removeIf(path -> !path.toString().contains("evil"));
    assertEquals(Set.of(), after);
    assertTrue(result.err().contains("evil\\x0aline"), result.err());
    assertTrue(result.err().contains("is not UTF-8"), result.err());
    assertFalse(
        result.err().chars().anyMatch(c -> c != '\n' && Character.isISOControl(c)), result.err());
  }

  /** All files below the test's folder and beside it. */
  private Set<Path> everything() throws IOException {
    Path folder = site.path("");
    try (Stream<Path> beside = Files.list(folder.getParent());
        Stream<Path> below = Files.walk(folder)) {
      return Stream.concat(beside, below).collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  void aPlantedLinkIsNotFollowed() throws IOException {
    site.put("a/a.txt", 10);
    Path victim = site.write("victim", "untouched");
    site.shell("mkdir -p in/a && ln -s ../../victim in/a/a.txt");
    site.fetch(0);
    assertTrue(Files.isRegularFile(site.path("in/a/a.txt"), LinkOption.NOFOLLOW_LINKS));
    site.assertFetched("a/a.txt", 10);
    assertEquals("untouched", Files.readString(victim));
  }

  @Test
  void aPlantedFolderLinkIsNotFollowed() throws IOException {
    site.put("a/sub/a.txt", 10);
    site.shell("mkdir -p victim in/a && ln -s ../../victim in/a/sub");
    site.source("a", "connections: 1", "recursive: true").fetch(2);
    assertEquals("", site.shell("ls -A victim"));
  }
}
