package io.fsl.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The files that come with fsl, and those of the tool that it replaces. */
class SamplesTest {
  private static final Map<String, String> HOME = Map.of("HOME", "/home/u");
  private static final Path COMPAT = Path.of("src/test/resources/compat");
  private static final Path ETC = Path.of("etc");

  @Test
  void aFetcherFileOfTheOriginalWorksUnchanged() throws ConfigException {
    FetchConfig config = new ConfigReader(HOME).fetch(COMPAT.resolve("fetcher.yml"));
    FetchSource source = config.sources().getFirst();
    assertEquals("test-stream-transfer", source.name());
    assertEquals(Path.of("/srv/fsl/incoming"), source.incoming());
    assertEquals(
        List.of(new FreeSpaceBound(Path.of("/srv/fsl"), ByteSize.ofMebibytes(10_000))),
        source.freeSpace());
    assertEquals(List.of(Path.of("/home/u/.ssh/feeds")), source.server().credentials().keys());
  }

  @Test
  void aCopierFileOfTheOriginalWorksUnchanged() throws ConfigException {
    CopyConfig config = new ConfigReader(HOME).copy(COMPAT.resolve("copier.yml"));
    CopySource source = config.sources().getFirst();
    assertEquals("stream-linker", source.name());
    assertEquals(List.of("*.*"), source.files().globs());
    assertEquals(
        List.of("archive", "prod"), source.destinations().stream().map(Destination::name).toList());
    assertEquals(ByteSize.ofMebibytes(6096), source.destinations().getFirst().quota());
  }

  @Test
  void theFetcherSampleWorksAsItIsAndInTheDemo() throws ConfigException {
    Path file = ETC.resolve("fetcher.yml");
    Server server = new ConfigReader(HOME).fetch(file).sources().getFirst().server();
    assertEquals(2222, server.port());
    assertEquals("demo", server.username());
    Map<String, String> demo =
        Map.of("HOME", "/h", "USER", "me", "FSL_PORT", "4022", "FSL_SOURCE", "/tmp/out");
    FetchSource source = new ConfigReader(demo).fetch(file).sources().getFirst();
    assertEquals(4022, source.server().port());
    assertEquals("me", source.server().username());
    assertEquals("/tmp/out", source.folder());
  }

  @Test
  void theSamplesShareTheirFolders() throws ConfigException {
    FetchConfig fetcher = new ConfigReader(HOME).fetch(ETC.resolve("fetcher.yml"));
    CopyConfig copier = new ConfigReader(HOME).copy(ETC.resolve("copier.yml"));
    assertEquals(Path.of("incoming").toAbsolutePath(), copier.sources().getFirst().incoming());
    assertEquals(fetcher.sources().getFirst().incoming(), copier.sources().getFirst().incoming());
    assertEquals(fetcher.settings().stateDir(), copier.settings().stateDir());
    assertEquals(Path.of("log").toAbsolutePath(), copier.settings().logDir());
  }

  @Test
  void theFetcherSampleShowsEveryKey() throws Exception {
    ConfigFile file = new ConfigFile(ETC.resolve("fetcher.yml"), HOME);
    file.fetch();
    assertEquals(List.of(), missing(file.knownKeys(), ETC.resolve("fetcher.yml")));
  }

  @Test
  void theCopierSampleShowsEveryKey() throws Exception {
    ConfigFile file = new ConfigFile(ETC.resolve("copier.yml"), HOME);
    file.copy();
    assertEquals(List.of(), missing(file.knownKeys(), ETC.resolve("copier.yml")));
  }

  private static List<String> missing(Set<String> keys, Path sample) throws Exception {
    String text = Files.readString(sample);
    return keys.stream()
        .map(key -> key.substring(key.lastIndexOf('.') + 1))
        .filter(key -> text.lines().noneMatch(line -> line.matches("[ #]*" + key + ":.*")))
        .toList();
  }
}
