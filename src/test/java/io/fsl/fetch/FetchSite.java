package io.fsl.fetch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fsl.testing.Bytes;
import io.fsl.testing.Cli;
import io.fsl.testing.Commands;
import io.fsl.testing.OpenSshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder with a fetcher.yml, and the files of a server: {@code remote/<source>} is the folder on
 * the server, {@code in/<source>} the local one, unless a source says otherwise.
 */
final class FetchSite {
  private final OpenSshServer sshd;
  private final Path folder;
  private final Map<String, List<String>> sources = new LinkedHashMap<>();
  private final List<String> settings = new ArrayList<>();

  FetchSite(Path temporary, OpenSshServer sshd) throws IOException {
    this.sshd = sshd;
    this.folder = temporary.toRealPath();
    sshd.server(); // writes known_hosts
  }

  /** Adds or replaces a source; lines of its own win over the usual ones, a password over a key. */
  FetchSite source(String name, String... lines) throws IOException {
    Files.createDirectories(folder.resolve("remote").resolve(name));
    List<String> all = new ArrayList<>(Arrays.asList(lines));
    for (String usual : usual(name)) {
      String key = usual.substring(0, usual.indexOf(':') + 1);
      String instead = key.equals("ssh_key:") ? "password:" : key;
      if (all.stream().noneMatch(line -> line.startsWith(key) || line.startsWith(instead))) {
        all.add(usual);
      }
    }
    sources.put(name, all);
    return this;
  }

  private List<String> usual(String name) {
    Path key = sshd.userKey().file();
    return List.of(
        "host: 127.0.0.1",
        "port: " + sshd.port(),
        "username: " + System.getProperty("user.name"),
        "ssh_key: " + key,
        "known_hosts: " + key.resolveSibling("known_hosts"),
        "source: " + folder.resolve("remote").resolve(name),
        "files: '*'",
        "local_incoming: in/" + name);
  }

  /** Adds lines that are not of a source. */
  FetchSite set(String... lines) {
    settings.addAll(Arrays.asList(lines));
    return this;
  }

  /** Writes a file on the server: {@code source/name}. */
  Path put(String name, String text) throws IOException {
    return write("remote/" + name, text);
  }

  /** Writes a file with an mtime so many seconds ago. */
  Path put(String name, String text, long secondsAgo) throws IOException {
    return age(put(name, text), secondsAgo);
  }

  /** Writes a file of so many bytes, an old one: {@link Bytes#some(int)}. */
  void put(String name, int bytes) throws IOException {
    age(Files.write(put(name, ""), Bytes.some(bytes)), 1_000_000);
  }

  /** That a file of so many bytes arrived. */
  void assertFetched(String name, int bytes) throws IOException {
    assertArrayEquals(Bytes.some(bytes), Files.readAllBytes(folder.resolve("in").resolve(name)));
  }

  static Path age(Path file, long secondsAgo) throws IOException {
    Instant then = Instant.ofEpochSecond(Instant.now().getEpochSecond() - secondsAgo);
    return Files.setLastModifiedTime(file, FileTime.from(then));
  }

  /** Writes a file anywhere below the folder. */
  Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  /** Writes the configuration. */
  FetchSite configure() throws IOException {
    StringBuilder text = new StringBuilder("sftp_sources:\n");
    sources.forEach((name, lines) -> {
      text.append("  ").append(name).append(":\n");
      lines.forEach(line -> text.append("    ").append(line).append('\n'));
    });
    settings.forEach(line -> text.append(line).append('\n'));
    write("etc/fetcher.yml", text.toString());
    return this;
  }

  /** Fetches once. */
  Cli.Result fetch(String... options) throws IOException {
    configure();
    return cli().run(arguments(options));
  }

  /** Fetches once, which must end with that status. */
  Cli.Result fetch(int status, String... options) throws IOException {
    Cli.Result result = fetch(options);
    assertEquals(status, result.status(), result.err());
    return result;
  }

  /** Starts to fetch once. */
  Cli.Running start(String... options) throws IOException {
    configure();
    return cli().start(arguments(options));
  }

  Cli cli() {
    return new Cli(folder);
  }

  static String[] arguments(String... options) {
    return Stream.concat(Stream.of("fetch", "--loops", "1", "-v"), Arrays.stream(options))
        .toArray(String[]::new);
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  /** What is in a folder, with sub-folders, without working folders: {@code name=text} by name. */
  String tree(String name) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    for (Path file : files(name)) {
      texts.put(file.toString(), Files.readString(folder.resolve(name).resolve(file)));
    }
    return texts.entrySet().stream().map(Object::toString).collect(Collectors.joining(" "));
  }

  /** The names of what is in a folder. */
  String names(String name) throws IOException {
    return files(name).stream().map(Path::toString).sorted().collect(Collectors.joining(" "));
  }

  private List<Path> files(String name) throws IOException {
    Path root = folder.resolve(name);
    if (Files.notExists(root)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile)
          .map(root::relativize)
          .filter(file -> !file.startsWith(".fsl"))
          .toList();
    }
  }

  /** Files that a run left in the working folders. */
  List<String> leftovers() throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve("in"))) {
      return all.filter(file -> file.toString().contains("/.fsl/"))
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals("marker"))
          .toList();
    }
  }

  /** Runs a shell command in the folder. */
  String shell(String command) {
    return Commands.run("bash", "-c", "cd '" + folder + "' && " + command);
  }
}
