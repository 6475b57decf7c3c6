package io.fsl.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fsl.testing.Cli;
import io.fsl.testing.OpenSshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Very many files in one folder, in little memory: {@code -Dmany.files=200000 -Dmany.heap=256m} for
 * the full measure.
 */
class ManyFilesIT {
  private static final int COUNT = Integer.getInteger("many.files", 20_000);
  private static final String HEAP = System.getProperty("many.heap", "64m");

  private static final Duration PATIENCE = Duration.ofSeconds(60 + COUNT / 200);

  @TempDir Path temporary;

  @Test
  void memoryDoesNotGrowWithTheNumberOfFiles() throws IOException {
    try (OpenSshServer sshd =
        OpenSshServer.start(Files.createDirectories(temporary.resolve("sshd")))) {
      FetchSite site = new FetchSite(temporary, sshd);
      site.source("a");
      site.shell("cd remote/a && seq -f 'file-%06g' " + COUNT + " | xargs touch");
      site.set("fsync: false").configure();
      Cli fsl = site.cli().with("JDK_JAVA_OPTIONS", "-Xmx" + HEAP);
      Cli.Result result = fsl.start("fetch", "--loops", "1", "--json", "-q").end(PATIENCE);
      assertEquals(0, result.status(), result.err());
      assertEquals(COUNT, files(site.path("in/a")));
      result = fsl.run("fetch", "--loops", "1", "--json", "-q");
      assertEquals(1, result.out().lines().count(), "nothing is fetched twice");
    }
  }

  private static long files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> !file.endsWith(".fsl")).count();
    }
  }
}
