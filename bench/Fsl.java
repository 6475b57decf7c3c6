package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The program that is measured, with a configuration of its own for each run.
 *
 * @param binary where it is
 * @param fsync what the configuration says
 */
record Fsl(Path binary, boolean fsync) {
  static final String NAME = "fsl";
  static final String DURABLE = "fsl with fsync";
  static final String SINGLE = "fsl without archive";

  private static final int SOURCES_AT_ONCE = 4;

  private String name() {
    return fsync ? DURABLE : NAME;
  }

  Contender fetch() {
    return fetch(name());
  }

  /** Beside one who archives. */
  Contender fetchWithoutArchive() {
    return fetch(SINGLE);
  }

  private Contender fetch(String name) {
    return fetching(name, run -> fetcher(source(run, "bench", "")), Check.same("incoming"));
  }

  Contender fetchAndArchive() {
    return fetching(
        name(),
        run -> fetcher(source(run, "bench", "") + "    local_archive: archive\n"),
        Check.same("incoming", "archive"));
  }

  /** Each folder is a source. */
  Contender fetchFolders() {
    return fetching(name(), this::folders, Check.same("incoming"));
  }

  private String folders(Run run) {
    StringBuilder sources = new StringBuilder();
    for (int i = 1; i <= run.tree().folders(); i++) {
      sources.append(source(run, Tree.folder(i), "/" + Tree.folder(i)));
    }
    return fetcher(sources.toString());
  }

  /** The text of a configuration. */
  private interface Configuration {
    String of(Run run);
  }

  private Contender fetching(String name, Configuration configuration, Check check) {
    return new Contender(name, run -> command(run, "fetch", "fetcher.yml"), check)
        .preparedBy(run -> write(run, "fetcher.yml", configuration.of(run)));
  }

  Contender copy(String... folders) {
    return new Contender(
            name(),
            run -> command(run, "copy", "copier.yml"),
            Check.same(folders).and(Check.empty("incoming")))
        .preparedBy(run -> {
          write(run, "copier.yml", copier(folders));
          run.tree().create(run.folder().resolve("incoming"));
        });
  }

  Contender du() {
    return new Contender(
        name(),
        run ->
            List.of(binary.toString(), "du", "--apparent-size", "--bytes", run.source().toString()),
        Check.size());
  }

  private List<String> command(Run run, String verb, String configuration) {
    return List.of(
        binary.toString(), verb, "-c", run.path("etc/" + configuration), "--loops", "1", "-q");
  }

  private static void write(Run run, String name, String text) throws IOException {
    Path file = Path.of(run.path("etc/" + name));
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private String fetcher(String sources) {
    return """
    sftp_sources:
    %s
    fsync: %s
    scheduler: {sftp_jobs: %d}
    """
        .formatted(sources, fsync, SOURCES_AT_ONCE);
  }

  private static String source(Run run, String name, String folder) {
    Server server = run.server();
    return """
      %s:
        host: %s
        port: %d
        username: %s
        ssh_key: %s
        known_hosts: %s
        source: %s
        files: '*'
        local_incoming: incoming%s
    """
        .formatted(
            name,
            server.link().address(),
            server.port(),
            Server.user(),
            server.key(),
            server.knownHosts(),
            run.source() + folder,
            folder);
  }

  private String copier(String... folders) {
    StringBuilder destinations = new StringBuilder();
    for (String folder : folders) {
      destinations.append("      %s: {dir: %s}\n".formatted(folder, folder));
    }
    return """
    file_sources:
      bench:
        incoming: incoming
        files_pattern: '*'
        copy_to:
    %s
    fsync: %s
    """
        .formatted(destinations, fsync);
  }
}
