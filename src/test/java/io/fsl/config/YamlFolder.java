package io.fsl.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Configuration files in a folder of their own, and what becomes of them. */
record YamlFolder(Path folder) {
  /** Everything that the tests' files refer to; HOME so that nothing depends on the machine. */
  static final Map<String, String> ENVIRONMENT =
      Map.of("HOME", "/home/u", "WHO", "alice", "EMPTY", "", "TRICKY", "${WHO}");

  /** A source that has all that it must have; more keys may follow. */
  static final String SOURCE =
      """
      sftp_sources:
        a:
          host: h
          username: u
          source: /out
          files: '*'
          local_incoming: in
      """;

  /** A source that has all that it must have, with one destination; more of its keys may follow. */
  static final String COPY_SOURCE =
      """
      file_sources:
        a:
          incoming: in
          copy_to:
            d:
              dir: d
      """;

  /** A text with one more line; it takes the place of one that has the same indented key. */
  static String with(String text, String line) {
    String key = line.substring(0, line.indexOf(':') + 1);
    String others =
        text.lines()
            .filter(each -> !each.startsWith(key))
            .map(each -> each + "\n")
            .collect(Collectors.joining());
    return others + line + "\n";
  }

  /** Anything as text, with {@code @} for this folder. */
  String shown(@Nullable Object value) {
    return String.valueOf(value).replace(folder.toString(), "@");
  }

  /** A configuration file with this text. */
  Path file(String text) {
    try {
      return Files.writeString(folder.resolve("f.yml"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ConfigFile configFile(String text) {
    return new ConfigFile(file(text), ENVIRONMENT);
  }

  FetchConfig fetch(String text) {
    try {
      return configFile(text).fetch();
    } catch (ConfigException e) {
      throw new AssertionError(e);
    }
  }

  CopyConfig copy(String text) {
    try {
      return configFile(text).copy();
    } catch (ConfigException e) {
      throw new AssertionError(e);
    }
  }

  /** The problems of a fetcher.yml, without the folder's name. */
  List<String> fetchProblems(String text) {
    return problems(() -> configFile(text).fetch());
  }

  /** The problems of a copier.yml, without the folder's name. */
  List<String> copyProblems(String text) {
    return problems(() -> configFile(text).copy());
  }

  /** The problems of reading, with {@code @} for this folder. */
  List<String> problems(Read read) {
    try {
      read.run();
      return List.of();
    } catch (ConfigException e) {
      return e.problems().stream()
          .map(line -> line.replaceAll("^" + Pattern.quote(folder + "/"), ""))
          .map(this::shown)
          .toList();
    }
  }

  /** Reads a file. */
  interface Read {
    Object run() throws ConfigException;
  }
}
