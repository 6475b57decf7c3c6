package io.fsl.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Three sources: of one the files are kept, of one deleted and of one moved on the server. The last
 * two use the same few names again and again and share an incoming folder; the first two share an
 * archive.
 */
public record FetchScene(Path folder, Path server, Deliveries deliveries) implements Scene {
  private static final int NAMES = 5;

  /**
   * Sets it up.
   *
   * @param folder for the configuration and all that is fetched
   * @param server for the files on the server
   */
  public static FetchScene create(Path folder, Path server, OpenSshServer sshd, boolean fsync)
      throws IOException {
    Path knownHosts = server.resolve("known_hosts");
    Files.writeString(
        knownHosts, "[127.0.0.1]:" + sshd.port() + " " + sshd.hostKey().publicLine() + "\n");
    StringBuilder sources = new StringBuilder();
    source(sources, sshd, server, "kept", "local_incoming: kept", "local_archive: archive");
    source(
        sources,
        sshd,
        server,
        "deleted",
        "local_incoming: taken",
        "local_archive: archive",
        "after_fetch: delete");
    source(sources, sshd, server, "moved", "local_incoming: taken", "after_fetch: {move: done}");
    Files.createDirectories(folder.resolve("etc"));
    Files.writeString(
        folder.resolve("etc/fetcher.yml"),
        """
        sftp_sources:
        %sscheduler: {sftp_jobs: 3, sftp_check_timeout: 1}
        sftp_timeout: 20
        fsync: %s
        """
            .formatted(sources, fsync));
    return new FetchScene(folder, server, new Deliveries());
  }

  private static void source(
      StringBuilder text, OpenSshServer sshd, Path server, String name, String... more)
      throws IOException {
    Path source = Files.createDirectories(server.resolve(name));
    text.append(
        """
          %s:
            host: 127.0.0.1
            port: %d
            username: %s
            ssh_key: %s
            known_hosts: %s
            source: %s
            recursive: true
            files: '*.bin'
            connections: 1
        """
            .formatted(
                name,
                sshd.port(),
                System.getProperty("user.name"),
                sshd.userKey().file(),
                server.resolve("known_hosts"),
                source));
    for (String line : more) {
      text.append("    ").append(line).append('\n');
    }
  }

  @Override
  public String command() {
    return "fetch";
  }

  @Override
  public void offer(Random random) throws IOException {
    for (int i = random.nextInt(2); i >= 0; i--) {
      int serial = deliveries.nextSerial();
      offer(random, "kept", "%06d.bin".formatted(serial), serial, "kept", "archive");
    }
    offer(random, "deleted", reused(random), deliveries.nextSerial(), "taken", "archive");
    offer(random, "moved", reused(random), deliveries.nextSerial(), "taken", "moved on the server");
  }

  private static String reused(Random random) {
    int n = random.nextInt(NAMES);
    return n == 0 ? "sub/0.bin" : n + ".bin";
  }

  /** A name that is still in use is left alone. */
  private void offer(Random random, String source, String name, int serial, String... places)
      throws IOException {
    Path file = server.resolve(source).resolve(name);
    if (Files.notExists(file)) {
      byte[] content = Scene.content(random, serial);
      for (String place : places) {
        deliveries.offer(place, name, content);
      }
      Scene.put(content, file, server.resolve("writing"));
    }
  }

  @Override
  public Map<String, Path> outlets() {
    return Map.of("kept", folder.resolve("kept"), "taken", folder.resolve("taken"));
  }

  @Override
  public Map<String, Path> stores() {
    return Map.of(
        "archive",
        folder.resolve("archive"),
        "moved on the server",
        server.resolve("moved").resolve("done"));
  }

  @Override
  public Path ledger() {
    return folder.resolve("state/fetcher.fetch.mv");
  }

  @Override
  public List<Path> roots() {
    return List.of(folder, server.resolve("deleted"), server.resolve("moved"));
  }
}
